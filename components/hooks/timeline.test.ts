import { expect, test } from 'vitest'
import { isSetBack, Timeline } from './timeline.ts'

const seen = (line: Timeline, name: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => {
    const value = line.at(name, from + i)
    return Number.isNaN(value) ? null : value
  })

test('keeps the newest slots, and what was skipped is a gap', () => {
  const line = new Timeline(4)
  for (const [slot, value] of [
    [10, 1],
    [11, 2],
    [14, 5],
  ])
    line.put('a', slot, value)
  expect(seen(line, 'a', 9, 15)).toEqual([null, null, 2, null, null, 5, null])
  line.put('a', 12, 3)
  expect(seen(line, 'a', 11, 14)).toEqual([2, 3, null, 5])
})

test('a slot that is reused never shows what stood there before', () => {
  const line = new Timeline(3)
  line.put('a', 1, 1)
  line.put('a', 2, 2)
  line.put('b', 4, 9)
  expect(seen(line, 'a', 2, 4)).toEqual([2, null, null])
  line.put('b', 100, 7)
  expect(seen(line, 'b', 98, 100)).toEqual([null, null, 7])
  line.put('b', 4, 1)
  expect(seen(line, 'b', 98, 100)).toEqual([null, null, 7])
})

test('null is a gap and zero is not', () => {
  const line = new Timeline(3)
  line.put('a', 1, 0)
  line.put('a', 2, null)
  expect(seen(line, 'a', 1, 2)).toEqual([0, null])
})

test('a clock that was set back is told from a frame that comes late', () => {
  expect(isSetBack(undefined, 100)).toBe(false)
  expect(isSetBack(100, undefined)).toBe(false)
  expect(isSetBack(100, 101)).toBe(false)
  expect(isSetBack(100, 95)).toBe(false)
  expect(isSetBack(100, 94)).toBe(true)
})
