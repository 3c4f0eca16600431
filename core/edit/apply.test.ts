import { expect, test } from 'vitest'
import { AppError } from '../error.ts'
import { apply as applyCommand, applyPatch, type Command } from './index.ts'

const apply = (text: string, command: Command) => applyCommand(text, command, {})

/** What a command makes of a text; its inverse must lead back. */
function edit(text: string, command: Command): string {
  const applied = apply(text, command)
  expect(applyPatch(applied.text, applied.inverse)).toBe(text)
  return applied.text
}

function refusal(text: string, command: Command): string {
  try {
    apply(text, command)
  } catch (error) {
    if (error instanceof AppError && error.code === 'EDIT_REFUSED') return error.message
    throw error
  }
  throw new Error('not refused')
}

const PIPELINE = `# counts words
millrace: 1
name: count   # its name

nodes:
  lines: { type: connect.tcp-client, config: { port: 9999 } }   # → bytes
  # cuts
  words:
    type: compose.split
    config:
      field: text   # from the decoder
      pattern: '\\s+'
  file: { type: consign.file, config: { path: "out.jsonl" } }
wires:
  - lines -> words -> file   # all of it
`

test('a setting changes in its place, in its quotes', () => {
  expect(edit(PIPELINE, { do: 'set-config', id: 'words', path: ['pattern'], value: '\\W+' })).toBe(PIPELINE.replace("'\\s+'", "'\\W+'"))
  expect(edit(PIPELINE, { do: 'set-config', id: 'file', path: ['path'], value: 'x' })).toBe(PIPELINE.replace('"out.jsonl"', '"x"'))
  expect(edit(PIPELINE, { do: 'set-config', id: 'lines', path: ['port'], value: '9998' })).toBe(PIPELINE.replace('9999', '"9998"'))
})

test('a new setting goes where its like are, in block and flow style', () => {
  expect(edit(PIPELINE, { do: 'set-config', id: 'words', path: ['as'], value: 'word' })).toBe(
    PIPELINE.replace("'\\s+'\n", "'\\s+'\n      as: word\n"),
  )
  expect(edit(PIPELINE, { do: 'set-config', id: 'lines', path: ['reconnect', 'max'], value: '30s' })).toBe(
    PIPELINE.replace('port: 9999 }', 'port: 9999, reconnect: { max: 30s } }'),
  )
})

test('a setting goes with its line, and its empty groups with it', () => {
  expect(edit(PIPELINE, { do: 'unset-config', id: 'words', path: ['field'] })).toBe(
    PIPELINE.replace('      field: text   # from the decoder\n', ''),
  )
  expect(edit(PIPELINE, { do: 'unset-config', id: 'lines', path: ['port'] })).toBe(
    PIPELINE.replace('{ type: connect.tcp-client, config: { port: 9999 } }', '{ type: connect.tcp-client }'),
  )
})

test('wires of chains: cut, splice, heal, channel', () => {
  const wires = (text: string): string => text.slice(text.indexOf('wires:'))
  expect(wires(edit(PIPELINE, { do: 'remove-wires', wires: ['lines.out>words.in'] }))).toBe('wires:\n  - words -> file   # all of it\n')
  expect(wires(edit(PIPELINE, { do: 'remove-wires', wires: ['lines.out>words.in', 'words.out>file.in'] }))).toBe(
    'wires: []   # all of it\n',
  )
  expect(wires(edit(PIPELINE, { do: 'remove-nodes', ids: ['words'], heal: true }))).toBe('wires:\n  - lines -> file   # all of it\n')
  expect(wires(edit(PIPELINE, { do: 'remove-nodes', ids: ['words'] }))).toBe('wires: []   # all of it\n')
  const more = edit(PIPELINE, { do: 'add-node', id: 'hot', type: 'compose.filter' })
  expect(wires(edit(more, { do: 'splice', wire: 'words.out>file.in', id: 'hot' }))).toBe(
    'wires:\n  - lines -> words -> hot -> file   # all of it\n',
  )
  expect(wires(edit(more, { do: 'add-wire', wire: 'words.late>hot.in' }))).toBe(
    'wires:\n  - lines -> words -> file   # all of it\n  - words.late -> hot\n',
  )
  expect(wires(edit(more, { do: 'add-wire', wire: 'file.out>hot.in' }))).toBe('wires:\n  - lines -> words -> file -> hot   # all of it\n')
  expect(wires(edit(PIPELINE, { do: 'set-channel', wire: 'lines.out>words.in', channel: { kind: 'memory' } }))).toBe(
    'wires:\n  - { from: lines, to: words, channel: { kind: memory } }   # all of it\n  - words -> file\n',
  )
})

