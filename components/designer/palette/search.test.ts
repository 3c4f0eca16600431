import { expect, test } from 'vitest'
import { catalogue } from '../../../nodes/types.gen.ts'
import { byStage, entriesOf, searchTypes, settingNamed } from './search.ts'

const found = (text: string, lang: 'en' | 'zh' = 'en') => searchTypes(entriesOf(catalogue), text, lang).map((e) => e.id)

test('types are grouped by the six stages, in their order', () => {
  expect([...byStage(entriesOf(catalogue)).keys()]).toEqual(['connect', 'collect', 'compose', 'consume', 'consign', 'control'])
})

test('nothing typed is everything', () => {
  expect(found(' ')).toHaveLength(Object.keys(catalogue).length)
})

test('titles count first, then what peers call it, then summaries', () => {
  expect(found('agg')[0]).toBe('compose.aggregate')
  expect(found('server')[0]).toBe('connect.tcp-server')
  expect(found('socketTextStream')).toEqual(['connect.tcp-client'])
  expect(found('reduceByKeyAndWindow')).toEqual(['compose.aggregate'])
  expect(found('netcat')).toContain('connect.tcp-client')
  expect(found('xyzzy')).toEqual([])
})

test('a node is found by what its settings can be, behind all else', () => {
  expect(found('json')[0]).toBe('collect.decode')
  expect(found('csv')).toContain('collect.decode')
  expect(found('avg')).toEqual(['compose.aggregate'])
})

test('of a type that is found by a choice alone, the choice is made', () => {
  const named = (id: string, text: string) => settingNamed({ id, type: catalogue[id] }, text, 'en')
  expect(named('collect.decode', 'JSON')).toEqual({ name: 'codec', value: 'json' })
  expect(named('consign.file', 'csv')).toEqual({ name: 'format', value: 'csv' })
  // what is typed of it is not yet known
  expect(named('collect.decode', 'js')).toBeNull()
  expect(named('compose.aggregate', 'avg')).toBeNull()
  expect(named('collect.decode', 'decode')).toBeNull()
})

test.each([
  ['inject', 'connect.generator'],
  ['change', 'compose.map'],
  ['function', 'compose.map'],
  ['convert', 'collect.decode'],
  ['group by', 'compose.aggregate'],
  ['average', 'compose.aggregate'],
  ['post', 'connect.http-webhook'],
  ['save', 'consign.file'],
])('who comes from elsewhere finds %s', (word, type) => {
  expect(found(word)[0]).toBe(type)
})

test('a Chinese word finds it in both languages', () => {
  expect(found('聚合', 'zh')[0]).toBe('compose.aggregate')
  expect(found('聚合', 'en')[0]).toBe('compose.aggregate')
})
