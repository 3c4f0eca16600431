import { expect, test } from 'vitest'
import { sparkline } from './sparkline-path.ts'

test('from the left to the right, the largest at the top', () => {
  expect(sparkline([0, 5, 10], 100, 20)).toEqual({ line: 'M0 20L50 10L100 0', area: 'M0 20L50 10L100 0V20H0Z' })
})

test('what was not measured is a gap, and quiet is a line on the ground', () => {
  expect(sparkline([1, Number.NaN, 1, 1], 30, 10).line).toBe('M0 0h0.01M20 0L30 0')
  expect(sparkline([Number.NaN, Number.NaN], 30, 10)).toEqual({ line: '', area: '' })
  expect(sparkline([0, 0], 30, 10).line).toBe('M0 10L30 10')
})
