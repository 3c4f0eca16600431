import { expect, test } from 'vitest'
import { RETENTION, rangeOf } from './range.ts'

const NOW = 1_700_000_000
const minute = 60
const hour = 3600
const day = 86_400

test.each([
  ['5 minutes', 5 * minute, 1, 1, 300],
  ['15 minutes', 15 * minute, 1, 1, 900],
  ['30 minutes', 30 * minute, 1, 2, 900],
  ['an hour', hour, 1, 5, 720],
  ['six hours', 6 * hour, 10, 30, 720],
  ['a day', day, 60, 120, 720],
  ['a week', 7 * day, 60, 1200, 504],
  ['30 days', 30 * day, 60, 3600, 720],
])('the last %s', (_, length, source, step, points) => {
  const range = rangeOf(NOW - length, NOW, NOW, RETENTION)
  expect(range).toMatchObject({ source, step })
  expect(range.start % step).toBe(0)
  expect(range.points).toBeGreaterThanOrEqual(points)
  expect(range.points).toBeLessThanOrEqual(points + 1)
})

test('ten minutes of yesterday and of last week come from what is left of them', () => {
  expect(rangeOf(NOW - 20 * hour, NOW - 20 * hour + 600, NOW, RETENTION)).toMatchObject({ source: 10, step: 10 })
  expect(rangeOf(NOW - 7 * day, NOW - 7 * day + 600, NOW, RETENTION)).toMatchObject({ source: 60, step: 60 })
  expect(rangeOf(NOW - 90 * day, NOW - 90 * day + 600, NOW, RETENTION)).toMatchObject({ source: 60, step: 60 })
})

test('any range has about a thousand points at most, and an empty one has none', () => {
  for (let length = 1; length < 3e9; length *= 1.7) expect(rangeOf(NOW - length, NOW, NOW, RETENTION).points).toBeLessThanOrEqual(1001)
  expect(rangeOf(NOW, NOW - 5, NOW, RETENTION).points).toBe(0)
})
