import { expect, test } from 'vitest'
import { catalogue } from '../../nodes/types.gen.ts'
import { rawShape, type Shape } from '../shape.ts'
import { bestConfig, suggestTypes } from './index.ts'

const orders: Shape = {
  fields: [
    { name: 'sku', type: 'string' },
    { name: 'qty', type: 'long' },
    { name: 'at', type: 'timestamp' },
    { name: '_ingest_time', type: 'timestamp' },
  ],
  time: null,
}
const timed: Shape = { ...orders, time: { field: 'at', definition: 't' } }
const types = (shape: Shape): string[] => suggestTypes(shape, catalogue).map(({ type }) => type)

test('bytes want a decoder, records without a time an event time', () => {
  expect(types(rawShape)[0]).toBe('collect.decode')
  expect(types(orders)[0]).toBe('collect.event-time')
  expect(types(orders)).not.toContain('collect.decode')
  expect(types(timed)).not.toContain('collect.event-time')
})

test('sources and control nodes take nothing in', () => {
  for (const shape of [rawShape, orders]) expect(types(shape).filter((type) => /^(connect|control)\./.test(type))).toEqual([])
})

test('settings are made for the fields that arrive', () => {
  expect(bestConfig(catalogue['compose.aggregate'], timed)).toEqual({
    config: { keys: ['sku'], window: { kind: 'sliding', size: '30s', slide: '10s' }, aggs: [{ name: 'n', fn: 'count' }] },
    ready: true,
  })
  expect(bestConfig(catalogue['compose.aggregate'], orders)).toMatchObject({ config: { keys: ['sku'], output: 'update' }, ready: true })
  // what an example says of a field that does not arrive is left out
  expect(bestConfig(catalogue['compose.aggregate'], { fields: [{ name: 'text', type: 'string' }], time: null })).toEqual({
    config: { keys: ['text'], aggs: [{ name: 'n', fn: 'count' }], output: 'update' },
    ready: true,
  })
  expect(bestConfig(catalogue['compose.aggregate'], rawShape)).toMatchObject({ config: { keys: ['text'] }, ready: true })
  expect(bestConfig(catalogue['compose.aggregate'], { fields: [], time: null })?.ready).toBe(false)
  expect(bestConfig(catalogue['collect.event-time'], orders)).toMatchObject({ ready: true })
  expect(bestConfig(catalogue['compose.split'], orders)).toMatchObject({ config: { field: 'sku' }, ready: true })
  expect(bestConfig(catalogue['compose.split'], rawShape)).toMatchObject({ config: { field: 'text' }, ready: true })
})

test('rows that are not final cannot be aggregated, a whole table cannot be sent', () => {
  expect(types({ ...orders, output: 'update' })).not.toContain('compose.aggregate')
  expect(types({ ...orders, output: 'complete' })).not.toContain('consume.socket')
})

test('every suggestion that is ready has no mistake, and comes before those that are not', () => {
  for (const shape of [rawShape, orders, timed]) {
    const ready = suggestTypes(shape, catalogue).map((suggestion) => suggestion.ready)
    expect(ready.filter(Boolean).length).toBeGreaterThan(5)
  }
})
