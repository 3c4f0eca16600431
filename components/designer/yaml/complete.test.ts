import { expect, test } from 'vitest'
import { readingOf } from '../../../core/suggest/index.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { completeYaml } from './complete.ts'

const TEXT = `millrace: 1
name: ticks
params: { rate: 5, path: out.jsonl }
nodes:
  ticks: { type: connect.generator, config: { record: { n: '{{seq}}', kind: '{{pick a b}}' } } }
  hot:
    type: compose.filter
    config: { where: n > 3 }
  count:
    type: compose.aggregate
    config:
      keys: [kind]
      aggs: [{ name: n, fn: count }]
      output: update
  file: { type: consume.live-table, config: { key: [kind] } }
wires:
  - ticks -> hot -> count -> file
alerts:
  - { name: many, on: hot, metric: recordsOut, above: 3 }
`
const reading = readingOf(TEXT, catalogue, ['TOKEN', 'OTHER'])

/** Labels of what may stand at `|` when `was` is written as `now`. */
function at(was: string, now: string): { labels: string[]; replaced: string } {
  const text = TEXT.replace(was, now)
  const cursor = text.indexOf('|')
  const clean = text.replace('|', '')
  const found = completeYaml(clean, cursor, reading)
  return { labels: found?.items.map(({ label }) => label) ?? [], replaced: found === null ? '' : clean.slice(found.from, found.to) }
}

test('keys of document, node and settings, but those that are there', () => {
  expect(at('name: ticks\n', 'name: ticks\ndur|\n').labels).toContain('durability')
  expect(at('name: ticks\n', 'name: ticks\ndur|\n').labels).not.toContain('nodes')
  expect(at('    type: compose.filter\n', '    type: compose.filter\n    ti|\n')).toMatchObject({ replaced: 'ti' })
  expect(at('    type: compose.filter\n', '    type: compose.filter\n    ti|\n').labels).toEqual(['title', 'notes', 'enabled'])
  const settings = at('      output: update\n', '      output: update\n      |\n').labels
  expect(settings).toContain('window')
  expect(settings).not.toContain('keys')
  expect(at('{ name: n, fn: count }', '{ name: n, fn: count, | }').labels).toContain('field')
})

test('node types, choices and metrics as values', () => {
  expect(at('type: compose.filter', 'type: compose.fi|')).toMatchObject({ replaced: 'compose.fi' })
  expect(at('type: compose.filter', 'type: compose.fi|').labels).toEqual(Object.keys(catalogue))
  expect(at('output: update', 'output: |').labels).toEqual(['append', 'update', 'complete'])
  expect(at('metric: recordsOut', 'metric: re|').labels).toContain('recordsIn')
  expect(at('on: hot', 'on: |').labels).toEqual(expect.arrayContaining(['hot', 'pipeline', 'hot.out>count.in']))
})

test('nodes as ends of wires, one end at a time', () => {
  expect(at('  - ticks -> hot -> count -> file', '  - ticks -> ho|t -> count -> file')).toEqual({
    labels: ['ticks', 'hot', 'count', 'file'],
    replaced: 'hot',
  })
  expect(at('  - ticks -> hot -> count -> file', '  - ticks -> hot -> count -> file\n  - hot -> |')).toMatchObject({ replaced: '' })
})

test('fields that arrive, in settings and expressions; parameters and secrets in references', () => {
  expect(at('keys: [kind]', 'keys: [ki|]').labels).toEqual(['n', 'kind'])
  const inside = at('where: n > 3', 'where: n > 3 AND ki|')
  expect(inside.labels[0]).toBe('kind')
  expect(inside.replaced).toBe('ki')
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the document
  expect(at('path: out.jsonl }\nnodes', "path: '${param.r|}' }\nnodes").labels).toEqual(['rate', 'path'])
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the document
  expect(at('path: out.jsonl }\nnodes', "path: '${secret.T|}' }\nnodes")).toEqual({ labels: ['TOKEN', 'OTHER'], replaced: 'T' })
})
