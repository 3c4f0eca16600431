import { expect, test } from 'vitest'
import { Timeline } from '../hooks/timeline.ts'
import { greatest, linePath, MOST_POINTS, silences } from './line-path.ts'

const lineOf = (values: readonly (number | null)[], start = 0) => {
  const line = new Timeline(values.length)
  for (const [i, value] of values.entries()) line.put('a', start + i, value)
  return line
}
const points = (d: string) => [...d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])])

test('a line from edge to edge, broken where nothing was measured', () => {
  const frame = { from: 10, to: 14, width: 40, height: 10, top: 10 }
  expect(linePath(lineOf([0, 10, null, 5, 5], 10), 'a', frame)).toBe('M0 10L10 0M30 5L40 5')
  expect(linePath(lineOf([null, 10, null, null, 5], 10), 'a', frame)).toBe('M10 0h0.01M40 5h0.01')
})

test('an hour of seconds is few points, and a spike of one second stands out', () => {
  const values = Array.from({ length: 3600 }, (_, i) => (i === 1777 ? 90 : 10 + (i % 3)))
  const drawn = points(linePath(lineOf(values), 'a', { from: 0, to: 3599, width: 600, height: 100, top: 100 }))
  expect(drawn.length).toBeLessThanOrEqual(MOST_POINTS + 2)
  expect(Math.min(...drawn.map(([, y]) => y))).toBe(10)
  expect(drawn.map(([x]) => x)).toEqual(drawn.map(([x]) => x).sort((a, b) => a - b))
})

test('a gap of two seconds in an hour still breaks the line', () => {
  const values = Array.from({ length: 3600 }, (_, i) => (i === 1777 || i === 1778 ? null : 1))
  expect(linePath(lineOf(values), 'a', { from: 0, to: 3599, width: 600, height: 100, top: 2 }).match(/M/g)).toHaveLength(2)
})

test('silences lie between what was measured', () => {
  expect(silences(lineOf([null, 1, null, null, 1, 1, null, 2, null]), 'a', 0, 8)).toEqual([
    [1, 4],
    [5, 7],
  ])
})

test('the greatest of a range', () => {
  const line = lineOf([9, null, 3, 4])
  expect(greatest(line, 'a', 1, 3)).toBe(4)
  expect(greatest(line, 'a', 1, 1)).toBeNaN()
})
