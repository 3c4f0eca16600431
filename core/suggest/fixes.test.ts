import { expect, test } from 'vitest'
import { catalogue } from '../../nodes/types.gen.ts'
import { apply } from '../edit/index.ts'
import type { IssueCode } from '../issue.ts'
import { fixesOf, readingOf } from './index.ts'

const head = 'millrace: 1\nname: x\n'
const source = '  lines: { type: connect.file, config: { path: in.txt } }\n'
const json = '  json: { type: collect.decode, config: { codec: json, fields: { user: string, price: double, ts: timestamp, at: long } } }\n'
const sink = '  out: { type: consume.console }\n'
const count = (config: string): string => `  count: { type: compose.aggregate, config: { ${config} } }\n`

/** Code of the issue → documents that have it, with the words of the fixes. */
const cases: [IssueCode, string, string[]][] = [
  ['FORMAT', `name: x\nnodes:\n${source}${sink}wires: [lines -> out]\n`, ['Write `millrace: 1`']],
  ['FORMAT', `millrace: 1\ntitle: Word Count!\nnodes:\n${source}${sink}wires: [lines -> out]\n`, ['Use `word-count`']],
  ['FORMAT', `${head}nodes:\n${source}${sink}wires: [lines -> out, lines]\n`, ['Delete the wire']],
  ['FORMAT', `${head}trigger: { every: 1ms }\nnodes:\n${source}${sink}wires: [lines -> out]\n`, ['Use `asap`']],
  ['FORMAT', `${head}durability: saf\nnodes:\n${source}${sink}wires: [lines -> out]\n`, ['Use `safe`']],
  ['UNKNOWN_KEY', `${head}nodes:\n${source}${sink}wire: [lines -> out]\n`, ['Rename to `wires`', 'Remove the unknown key']],
  // what is there already, or what is only one of many, is not what was meant
  ['UNKNOWN_KEY', `${head}nodes:\n${source}${sink}wires: [lines -> out]\nwire: []\n`, ['Remove the unknown key']],
  ['UNKNOWN_KEY', `${head}nodes:\n${source}${sink}wires: [lines -> out]\nunheardof: 1\n`, ['Remove the unknown key']],
  [
    'UNKNOWN_KEY',
    `${head}nodes:\n  lines: { type: connect.file, config: { path: x, filesPerEpok: 1 } }\n${sink}wires: [lines -> out]\n`,
    ['Rename to `filesPerEpoch`', 'Remove the unknown key'],
  ],
  [
    'UNKNOWN_NODE_TYPE',
    `${head}nodes:\n${source}  out: { type: consume.consol }\nwires: [lines -> out]\n`,
    ['Use `consume.console`', 'Delete `out`'],
  ],
  ['UNKNOWN_NODE', `${head}nodes:\n${source}${sink}wires: [line -> out]\n`, ['Wire `lines` instead', 'Delete the wire']],
  [
    'UNKNOWN_NODE',
    `${head}nodes:\n${source}${sink}wires: [lines -> out]\nalerts: [{ name: r, on: outt, metric: errors, above: 1 }]\n`,
    ['Use `out`'],
  ],
  [
    'UNKNOWN_PORT',
    `${head}nodes:\n${source}  r: { type: compose.route, config: { ports: { big: "text = 'x'" } } }\n${sink}wires: [lines -> r, r.bigg -> out]\n`,
    ['Use the port `big`', 'Use the port `otherwise`', 'Delete the wire'],
  ],
  [
    'UNKNOWN_PARAM',
    `${head}params: { path: x }\nnodes:\n  lines: { type: connect.file, config: { path: "a/\${param.pat}" } }\n${sink}wires: [lines -> out]\n`,
    [`Use \`a/\${param.path}\``, 'Add the parameter `pat`'],
  ],
  [
    'SETTING',
    `${head}nodes:\n${source}${json}${count('window: { kind: tumbling }, aggs: [{ name: n, fn: count }]')}${sink}wires: [lines -> json -> count -> out]\n`,
    ['Write `size: 10s`'],
  ],
  [
    'SETTING',
    `${head}nodes:\n${source}${json}  time: { type: collect.event-time, config: { field: ts } }\n${count('window: { kind: tumbling, size: 10s, slide: 5s }, aggs: [{ name: n, fn: count }]')}${sink}wires: [lines -> json -> time -> count -> out]\n`,
    ['Take out `slide`'],
  ],
  [
    'SETTING',
    `${head}nodes:\n${source}  d: { type: collect.decode, config: { codec: jsn } }\n${sink}wires: [lines -> d -> out]\n`,
    ['Use `json`'],
  ],
  ['RULE', `${head}nodes:\n${source}${sink}wires: [lines -> out]\nalerts: [{ name: r, silence: 30s, above: 1 }]\n`, ['Take out `above`']],
  [
    'CYCLE',
    `${head}nodes:\n${source}  a: { type: compose.union }\n  b: { type: compose.union }\n${sink}wires: [lines -> a -> b -> out, b -> a]\n`,
    ['Cut b → a'],
  ],
  ['DUPLICATE_WIRE', `${head}nodes:\n${source}${sink}wires: [lines -> out, lines.out -> out]\n`, ['Delete repeated wires']],
  ['INPUT_MISSING', `${head}nodes:\n${source}${sink}  more: { type: consume.console }\nwires: [lines -> out]\n`, ['Delete `more`']],
  [
    'OUTPUT_UNUSED',
    `${head}nodes:\n${source}${sink}  more: { type: connect.file, config: { path: y } }\nwires: [lines -> out]\n`,
    ['Show `more` on the console', 'Delete `more`'],
  ],
  ['NO_SINK', `${head}nodes:\n${source}`, ['Show `lines` on the console']],
  [
    'EXPRESSION',
    `${head}nodes:\n${source}${json}  f: { type: compose.filter, config: { where: prise > 1 } }\n${sink}wires: [lines -> json -> f -> out]\n`,
    ['Use `price > 1`'],
  ],
  [
    'EXPRESSION',
    `${head}nodes:\n${source}${json}  f: { type: compose.filter, config: { where: user == 'x' } }\n${sink}wires: [lines -> json -> f -> out]\n`,
    ["Use `user = 'x'`"],
  ],
  [
    'EXPRESSION',
    `${head}nodes:\n${source}${json}  m: { type: compose.map, config: { set: { u: loer(user) } } }\n${sink}wires: [lines -> json -> m -> out]\n`,
    ['Use `lower(user)`'],
  ],
  [
    'UNKNOWN_FIELD',
    `${head}nodes:\n${source}${json}${count('keys: [usr], output: update, aggs: [{ name: n, fn: count }]')}${sink}wires: [lines -> json -> count -> out]\n`,
    ['Use `user`', 'Use `price`', 'Use `ts`', 'Use `at`'],
  ],
  [
    'FIELD_TYPE',
    `${head}nodes:\n${source}${json}${count('output: update, aggs: [{ name: n, fn: sum, field: user }]')}${sink}wires: [lines -> json -> count -> out]\n`,
    ['Use `price`', 'Use `at`'],
  ],
  [
    'ALREADY_DECODED',
    `${head}nodes:\n${source}${json}  again: { type: collect.decode }\n${sink}wires: [lines -> json -> again -> out]\n`,
    ['Take `again` out'],
  ],
  [
    'SECOND_WATERMARK',
    `${head}nodes:\n${source}${json}  t1: { type: collect.event-time, config: { field: ts } }\n  t2: { type: collect.event-time, config: { field: at } }\n${sink}wires: [lines -> json -> t1 -> t2 -> out]\n`,
    ['Take `t2` out'],
  ],
  [
    'WINDOW_NEEDS_EVENT_TIME',
    `${head}nodes:\n${source}${json}${count('window: { kind: tumbling, size: 1s }, aggs: [{ name: n, fn: count }]')}${sink}wires: [lines -> json -> count -> out]\nlayout: { json: [0, 0], count: [480, 100] }\n`,
    ['Use `ts` as event time', 'Use `at` as event time', 'Use the time of arrival'],
  ],
  [
    'WINDOW',
    `${head}nodes:\n${source}${json}  t: { type: collect.event-time, config: { field: ts } }\n${count('window: { kind: sliding, size: 1s, slide: 5s }, aggs: [{ name: n, fn: count }]')}${sink}wires: [lines -> json -> t -> count -> out]\n`,
    ['Use `1s`'],
  ],
  [
    'APPEND_NEEDS_WATERMARK',
    `${head}nodes:\n${source}${json}${count('aggs: [{ name: n, fn: count }]')}${sink}wires: [lines -> json -> count -> out]\n`,
    ['Use `update`', 'Use `complete`'],
  ],
  [
    'STATEFUL_AFTER_UPDATES',
    `${head}nodes:\n${source}${json}  t: { type: collect.event-time, config: { field: ts } }\n${count('window: { kind: tumbling, size: 1s }, output: update, aggs: [{ name: n, fn: count }]')}  again: { type: compose.aggregate, config: { window: { kind: tumbling, size: 1s }, aggs: [{ name: m, fn: count }] } }\n${sink}wires: [lines -> json -> t -> count -> again -> out]\n`,
    ['Set the output of `count` to append'],
  ],
  [
    'OUTPUT_NEEDS_REPLACE',
    `${head}nodes:\n${source}${json}${count('output: complete, aggs: [{ name: n, fn: count }]')}  out: { type: consume.socket, config: { mode: listen, port: 9999 } }\nwires: [lines -> json -> count -> out]\n`,
    ['Set the output of `count` to update'],
  ],
  [
    'NOT_SUPPORTED',
    `${head}nodes:\n${source}${sink}wires: [{ from: lines, to: out, channel: { kind: kafka } }]\n`,
    ['Leave the channel out'],
  ],
  ['NOT_SUPPORTED', `${head}nodes:\n${source}${json}${sink}wires: [lines -> json -> out, json.errors -> out]\n`, ['Delete the wire']],
  ['LOSSY', `${head}durability: fast\nnodes:\n${source}${sink}wires: [lines -> out]\n`, ['Use durability safe']],
]

