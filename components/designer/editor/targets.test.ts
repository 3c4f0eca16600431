import { describe, expect, test } from 'vitest'
import { catalogue } from '../../../nodes/types.gen.ts'
import { positions } from '../layout.ts'
import { choicesFor } from '../quick-add/choices.ts'
import { nothingRead, readText } from './read.ts'
import { fits } from './splice.ts'
import { lettersFor, nearestFirst, targetsOf } from './targets.ts'

const read = readText(
  `millrace: 1
name: words
nodes:
  lines: { type: connect.tcp-client, config: { port: 9990 } }
  words: { type: compose.split, config: { field: text, as: word } }
  count: { type: compose.aggregate, config: { window: { kind: tumbling, size: 10s }, aggs: [{ name: n, fn: count }] } }
  table: { type: consume.live-table, config: { key: [word] } }
wires:
  - lines -> words -> table
layout: { lines: [0, 0], words: [288, 0], count: [288, 240], table: [576, 0] }
`,
  nothingRead(catalogue),
)
const none = { from: null, to: null, into: null }

describe('where a wire could lead', () => {
  test('each node with a port on that side, and why it does not fit', () => {
    const found = targetsOf(read, { node: 'words', port: 'out' }, 'from')
    expect([...found.keys()]).toEqual(['count', 'table'])
    expect(found.get('count')?.misfit?.code).toBe('WINDOW_NEEDS_EVENT_TIME')
    expect(found.get('table')?.misfit?.code).toBe('DUPLICATE_WIRE')
    expect(targetsOf(read, { node: 'table', port: 'in' }, 'to').get('lines')).toEqual({ port: 'out', misfit: null })
  })
  test('what stands to the right is named first', () => {
    expect(nearestFirst(positions(read.graph), 'words', ['lines', 'count', 'table'])).toEqual(['table', 'count', 'lines'])
  })
  test('letters are one each, or two where there are too many nodes', () => {
    expect([...lettersFor(['x', 'y']).values()]).toEqual(['a', 'b'])
    const many = [...lettersFor(Array.from({ length: 30 }, (_, i) => `n${i}`)).values()]
    expect(many.slice(25, 27)).toEqual(['az', 'ba'])
    expect(new Set(many).size).toBe(30)
  })
})

describe('what is offered', () => {
  const ids = (adding: Parameters<typeof choicesFor>[1]) => choicesFor(read, adding).map(({ id }) => id)
  test('anywhere every type', () => expect(ids(none)).toHaveLength(Object.keys(catalogue).length))
  test('behind a port what takes it, made for it, and rules on it', () => {
    const behind = ids({ ...none, from: { node: 'words', port: 'out' } })
    expect(behind).toContain('consume.live-table')
    expect(behind).toContain('control.threshold')
    expect(behind.some((id) => id.startsWith('connect.'))).toBe(false)
    expect(behind).not.toContain('collect.decode') // they are records already
  })
  test('in front of a port what yields something, and into a wire what does both', () => {
    expect(ids({ ...none, to: { node: 'words', port: 'in' } })).toContain('connect.file')
    const into = ids({ ...none, into: 'words.out>table.in' })
    expect(into).toContain('compose.filter')
    expect(into).not.toContain('consign.file')
  })
})

test('only what has both ends goes into a wire, and not a node that the wire joins', () => {
  const wire = 'words.out>table.in'
  expect(fits(read, wire, { type: 'compose.filter' })).toBe(true)
  expect(fits(read, wire, { type: 'consign.file' })).toBe(false)
  expect(fits(read, wire, { type: 'control.threshold' })).toBe(false)
  expect(fits(read, wire, { node: 'words' })).toBe(false)
  expect(fits(read, wire, { node: 'count' })).toBe(false) // no event time reaches it
  expect(fits(read, 'gone.out>table.in', { type: 'compose.filter' })).toBe(false)
})
