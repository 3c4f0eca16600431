import { expect, test } from 'vitest'
import { catalogue } from '../nodes/types.gen.ts'
import { diffLines, diffTexts, isEmptyDiff } from './diff.ts'

const BEFORE = `millrace: 1
name: x
params: { port: 1 }
nodes:
  lines: { type: connect.tcp-client, config: { port: 9999 } }
  words: { type: compose.split, config: { field: text, pattern: a, as: word } }
  count: { type: compose.aggregate, config: { window: { kind: tumbling, size: 10s }, aggs: [{ name: n, fn: count }] } }
  file: { type: consign.file, config: { path: x } }
wires: [lines -> words -> count -> file]
alerts: [{ name: slow, on: file, metric: errors, above: 1 }]
layout: { lines: [0, 0] }
`

test('layout, comments, quotes and how wires are written are no difference', () => {
  const after = BEFORE.replace(
    '[lines -> words -> count -> file]',
    '\n  - lines.out -> words # cut\n  - from: words\n    to: count.in\n  - "count -> file"',
  )
    .replace('lines: [0, 0]', 'lines: [7, 7], file: [1, 1, pinned]')
    .replace('pattern: a', 'pattern: "a"')
  expect(isEmptyDiff(diffTexts(BEFORE, after, catalogue))).toBe(true)
})

test('nodes, settings, wires, parameters and rules that differ', () => {
  const after = BEFORE.replace('port: 1 }', 'port: 2, out: o }')
    .replace('size: 10s', 'size: 30s')
    .replace('name: n,', 'name: total,')
    .replace('  file:', '  hot: { type: compose.filter }\n  file:')
    .replace('count -> file]', 'count -> hot -> file, words.late -> file]')
    .replace('above: 1', 'above: 2')
    .replace('name: x', 'name: x\ntrigger: { every: 1s }')
  const diff = diffTexts(BEFORE, after, catalogue)
  expect(diff).toEqual({
    document: [{ path: ['trigger'], before: undefined, after: { every: '1s' } }],
    params: [
      { path: ['port'], before: 1, after: 2 },
      { path: ['out'], before: undefined, after: 'o' },
    ],
    nodes: [
      {
        id: 'count',
        type: 'compose.aggregate',
        change: 'changed',
        settings: [
          { path: ['config', 'window', 'size'], before: '10s', after: '30s' },
          { path: ['config', 'aggs', 0, 'name'], before: 'n', after: 'total' },
        ],
      },
      { id: 'hot', type: 'compose.filter', change: 'added', settings: [] },
    ],
    wires: [
      { id: 'count.out>hot.in', change: 'added', channel: null },
      { id: 'hot.out>file.in', change: 'added', channel: null },
      { id: 'words.late>file.in', change: 'added', channel: null },
      { id: 'count.out>file.in', change: 'removed', channel: null },
    ],
    rules: [{ name: 'slow', change: 'changed', settings: [{ path: ['above'], before: 1, after: 2 }] }],
  })
  const lines = diffLines(diff, catalogue)
  expect(lines.map(({ words }) => words.en)).toEqual([
    'trigger: now { every: 1s }',
    'parameter port: 1 → 2',
    'parameter out: now o',
    '“Size” of count: 10s → 30s',
    '“Name” of count: n → total',
    'Filter hot is new',
    'wire count → hot is new',
    'wire hot → file is new',
    'wire words.late → file is new',
    'wire count → file is gone',
    'slow.above: 1 → 2',
  ])
  expect(lines.map(({ words }) => words.zh).slice(3, 6)).toEqual(['count 的“长度”：10s → 30s', 'count 的“名称”：n → total', '新增过滤 hot'])
})

test('a channel that differs', () => {
  const [before, after] = ['a -> b', '{ from: a, to: b, channel: { kind: memory } }'].map(
    (wire) => `nodes: { a: {}, b: {} }\nwires: [${wire}]\n`,
  )
  const { wires } = diffTexts(before, after, catalogue)
  expect(wires).toEqual([
    { id: 'a.out>b.in', change: 'changed', channel: { path: ['channel'], before: undefined, after: { kind: 'memory' } } },
  ])
})

test('a broken text is refused', () => {
  expect(() => diffTexts(BEFORE, 'nodes: [', catalogue)).toThrow('not valid')
})