test('a renamed node is renamed in wires, rules, control nodes and layout', () => {
  const text = `millrace: 1
nodes:
  a: { type: connect.file }
  b: { type: consign.file }
  watch: { type: control.threshold, config: { on: a.out>b.in } }
  tell: { type: control.notify, config: { on: [watch, slow] } }
wires: [ 'a->b' ]
alerts:
  - { name: slow, on: a, metric: errors, above: 1 }
layout: { a: [0, 0], b: [1, 1] }
`
  expect(edit(text, { do: 'rename-node', id: 'a', to: 'source' })).toBe(
    text
      .replace('  a:', '  source:')
      .replace('a.out>b', 'source.out>b')
      .replace("'a->b'", "'source->b'")
      .replace('on: a,', 'on: source,')
      .replace('{ a: [', '{ source: ['),
  )
  expect(edit(text, { do: 'rename-node', id: 'watch', to: 'guard' })).toBe(text.replace('  watch:', '  guard:').replace('[watch', '[guard'))
  expect(edit(text, { do: 'set-rule', name: 'slow', rule: { name: 'late', on: 'a', metric: 'errors', above: 1 } })).toBe(
    text.replace('slow]', 'late]').replace('name: slow', 'name: late'),
  )
})

test('what is removed takes its wires, rules and place along', () => {
  const text = `millrace: 1
nodes: { a: { type: connect.file }, b: { type: consign.file } }
wires: [a -> b]
alerts: [{ name: x, on: b }, { name: y, on: a.out>b.in }, { name: z, on: a }]
layout: { b: [1, 2] }
`
  expect(edit(text, { do: 'remove-nodes', ids: ['b'] })).toBe(`millrace: 1
nodes: { a: { type: connect.file } }
wires: []
alerts: [{ name: z, on: a }]
`)
})

test('JSON stays JSON, pretty or not', () => {
  const document = { millrace: 1, nodes: { a: { type: 'connect.file' } }, wires: [] }
  const wanted = {
    millrace: 1,
    nodes: { a: { type: 'connect.file', title: '源' }, b: { type: 'consign.file' } },
    wires: ['a -> b'],
    layout: { b: [3, 4] },
  }
  for (const indent of [0, 2, '\t']) {
    let text = JSON.stringify(document, null, indent)
    for (const command of [
      { do: 'add-node', id: 'b', type: 'consign.file', at: [3.2, 4] },
      { do: 'add-wire', wire: 'a.out>b.in' },
      { do: 'set-node', id: 'a', key: 'title', value: '源' },
    ] as const)
      text = edit(text, command)
    expect(JSON.parse(text)).toEqual(wanted)
  }
})

test('an empty text becomes a pipeline', () => {
  expect(edit('', { do: 'add-node', id: 'a', type: 'connect.file', at: [0, 0] })).toBe(
    'millrace: 1\nnodes:\n  a: { type: connect.file }\nlayout:\n  a: [0, 0]\n',
  )
  expect(edit('# notes', { do: 'set-document', key: 'name', value: 'x' })).toBe('# notes\nmillrace: 1\nname: x\n')
})

test('lines end as the others do', () => {
  const text = PIPELINE.replaceAll('\n', '\r\n')
  expect(edit(text, { do: 'set-config', id: 'words', path: ['as'], value: 'word' })).toBe(
    text.replace("'\\s+'\r\n", "'\\s+'\r\n      as: word\r\n"),
  )
  expect(edit('millrace: 1\nname: x', { do: 'set-document', key: 'title', value: '标题' })).toBe('millrace: 1\nname: x\ntitle: 标题')
})

