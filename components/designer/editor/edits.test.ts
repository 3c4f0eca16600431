import { describe, expect, test } from 'vitest'
import { apply } from '../../../core/edit/index.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { positions } from '../layout.ts'
import { addNode, hiddenReceivers, joinPorts, moveNodes, removeAll, spliceNode } from './edits.ts'
import { openPorts } from './ports.ts'
import { nothingRead, readText } from './read.ts'

const TEXT = `millrace: 1
name: words
nodes:
  lines: { type: connect.tcp-client, config: { port: 9990 } }
  words: { type: compose.split, config: { field: text, pattern: '\\s+', as: word } }
  time: { type: collect.event-time, config: { from: arrival } }
  count: { type: compose.aggregate, config: { keys: [word], window: { kind: tumbling, size: 10s }, aggs: [{ name: n, fn: count }] } }
  sort: { type: compose.route, config: { ports: { big: n > 3 } } }
  table: { type: consume.live-table, config: { key: [word] } }
wires:
  - lines -> words -> time -> count -> sort
  - sort.big -> table
`
const read = (text = TEXT) => readText(text, nothingRead(catalogue))
const done = (command: Parameters<typeof apply>[1], text = TEXT) => apply(text, command, catalogue)
const lay = (text = TEXT) => positions(read(text).graph)

describe('ports', () => {
  test('are those of the settings, those of windows, and those that wires name', () => {
    const ports = openPorts(read(TEXT.replace('sort.big', 'sort.small')))
    expect(ports.get('lines')).toEqual({ in: [], out: ['out'] })
    expect(ports.get('count')).toEqual({ in: ['in'], out: ['out', 'late'] })
    expect(ports.get('sort')).toEqual({ in: ['in'], out: ['big', 'otherwise', 'small'] })
  })
  test('of settings that cannot be read they are those that wires name, or the usual ones', () => {
    const ports = openPorts(read(TEXT.replace('ports: { big: n > 3 }', '')))
    expect(ports.get('sort')).toEqual({ in: ['in'], out: ['big'] })
    expect(openPorts(read('millrace: 1\nname: x\nnodes: { s: { type: compose.route } }\n')).get('s')).toEqual({ in: ['in'], out: ['out'] })
  })
})

describe('adding a node', () => {
  test('behind a port wires it, with settings made for what arrives, and the others stay where they stand', () => {
    const { text, made, name } = done(
      addNode(read(), lay(), { type: 'compose.filter', at: { x: 8, y: 16 }, from: { node: 'sort', port: 'otherwise' } }),
    )
    expect(made).toEqual(['filter'])
    expect(name.en).toBe('Add filter (Filter)')
    expect(text).toContain('sort.otherwise -> filter')
    const after = read(text)
    expect(after.issues.filter((issue) => issue.at.node === 'filter' && issue.level === 'error')).toEqual([])
    expect({ ...positions(after.graph), filter: null }).toEqual({ ...lay(), filter: null })
    expect(positions(after.graph).filter).toEqual({ x: 8, y: 16 })
  })
  test('in front of a port wires it too, and into a wire splices it', () => {
    const first = done(addNode(read(), lay(), { type: 'connect.tcp-server', at: { x: 0, y: 0 }, to: { node: 'words', port: 'in' } })).text
    expect(first).toContain('tcp-server -> words')
    const second = done(addNode(read(), lay(), { type: 'compose.filter', at: { x: 0, y: 0 }, into: 'lines.out>words.in' })).text
    expect(second).toContain('lines -> filter -> words -> time')
  })
  test('a rule watches what it would be wired to', () => {
    const { text } = done(addNode(read(), lay(), { type: 'control.threshold', at: { x: 0, y: 0 }, from: { node: 'count', port: 'out' } }))
    expect(text).toMatch(/threshold:\s*\n?\s*.*control\.threshold/)
    expect(read(text).graph.nodes.find((n) => n.id === 'threshold')?.on).toBe('count')
    expect(read(text).graph.wires).toHaveLength(read().graph.wires.length)
  })
  test('alone it has settings only where none is left to fill in', () => {
    expect(done(addNode(read(), lay(), { type: 'connect.tcp-client', at: { x: 0, y: 0 } })).text).toContain('port: 9999')
    expect(done(addNode(read(), lay(), { type: 'compose.filter', at: { x: 0, y: 0 } })).text).not.toContain('where')
  })
})

test('a wire sets up a node that nobody has set up yet, and no other', () => {
  const loose = TEXT.replace(
    'nodes:',
    'nodes:\n  file: { type: connect.file, config: { path: a.txt } }\n  new: { type: compose.split }\n  union: { type: compose.union }',
  )
  const link = (to: string) => ({ from: { node: 'file', port: 'out' }, to: { node: to, port: 'in' } })
  const { text, name } = done(joinPorts(read(loose), link('new')), loose)
  expect(name.en).toBe('Wire file → new')
  expect(read(text).issues.filter((issue) => issue.at.node === 'new' && issue.level === 'error')).toEqual([])
  expect(joinPorts(read(loose), link('words'))).toMatchObject({ do: 'add-wire' })
  expect(joinPorts(read(loose), link('union'))).toMatchObject({ do: 'add-wire' })
})

test('the first move says where all stand', () => {
  const { text, name } = done(moveNodes(read(), lay(), { lines: { x: 80, y: 400 } }))
  expect(name.en).toBe('Move lines')
  expect(positions(read(text).graph)).toEqual({ ...lay(), lines: { x: 80, y: 400 } })
  const again = moveNodes(read(text), lay(text), { words: { x: 0, y: 0 } })
  expect(again.do).toBe('move')
})

test('nodes and wires are deleted in one step', () => {
  expect(removeAll(read(), { nodes: [], wires: [] }, false)).toBeNull()
  const { text } = done(removeAll(read(), { nodes: ['words'], wires: ['lines.out>words.in', 'sort.big>table.in'] }, false)!)
  expect(read(text).graph.wires.map((w) => w.id)).toEqual(['time.out>count.in', 'count.out>sort.in'])
  const healed = done(removeAll(read(), { nodes: ['words'], wires: [] }, true)!)
  expect(healed.text).toContain('lines -> time -> count -> sort')
  expect(healed.name.en).toBe('Delete words and join the neighbours')
})

test('a node that is there is put into a wire', () => {
  const loose = TEXT.replace('nodes:', 'nodes:\n  more: { type: compose.union }')
  const { text } = done(spliceNode(read(loose), lay(loose), 'more', 'time.out>count.in', { more: { x: 1, y: 2 } }), loose)
  expect(text).toContain('time -> more -> count')
  expect(positions(read(text).graph).more).toEqual({ x: 1, y: 2 })
})

test('a source that cannot be read again has a hidden receiver, unless one is drawn', () => {
  expect(hiddenReceivers(read())).toEqual(['lines.out>words.in'])
  const drawn = done({
    do: 'all',
    name: { en: '', zh: '' },
    commands: [
      { do: 'add-node', id: 'r', type: 'collect.receiver' },
      { do: 'splice', wire: 'lines.out>words.in', id: 'r' },
    ],
  }).text
  expect(hiddenReceivers(read(drawn))).toEqual([])
  expect(hiddenReceivers(read(TEXT.replace('connect.tcp-client, config: { port: 9990 }', 'connect.file, config: { path: a }')))).toEqual([])
})
