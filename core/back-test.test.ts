import { expect, test } from 'vitest'
import { type Rule, ruleSchema } from './alert.ts'
import { freshMemory, isFiring, step } from './alert-machine.ts'
import { backTest, suggestRecover } from './back-test.ts'

const rule = (settings: object): Rule => ruleSchema.parse({ name: 'r', ...settings })
const S = 1000

test('spans from firing until normal, counted and measured', () => {
  const values = [1, 20, 20, 1, 1, 20, 1, 20, 20]
  expect(backTest(rule({ metric: 'recordsIn', above: 10 }), values, 0, S)).toEqual({
    spans: [
      { from: 1 * S, to: 3 * S },
      { from: 5 * S, to: 6 * S },
      { from: 7 * S, to: 9 * S },
    ],
    count: 3,
    totalMs: 5 * S,
    longestMs: 2 * S,
  })
  expect(backTest(rule({ metric: 'recordsIn', above: 10 }), [1, 2], 0, S)).toEqual({ spans: [], count: 0, totalMs: 0, longestMs: 0 })
  expect(backTest(rule({ metric: 'recordsIn', above: 10 }), [], 0, S).count).toBe(0)
})

test('`for`, recovery level and keepFiring count as they do live', () => {
  const settings = { metric: 'latency.p99', above: 10, recover: 8, for: '2s', keepFiring: '2s' }
  expect(backTest(rule(settings), [20, 20, 20, 9, 7, 7, 7, 20], 0, S).spans).toEqual([{ from: 2 * S, to: 6 * S }])
})

test('quiet seconds of a latency keep the state; seconds without frames do not count', () => {
  expect(backTest(rule({ metric: 'latency.p99', above: 10, keepFiring: '2s' }), [20, 5, null, null, null], 0, S).spans).toEqual([
    { from: 0, to: 3 * S },
  ])
  const gap = [20, 20, ...Array<null>(60).fill(null), 20, 20, 20]
  expect(backTest(rule({ metric: 'recordsIn', above: 10, for: '3s' }), gap, 0, S).spans).toEqual([{ from: 64 * S, to: 65 * S }])
  const silence = rule({ on: 'in', silence: '10s' })
  expect(backTest(silence, [5, ...Array<null>(60).fill(null), 5], 0, S).count).toBe(0)
  expect(backTest(silence, [5, ...Array<number>(12).fill(0), 5], 0, S).spans).toEqual([{ from: 10 * S, to: 13 * S }])
})

test('roll-ups of a minute are no gaps', () => {
  const minute = 60 * S
  expect(backTest(rule({ metric: 'recordsIn', above: 10, for: '3m' }), [20, 20, 20, 20, 1], 0, minute).spans).toEqual([
    { from: 3 * minute, to: 4 * minute },
  ])
})

test('the spans are those of the live machine, whatever the figures', () => {
  const settings = rule({ metric: 'recordsIn', above: 50, recover: 40, for: '2s', keepFiring: '3s' })
  const values = Array.from({ length: 3600 }, (_, i) => (i * 48_271 + (i >> 3) * 7919) % 101)
  let memory = freshMemory(0)
  const firing = values.map((value, i) => {
    memory = step(settings, memory, value, i * S).memory
    return isFiring(memory.state)
  })
  const { spans, totalMs } = backTest(settings, values, 0, S)
  expect(spans.length).toBeGreaterThan(20)
  expect(totalMs).toBe(firing.filter(Boolean).length * S)
  expect(values.map((_, i) => spans.some(({ from, to }) => from <= i * S && i * S < to))).toEqual(firing)
})

test('a suggested recovery level is twice the median deviation inside the threshold', () => {
  const noise = Array.from({ length: 40 }, (_, i) => 100 + (i % 2 === 0 ? 10 : -10))
  expect(suggestRecover({ above: 500 }, noise)).toBe(480)
  expect(suggestRecover({ below: 50 }, [...noise, null])).toBe(70)
  expect(suggestRecover({ above: 15 }, noise)).toBe(0)
  expect(suggestRecover({ above: 500 }, noise.slice(0, 9))).toBeNull()
  expect(suggestRecover({ above: 500 }, Array<number>(20).fill(3))).toBeNull()
  expect(suggestRecover({ above: 1234.5 }, noise)).toBe(1210)
})
