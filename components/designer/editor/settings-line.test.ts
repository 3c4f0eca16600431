import { expect, test } from 'vitest'
import { catalogue } from '../../../nodes/types.gen.ts'
import { settingsLine } from './settings-line.ts'

const line = (type: string, config: object) => settingsLine(config, catalogue[type])

test('settings are told on one line', () => {
  const window = { kind: 'tumbling', size: '10s' }
  expect(line('compose.aggregate', { keys: ['word'], window, aggs: [{ name: 'n', fn: 'count' }] })).toBe('word · tumbling 10s · n count')
  expect(line('compose.split', { field: 'text', pattern: '\\s+', as: 'word' })).toBe('text · \\s+ · word')
  expect(line('connect.file', { path: 'x', watch: false })).toBe('x')
  expect(settingsLine(undefined)).toBe('')
  expect(settingsLine({ any: { a: 1, b: [2, 3] } })).toBe('1 2, 3')
})

test('names that people gave are told too', () => {
  expect(line('collect.decode', { codec: 'json', fields: { user: 'string', amount: 'long' } })).toBe('json · user, amount')
  expect(line('compose.map', { set: { m: 'n * 2', k: 'n' }, rename: { a: 'b' } })).toBe('m: n * 2, k: n · a → b')
  expect(line('compose.route', { ports: { big: 'n > 3' } })).toBe('big: n > 3')
  expect(line('connect.generator', { record: { id: '{{seq}}', at: '{{now}}' }, rate: 5 })).toBe('id, at · 5')
  expect(line('collect.decode', { codec: 'lines', fields: {} })).toBe('lines')
})
