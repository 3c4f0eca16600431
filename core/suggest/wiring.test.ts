import { expect, test } from 'vitest'
import { catalogue } from '../../nodes/types.gen.ts'
import { apply } from '../edit/index.ts'
import type { End } from '../edit/wires.ts'
import { readingOf, Wiring } from './index.ts'

const PIPELINE = `millrace: 1
name: x
nodes:
  lines: { type: connect.file, config: { path: in } }
  json: { type: collect.decode, config: { codec: json, fields: { user: string, ts: timestamp } } }
  named: { type: compose.map, config: { set: { user: "1" } } }
  time: { type: collect.event-time, config: { field: ts } }
  count: { type: compose.aggregate, config: { window: { kind: tumbling, size: 1s }, aggs: [{ name: n, fn: count }] } }
  both: { type: compose.union }
  out: { type: consume.console }
wires:
  - lines -> json -> time
  - json -> named
  - json -> both
layout: { json: [0, 0], count: [100, 100] }
`

function wiring(text = PIPELINE): Wiring {
  const reading = readingOf(text, catalogue)
  return new Wiring({ ...reading, pipeline: reading.pipeline! })
}
const end = (text: string): End => ({ node: text.split('.')[0], port: text.split('.')[1] })
const misfit = (from: string, to: string) => wiring().misfit(end(from), end(to))

test('what leaves a port is known before it is wired', () => {
  const w = wiring()
  expect(w.outShape(end('lines.out'))).toMatchObject({ raw: true })
  expect(w.outShape(end('time.out'))).toMatchObject({ time: { field: 'ts' } })
  expect(w.outShape(end('named.out'))?.fields).toContainEqual({ name: 'user', type: 'long' })
  expect(w.outShape(end('count.out'))).toBeNull()
  const fed = wiring(PIPELINE.replace('-> time\n', '-> time -> count\n'))
  expect(fed.outShape(end('count.out'))?.fields.map((f) => f.name)).toContain('window_end')
  expect(fed.outShape(end('count.late'))?.fields.map((f) => f.name)).toContain('user')
})

test('what arrives at a port', () => {
  expect(
    wiring()
      .inShape(end('both.in'))
      ?.fields.map((f) => f.name),
  ).toContain('user')
  expect(wiring().inShape(end('json.in'))).toMatchObject({ raw: true })
  expect(wiring().inShape(end('out.in'))).toBeNull()
  expect(wiring(PIPELINE.replace('- json -> both', '- lines -> out')).inShape(end('out.in'))?.fields[0]).toEqual({
    name: 'text',
    type: 'string',
  })
})

test('what fits may be wired', () => {
  expect(misfit('time.out', 'count.in')).toBeNull()
  expect(misfit('lines.out', 'out.in')).toBeNull()
  expect(misfit('both.out', 'out.in')).toBeNull()
})

test('what does not fit is refused with the reason', () => {
  expect(misfit('json.out', 'lines.in')?.code).toBe('UNKNOWN_PORT')
  expect(misfit('out.out', 'both.in')?.code).toBe('UNKNOWN_PORT')
  expect(misfit('json.out', 'both.in')?.code).toBe('DUPLICATE_WIRE')
  expect(misfit('time.out', 'json.in')?.code).toBe('CYCLE')
  expect(misfit('json.out', 'json.in')?.code).toBe('CYCLE')
  expect(misfit('named.out', 'both.in')?.code).toBe('FIELD_TYPE')
  const again = wiring(PIPELINE.replace('  out:', '  again: { type: collect.decode }\n  out:'))
  expect(again.misfit(end('json.out'), end('again.in'))).toMatchObject({
    code: 'ALREADY_DECODED',
    reason: { zh: expect.stringContaining('无需解码') },
  })
})

test('a window without an event time: the fix wires it through one', () => {
  const found = misfit('json.out', 'count.in')
  expect(found).toMatchObject({ code: 'WINDOW_NEEDS_EVENT_TIME' })
  expect(found?.fixes.map(({ words }) => words.en)).toEqual(['Use `ts` as event time', 'Use the time of arrival'])
  const { text } = apply(PIPELINE, found!.fixes[0].command, catalogue)
  expect(text).toContain('event-time: { type: collect.event-time, config: { field: ts } }')
  expect(readingOf(text, catalogue).issues.filter(({ at }) => at.node === 'count' || at.node === 'event-time')).toEqual([
    expect.objectContaining({ code: 'OUTPUT_UNUSED' }),
  ])
})
