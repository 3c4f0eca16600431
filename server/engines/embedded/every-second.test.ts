import { expect, test } from 'vitest'
import { HandClock } from '../../testing/clock.ts'
import { everySecond } from './every-second.ts'

const START = 1_700_000_000

/** Seconds that are told when each timer fires so many milliseconds later than it was set to. */
function told(...drifts: number[]): number[] {
  const clock = new HandClock(START * 1000 + 300)
  let timers = 0
  const drifting = {
    now: () => clock.now(),
    timer: (ms: number, fire: () => void) => clock.timer(ms + (drifts[timers++] ?? 0), fire),
  }
  const seconds: number[] = []
  const stop = everySecond(drifting, (second) => seconds.push(second - START))
  while (seconds.length < drifts.length) clock.advance(1)
  stop()
  clock.advance(10_000)
  expect(seconds).toHaveLength(drifts.length)
  return seconds
}

test('every second once, whether timers are early or late', () => {
  expect(told(0, 0, 0)).toEqual([1, 2, 3])
  expect(told(-1, -1, 0, -3)).toEqual([1, 2, 3, 4])
  expect(told(600, 499, 501, 999, 0)).toEqual([1, 2, 3, 4, 5])
  expect(told(999, -1, 700, -2)).toEqual([1, 2, 3, 4])
})

test('seconds in which nothing could fire are left out', () => {
  expect(told(0, 2500, 0)).toEqual([1, 4, 5])
})

test('a clock that is put back goes on with its own seconds', () => {
  const clock = new HandClock(START * 1000)
  let back = 0
  const seconds: number[] = []
  everySecond({ now: () => clock.now() - back, timer: (ms, fire) => clock.timer(ms, fire) }, (second) => seconds.push(second - START))
  clock.advance(1000)
  back = 3_600_000
  clock.advance(2000)
  expect(seconds).toEqual([1, 2, 3 - 3600])
})
