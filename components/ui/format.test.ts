import { describe, expect, test } from 'vitest'
import { duration, formatOf } from './format.ts'

const f = formatOf('en')

describe('figures', () => {
  test.each([
    [0, '0/s'],
    [0.4, '0.4/s'],
    [8.25, '8.25/s'],
    [410, '410/s'],
    [999.4, '999/s'],
    [999.6, '1.00k/s'],
    [1234, '1.23k/s'],
    [12_400, '12.4k/s'],
    [99_960, '100k/s'],
    [999_600, '1.00M/s'],
    [3.21e9, '3.21G/s'],
  ])('a rate of %d', (value, text) => expect(f.rate(value)).toBe(text))

  test.each([
    [0, '0 B'],
    [1023, '1,020 B'],
    [1024, '1.00 KiB'],
    [1.5 * 1024 ** 2, '1.50 MiB'],
    [250 * 1024 ** 3, '250 GiB'],
  ])('bytes: %d', (value, text) => expect(f.bytes(value)).toBe(text))

  test.each([
    [0.381, '0.381 ms'],
    [38, '38 ms'],
    [999.7, '1.00 s'],
    [1920, '1.92 s'],
    [59_999, '1 m'],
    [192_000, '3 m 12 s'],
    [7_500_000, '2 h 5 m'],
  ])('milliseconds: %d', (value, text) => expect(f.ms(value)).toBe(text))

  test('shares', () => {
    expect([0, 0.004, 0.61, 1].map((v) => f.share(v))).toEqual(['0%', '0.4%', '61%', '100%'])
  })

  test('what was not measured is a dash in every unit', () => {
    expect([f.rate(null), f.ms(Number.NaN), f.bytes(Number.POSITIVE_INFINITY), f.of('share', null)]).toEqual(['–', '–', '–', '–'])
  })

  test('no more than four significant digits, but for exact counts', () => {
    expect(f.number(1234.567)).toBe('1,235')
    expect(f.number(1_234_567)).toBe('1.23M')
    expect(f.integer(1_234_567)).toBe('1,234,567')
  })
})

test('durations in the two largest units of a language', () => {
  expect(duration('en', 0)).toBe('0 s')
  expect(duration('en', 3_600_000)).toBe('1 h')
  expect(duration('en', 2 * 86_400_000 + 4 * 3_600_000 + 59_000)).toBe('2 d 4 h')
  expect(duration('zh', 192_000)).toBe('3 分 12 秒')
})
