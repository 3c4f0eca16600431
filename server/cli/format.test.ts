import { expect, test } from 'vitest'
import { bar, columns, count, duration, instant, megabytes } from './format.ts'

test('figures are written for people', () => {
  expect([0, 0.25, 9.96, 10.4, 1_234_567].map(count)).toEqual(['0', '0.3', '10', '10', '1,234,567'])
  expect([0.04, 5.25, 250, 12_340, 245_000, 7_380_000].map(duration)).toEqual([
    '0 ms',
    '5.3 ms',
    '250 ms',
    '12.3 s',
    '4 m 05 s',
    '2 h 03 m',
  ])
  expect(instant(Date.UTC(2026, 2, 2, 9, 4))).toBe('2026-03-02 09:04:00')
  expect([megabytes(1_500_000), megabytes(98_200_000)]).toEqual(['1.5 MB', '98 MB'])
  expect([bar(0, 4), bar(0.5, 4), bar(1.5, 4)]).toEqual(['[----]', '[##--]', '[####]'])
})

test('columns line up, numbers to the right', () => {
  expect(
    columns(
      ['node', 'in'],
      [
        ['a', 12_000],
        ['longer', 3],
      ],
    ),
  ).toBe('  node        in\n  a       12,000\n  longer       3\n')
  expect(columns(['node', 'in'], [])).toBe('  node  in\n')
})