test.each(cases)('%s: each fix mends it', (code, text, words) => {
  const reading = readingOf(text, catalogue)
  const issue = reading.issues.find((found) => found.code === code)
  expect(issue, JSON.stringify(reading.issues)).toBeDefined()
  const fixes = fixesOf(issue!, reading)
  expect(fixes.map((fix) => fix.words.en)).toEqual(words)
  for (const { words: fixWords, command } of fixes) {
    expect(fixWords.zh).not.toBe('')
    const { text: mended } = apply(text, command, catalogue)
    const left = readingOf(mended, catalogue).issues.filter((found) => found.code === code && found.message === issue!.message)
    expect(left, `${fixWords.en}:\n${mended}`).toEqual([])
  }
})

test('an event time goes in between, with its wires and place', () => {
  const [, text] = cases.find(([code]) => code === 'WINDOW_NEEDS_EVENT_TIME')!
  const reading = readingOf(text, catalogue)
  const [first] = fixesOf(reading.issues.find((issue) => issue.code === 'WINDOW_NEEDS_EVENT_TIME')!, reading)
  const { text: mended } = apply(text, first.command, catalogue)
  expect(mended).toContain('wires: [lines -> json -> event-time -> count -> out]')
  expect(mended).toContain('  event-time: { type: collect.event-time, config: { field: ts } }\n')
  expect(mended).toContain('event-time: [240, 50]')
  expect(readingOf(mended, catalogue).issues).toEqual([])
})

test('where only the author knows there is no fix', () => {
  const reading = readingOf('a: [', catalogue)
  expect(reading.issues.map((issue) => fixesOf(issue, reading))).toEqual([[]])
})

test('a text that was broken since then has no fixes', () => {
  const [issue] = readingOf('millrace: 1\nname: a\nnods: {}\n', catalogue).issues.filter(({ code }) => code === 'UNKNOWN_KEY')
  expect(fixesOf(issue, readingOf('millrace: 1\nname: a\nnods: {}\n  - [', catalogue))).toEqual([])
})
