import { expect, test } from 'vitest'
import { compile } from '../../../core/compile.ts'
import { readPipeline } from '../../../core/graph.ts'
import type { Plan } from '../../../core/plan.ts'
import { visible } from '../../../core/shape.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { rowsOf } from './batch.ts'
import { planParts } from './commit.ts'
import { Segment } from './segment.ts'
import { Taps } from './taps.ts'
import { Writer } from './writer.ts'

const NODES = `
  in:     { type: connect.file, config: { path: in } }
  decode: { type: collect.decode, config: { codec: json, fields: { k: string, n: long, ts: timestamp, more: string } } }
  time:   { type: collect.event-time, config: { field: ts, delay: 0, maxAhead: null } }
  early:  { type: compose.filter, config: { where: "k <> 'x'" } }
  double: { type: compose.map, config: { set: { n: n * 2 }, rename: { ts: t } } }
  past:   { type: compose.filter, config: { where: "t < to_timestamp('1970-01-01T00:00:00.900Z')" } }
  words:  { type: compose.split, config: { field: k, pattern: ' ', as: word, keepParent: true } }
  count:  { type: compose.aggregate, config: { keys: [word], window: { kind: tumbling, size: 10 }, aggs: [{ name: c, fn: count }, { name: s, fn: sum, field: n }] } }
  big:    { type: compose.filter, config: { where: c > 0 } }
  out:    { type: consign.discard }
  late:   { type: consign.discard }
  all:    { type: consign.discard }`
const WIRES = {
  line: '[in -> decode -> time -> early -> double -> past -> words -> count -> big -> out]',
  late: '[in -> decode -> time -> early -> double -> past -> words -> count -> big -> out, count.late -> late]',
  branches: '[in -> decode -> time -> early -> double -> past -> words -> count -> big -> out, early -> all]',
}

function planOf(wires: string, alerts = '[]'): Plan {
  const used = new Set(wires.match(/[a-z]+/g))
  const nodes = NODES.split('\n').filter((line) => used.has(line.trim().split(':')[0]))
  const { pipeline, issues } = readPipeline(`millrace: 1\nname: tapped\nnodes:\n${nodes.join('\n')}\nwires: ${wires}\nalerts: ${alerts}`)
  const compiled = pipeline === null ? null : compile(pipeline, catalogue)
  if (compiled?.plan == null) throw new Error(JSON.stringify([...issues, ...(compiled?.issues ?? [])]))
  return compiled.plan
}

const INPUT = [
  [
    { k: 'a b', n: 3, ts: 5 },
    { k: 'x', n: 1, ts: 800 },
  ],
  [{ k: 'b', n: 7, ts: 25 }],
  [
    { k: 'a', n: 1, ts: 6 },
    { k: 'c', n: null, ts: 950 },
    { k: 'a', n: 4, ts: 41 },
  ],
  [],
  [{ k: 'x b', n: 2, ts: 30 }],
]

/** All that a plan computes: rows per sink, counts per op, watermarks and state. */
function computed(plan: Plan, taps: Taps | null) {
  const sinks: Record<string, unknown[]> = {}
  const segment = new Segment(plan, {
    releaseFill: true,
    sink: (op) => {
      sinks[op.id] = []
      return (batch) => void sinks[op.id].push(...rowsOf(batch))
    },
    rejected: () => {},
    ...(taps === null ? {} : { watch: taps.watchers }),
  })
  for (const rows of INPUT) {
    segment.beginEpoch(0)
    if (rows.length > 0) segment.bytes('in', Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')), 0)
    segment.endEpoch(null)
    segment.delta(new Writer())
  }
  const state = new Writer()
  segment.snapshot(state)
  return { sinks, counts: segment.counts(), queries: segment.queries.map((q) => q.state()), state: state.view().toString('hex') }
}

test.each(Object.entries(WIRES))('rules on fields change nothing of what is computed: %s', (_, wires) => {
  const plan = planOf(wires)
  const calm = computed(plan, null)
  expect(calm.queries[0].global).toBeGreaterThan(0)
  let tapped = 0
  for (const { node, shape } of plan.ops) {
    const field = visible(shape).find((f) => f.type === 'long')
    if (field === undefined) continue
    const watched = planOf(wires, `[{ name: r, on: ${node}, field: ${field.name}, above: 0 }]`)
    const taps = new Taps(watched)
    expect({ on: node, ...computed(watched, taps) }).toEqual({ on: node, ...calm })
    expect(planParts(watched)).toEqual(planParts(plan))
    expect(taps.take().r.count).toBeGreaterThan(0)
    tapped++
  }
  expect(tapped).toBeGreaterThan(8)
})

test('a rule sees the values of a second, without NULLs, and the record at the worst of them', () => {
  const alerts = `[{ name: high, on: decode, field: n, above: 5, message: "\${k}" }, { name: low, on: decode, field: n, below: 1 }]`
  const plan = planOf('[in -> decode -> double -> out]'.replace(' -> double', ''), alerts)
  const taps = new Taps(plan)
  computed(plan, taps)
  const { high, low } = taps.take()
  expect(high).toEqual({ count: 6, last: 2, min: 1, max: 7, sum: 18, sample: '{"k":"b","n":7,"ts":25,"more":null}' })
  expect(low).toMatchObject({ count: 6, min: 1, sample: '{"k":"x","n":1,"ts":800,"more":null}' })
  expect(taps.take()).toEqual({})
})

test('rules come, change and go while the plan runs, where no loop would have to end', () => {
  const plan = planOf(WIRES.line)
  const rules = (alerts: string) => planOf(WIRES.line, alerts).taps
  const taps = new Taps(plan)
  const segment = new Segment(plan, { sink: () => () => {}, rejected: () => {}, watch: taps.watchers })
  const push = (n: number) => {
    segment.beginEpoch(0)
    segment.bytes('in', Buffer.from(`${JSON.stringify({ k: 'a', n, ts: n })}\n`), 0)
    segment.endEpoch(null)
    return Object.fromEntries(Object.entries(taps.take()).map(([rule, { max }]) => [rule, max]))
  }
  expect(push(1)).toEqual({})
  taps.look(rules('[{ name: read, on: decode, field: n, above: 0 }, { name: loop, on: early, field: n, above: 0 }]'))
  expect(push(2)).toEqual({ read: 2 })
  taps.look(rules('[{ name: read, on: decode, field: n, above: 0 }, { name: sums, on: count, field: s, above: 0 }]'))
  expect(push(30)).toEqual({ read: 30 })
  // the first window closes, with the numbers doubled
  expect(push(31)).toEqual({ read: 31, sums: 6 })
  taps.look([])
  expect(push(60)).toEqual({})
})

test('a long record is told in part, and as JSON', () => {
  const plan = planOf('[in -> decode -> out]', '[{ name: r, on: decode, field: n, above: 0 }]')
  const taps = new Taps(plan)
  const segment = new Segment(plan, { sink: () => () => {}, rejected: () => {}, watch: taps.watchers })
  segment.bytes('in', Buffer.from(`${JSON.stringify({ k: '"'.repeat(3000), n: 1, ts: 1, more: 'é'.repeat(2000) })}\n`), 0)
  const { sample } = taps.take().r
  expect(sample!.length).toBeLessThanOrEqual(1024)
  expect(JSON.parse(sample!)).toEqual({ k: `${'"'.repeat(100)}…`, n: 1, ts: 1, more: `${'é'.repeat(100)}…` })
})