test('what an anchor shares is not changed behind the back of its users', () => {
  const text = `nodes:
  a: { type: x, config: &shared { port: 1 } }
  b: { type: x, config: *shared }
wires: []
`
  expect(refusal(text, { do: 'set-config', id: 'a', path: ['port'], value: 2 })).toMatch(/anchor/)
  expect(refusal(text, { do: 'remove-nodes', ids: ['a'] })).toMatch(/anchor/)
  expect(edit(text, { do: 'set-config', id: 'b', path: ['port'], value: 2 })).toBe(text.replace('*shared', '{ port: 2 }'))
  expect(edit(text, { do: 'set-node', id: 'a', key: 'title', value: 'A' })).toBe(
    text.replace('{ type: x, config: &', '{ type: x, title: A, config: &'),
  )
})

test('broken text is refused, and can be replaced', () => {
  expect(refusal('nodes: [', { do: 'add-node', id: 'a', type: 'x' })).toMatch(/not valid/)
  expect(refusal('- a', { do: 'add-node', id: 'a', type: 'x' })).toMatch(/no pipeline/)
  expect(refusal('nodes: 3', { do: 'add-node', id: 'a', type: 'x' })).toMatch(/`nodes` is not a map/)
  const { patch } = apply('name: [', { do: 'set-text', text: 'name: []' })
  expect(patch).toEqual([{ from: 7, to: 7, insert: ']' }])
})

test('what is not there, or already is, is refused', () => {
  expect(refusal(PIPELINE, { do: 'remove-nodes', ids: ['none'] })).toMatch(/no node `none`/)
  expect(refusal(PIPELINE, { do: 'add-node', id: 'file', type: 'x' })).toMatch(/already is a node/)
  expect(refusal(PIPELINE, { do: 'add-node', id: 'File', type: 'x' })).toMatch(/no node id/)
  expect(refusal(PIPELINE, { do: 'add-wire', wire: 'lines.out>words.in' })).toMatch(/already wired/)
  expect(refusal(PIPELINE, { do: 'remove-wires', wires: ['lines.out>file.in'] })).toMatch(/no wire/)
  expect(refusal(PIPELINE, { do: 'remove-rule', name: 'none' })).toMatch(/no rule/)
})

test('long members of a flow map stand on lines of their own', () => {
  const keys = Array.from({ length: 12 }, (_, i) => `key-number-${i}`)
  expect(edit('nodes: { a: { type: compose.aggregate } }\n', { do: 'set-config', id: 'a', path: ['keys'], value: keys })).toBe(
    `nodes: { a: { type: compose.aggregate,\n  config: {\n    keys: [\n      ${keys.join(',\n      ')}\n    ]\n  } } }\n`,
  )
})

test('several commands are one step', () => {
  const applied = apply(PIPELINE, {
    do: 'all',
    name: { en: 'Add a filter', zh: '添加过滤' },
    commands: [
      { do: 'add-node', id: 'hot', type: 'compose.filter' },
      { do: 'splice', wire: 'words.out>file.in', id: 'hot' },
    ],
  })
  expect(applied.text).toBe(
    PIPELINE.replace('wires:', '  hot: { type: compose.filter }\nwires:').replace('words -> file', 'words -> hot -> file'),
  )
  expect(applied).toMatchObject({ made: ['hot'], touched: ['hot', 'words', 'file'], name: { zh: '添加过滤' } })
})

test('a place is pinned where it is, stays so when it is moved or renamed, and is freed without a trace', () => {
  const text = `${PIPELINE}layout:\n  lines: [0, 0]   # left\n  words: [240, 8]\n`
  const pinned = edit(text, { do: 'pin', at: { words: [240, 8] } })
  expect(pinned).toBe(text.replace('[240, 8]', '[240, 8, pinned]'))
  expect(edit(pinned, { do: 'move', to: { words: [248, 8], lines: [8, 0] } })).toBe(
    text.replace('[240, 8]', '[248, 8, pinned]').replace('[0, 0]', '[8, 0]'),
  )
  expect(edit(pinned, { do: 'rename-node', id: 'words', to: 'cut' })).toContain('cut: [240, 8, pinned]')
  expect(edit(pinned, { do: 'unpin', ids: ['words', 'lines'] })).toBe(text)
  // of which the document did not say where it is
  expect(edit(pinned, { do: 'pin', at: { file: [480.4, 8] } })).toBe(`${pinned}  file: [480, 8, pinned]\n`)
  expect(edit(PIPELINE, { do: 'unpin', ids: ['words'] })).toBe(PIPELINE)
  expect(refusal(PIPELINE, { do: 'pin', at: { nobody: [0, 0] } })).toMatch(/nobody/)
})
