import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MetricUnit } from '../../core/metric-names.ts'
import { fieldScale, settled, timeTicks, yScale } from './scale.ts'

test('axes end at round figures of their unit', () => {
  expect(yScale(12_345, 'rate').ticks).toEqual([0, 5000, 10_000, 15_000])
  expect(yScale(0, 'rate').top).toBe(1)
  expect(yScale(3, 'count').ticks).toEqual([0, 1, 2, 3])
  expect(yScale(300 * 1024 * 1024, 'bytes').ticks.map((b) => b / 1024 / 1024)).toEqual([0, 128, 256, 384])
  expect(yScale(70_000, 'ms').ticks).toEqual([0, 30_000, 60_000, 90_000])
  expect(yScale(0.02, 'share', [], 1).ticks).toEqual([0, 0.25, 0.5, 0.75, 1])
})

test('every axis holds all figures and, with room, all thresholds', () => {
  const unit = fc.constantFrom<MetricUnit>('rate', 'byteRate', 'ms', 'bytes', 'share', 'count')
  const figure = fc.double({ min: 0, max: 1e12, noNaN: true })
  fc.assert(
    fc.property(figure, unit, fc.array(figure, { maxLength: 3 }), (max, of, thresholds) => {
      const { top, ticks } = yScale(max, of, thresholds)
      expect(top).toBeGreaterThanOrEqual(max * (1 - 1e-8))
      for (const t of thresholds) expect(top).toBeGreaterThanOrEqual(t * 1.1)
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(ticks.at(-1)).toBe(top)
    }),
  )
})

test('figures of a field may have any sign and size', () => {
  expect(fieldScale(-12, 31).ticks).toEqual([-20, 0, 20, 40])
  expect(fieldScale(0.001, 0.0042).ticks.map((x) => Number(x.toFixed(6)))).toEqual([0, 0.002, 0.004, 0.006])
  expect(fieldScale(3, 40, [80]).top).toBeGreaterThanOrEqual(92)
  expect(fieldScale(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual({ bottom: 0, top: 1, ticks: [0, 1] })
})

test('an axis grows at once and shrinks only to half', () => {
  const at = (top: number) => ({ bottom: 0, top, ticks: [0, top] })
  expect(settled(null, at(4)).top).toBe(4)
  expect(settled(at(4), at(5)).top).toBe(5)
  expect(settled(at(10), at(6)).top).toBe(10)
  expect(settled(at(10), at(5)).top).toBe(5)
})

test('times are round on the clock of the viewer', () => {
  const at = (text: string) => Date.parse(text)
  expect(timeTicks(at('2026-01-01T10:02:10Z'), at('2026-01-01T10:17:10Z'), 6, 0)).toEqual(
    ['10:05', '10:10', '10:15'].map((t) => at(`2026-01-01T${t}:00Z`)),
  )
  // six hours east of UTC plus a half: midnight there is 17:30 the day before
  expect(timeTicks(at('2026-01-01T12:00:00Z'), at('2026-01-02T12:00:00Z'), 6, -390)).toContain(at('2026-01-01T17:30:00Z'))
})
