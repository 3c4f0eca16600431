import { expect, test } from 'vitest'
import { wireTone, wireWidth } from './wire-look.ts'

test('colour says pressure first, then whether anything passes', () => {
  const figures = (fill: number) => ({ records: 1, queue: 1, fill })
  expect([0, 0.6, 0.61, 0.85, 0.86, 1].map((fill) => wireTone(figures(fill), 0))).toEqual(['calm', 'calm', 'warn', 'warn', 'full', 'full'])
  expect([0, 10, 11].map((quiet) => wireTone(figures(0), quiet))).toEqual(['calm', 'calm', 'idle'])
  expect(wireTone(figures(0.9), 60)).toBe('full')
})

test('width grows with the magnitude and has an end', () => {
  const [none, thousand, million, absurd] = [0, 1e3, 1e6, 1e30].map(wireWidth)
  expect(none).toBe(1.5)
  expect(thousand - none).toBeCloseTo(million - thousand, 2)
  expect(absurd).toBe(6)
})
