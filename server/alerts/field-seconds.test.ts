import { expect, test } from 'vitest'
import { FieldSeconds } from './field-seconds.ts'

const tap = (min: number, max: number) => ({ count: 2, last: max, min, max, sum: min + max, sample: null })

test('the last hour is kept by the second, with gaps where nothing came', () => {
  const seconds = new FieldSeconds()
  expect(seconds.read()).toEqual({ from: 0, step: 1000, least: [], most: [] })
  seconds.put(100, tap(1, 5))
  seconds.put(101, undefined)
  seconds.put(104, tap(2, 3))
  seconds.put(103, tap(9, 9)) // told again after a restart
  expect(seconds.read()).toEqual({ from: 100_000, step: 1000, least: [1, null, null, null, 2], most: [5, null, null, null, 3] })
  seconds.put(3_702, tap(7, 7))
  const { from, least, most } = seconds.read()
  expect([from, least.length, least[0], most[1], least.at(-1)]).toEqual([103_000, 3_600, null, 3, 7])
  // an hour and more without the run
  seconds.put(9_000, tap(1, 1))
  expect(seconds.read()).toEqual({ from: 9_000_000, step: 1000, least: [1], most: [1] })
})
