import { expect, test } from 'vitest'
import { HandClock } from './clock.ts'

test('timers fire in order, each at its time', () => {
  const clock = new HandClock(1000)
  const seen: [string, number][] = []
  clock.timer(30, () => seen.push(['late', clock.now()]))
  clock.timer(10, () => {
    seen.push(['early', clock.now()])
    clock.timer(5, () => seen.push(['nested', clock.now()]))
  })
  clock.advance(9)
  expect(seen).toEqual([])
  clock.advance(91)
  expect(seen).toEqual([
    ['early', 1010],
    ['nested', 1015],
    ['late', 1030],
  ])
  expect(clock.now()).toBe(1100)
})

test('a cancelled timer does not fire', () => {
  const clock = new HandClock()
  let fired = false
  const cancel = clock.timer(10, () => {
    fired = true
  })
  cancel()
  clock.advance(100)
  expect(fired).toBe(false)
  expect(clock.waiting).toBe(0)
})
