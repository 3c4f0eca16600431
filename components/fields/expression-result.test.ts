import { expect, test } from 'vitest'
import { expressionResult } from './expression-result.ts'

const fields = { price: 'double', user: 'string' } as const
const on = (text: string, sample: Record<string, string | number | null> | null = { price: 100, user: 'ann' }) =>
  expressionResult(text, fields, sample, () => 7)

test('a value on the record', () => {
  expect(on('price * 2')).toEqual({ problems: [], type: 'double', result: { value: 200, failed: false } })
  expect(on("user = 'bob'")).toMatchObject({ type: 'boolean', result: { value: false } })
  expect(on('price * 2', { price: null, user: 'ann' })).toMatchObject({ result: { value: null, failed: false } })
  expect(on('CAST(user AS long)')).toMatchObject({ result: { value: null, failed: true } })
})

test('problems with their place, before any value', () => {
  expect(on('prise > 1')).toMatchObject({ problems: [{ from: 0, to: 5, hint: 'did you mean `price`?' }] })
})

test('no value without a record that has the fields; nothing for an empty text', () => {
  expect(on('price > 1', null)).toEqual({ problems: [], type: 'boolean', result: null })
  expect(on('price > 1', { user: 'ann' })).toMatchObject({ result: null })
  expect(on('  ')).toBeNull()
  expect(expressionResult('price', null, null, () => 0)).toBeNull()
})
