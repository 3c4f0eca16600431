import { expect, test } from 'vitest'
import { ruleMistakes, ruleSchema } from './alert.ts'

const mistakes = (settings: object) => ruleMistakes(ruleSchema.parse({ name: 'rule', ...settings })).map(({ path }) => path.join('.'))

test('a rule watches one thing', () => {
  expect(mistakes({})).toEqual(['metric'])
  expect(mistakes({ metric: 'errors', field: 'n', on: 'a', above: 1 })).toEqual(['field'])
  expect(mistakes({ field: 'n', silence: '5s', on: 'a' })).toEqual(['silence'])
  for (const right of [{ metric: 'errors', above: 0 }, { field: 'n', on: 'a', below: 1 }, { silence: '5s' }])
    expect(mistakes(right)).toEqual([])
})

test('a figure has one threshold, silence has none', () => {
  expect(mistakes({ metric: 'errors' })).toEqual(['above'])
  expect(mistakes({ metric: 'errors', above: 1, below: 0 })).toEqual(['below'])
  expect(mistakes({ silence: '5s', above: 1, recover: 2 })).toEqual(['above', 'recover'])
  expect(mistakes({ silence: 999 })).toEqual(['silence'])
})

test('what it watches has the figure', () => {
  expect(mistakes({ metric: 'fill', on: 'a.out>b.in', above: 0.8 })).toEqual([])
  expect(mistakes({ metric: 'fill', on: 'a', above: 0.8 })).toEqual(['metric'])
  expect(mistakes({ metric: 'cpu', on: 'a.out>b.in', above: 0.8 })).toEqual(['metric'])
  expect(mistakes({ field: 'n', above: 1 })).toEqual(['on'])
  expect(mistakes({ field: 'n', on: 'a.out>b.in', above: 1 })).toEqual(['on'])
})

test('it recovers inside its threshold', () => {
  expect(mistakes({ metric: 'errors', above: 10, recover: 11 })).toEqual(['recover'])
  expect(mistakes({ metric: 'errors', below: 10, recover: 9 })).toEqual(['recover'])
  for (const recover of [10, 11]) expect(mistakes({ metric: 'errors', below: 10, recover })).toEqual([])
})
