import { expect, test } from 'vitest'
import { compile } from '../../../core/compile.ts'
import { readPipeline } from '../../../core/graph.ts'
import type { Plan } from '../../../core/plan.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { multisetDifference } from '../../conform/run-case.ts'
import { rowsOf } from './batch.ts'
import { Segment } from './segment.ts'
import { Writer } from './writer.ts'

type Row = Record<string, unknown>

function planOf(nodes: string, wires: string): Plan {
  const { pipeline, issues } = readPipeline(`
millrace: 1
name: test
nodes:
  in:     { type: connect.file, config: { path: in } }
  decode: { type: collect.decode, config: { codec: json, fields: { k: string, n: long, ts: timestamp } } }
${nodes}
  out:    { type: consign.discard }
wires: ${wires}`)
  const compiled = pipeline === null ? null : compile(pipeline, catalogue)
  if (compiled?.plan == null) throw new Error(JSON.stringify([...issues, ...(compiled?.issues ?? [])]))
  return compiled.plan
}

/** Feeds rows epoch by epoch, then closes every window; all rows that reached the sink `out` or another named one. */
function play(plan: Plan, epochs: readonly (readonly Row[])[]): { segment: Segment; sinks: Record<string, Row[]> } {
  const sinks: Record<string, Row[]> = {}
  const segment = new Segment(plan, {
    releaseFill: true,
    sink: (op) => {
      sinks[op.id] = []
      return (batch) => void sinks[op.id].push(...rowsOf(batch))
    },
    rejected: () => {},
  })
  const epoch = (rows: readonly Row[]): boolean => {
    segment.beginEpoch(0)
    if (rows.length > 0) segment.bytes('in', Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')), 0)
    const moved = segment.endEpoch(null)
    segment.delta(new Writer())
    return moved
  }
  for (const rows of epochs) epoch(rows)
  while (epoch([]));
  while (segment.flush()) epoch([])
  return { segment, sinks }
}

/** A seeded sequence in [0, 1). */
function sequence(seed: number): () => number {
  let s = seed
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0
    return s / 4294967296
  }
}

const WINDOWS = ['kind: tumbling, size: 10', 'kind: sliding, size: 20, slide: 5', 'kind: sliding, size: 15, slide: 10'] as const
const aggregate = (window: string): string =>
  `count: { type: compose.aggregate, config: { keys: [k], window: { ${window} }, aggs: [{ name: c, fn: count }, { name: s, fn: sum, field: n }, { name: lo, fn: min, field: n }, { name: d, fn: count_distinct, field: n }, { name: f, fn: first, field: n }] } }`

test.each(WINDOWS)('append results do not depend on how input within the delay is cut into epochs: %s', (window) => {
  const plan = planOf(
    `  time: { type: collect.event-time, config: { field: ts, delay: 30, maxAhead: null } }\n  ${aggregate(window)}`,
    '[in -> decode -> time -> count -> out]',
  )
  for (let seed = 1; seed <= 25; seed++) {
    const random = sequence(seed)
    const rows = Array.from({ length: 80 }, (_, i) => ({
      k: 'abc'[Math.floor(random() * 3)],
      n: Math.floor(random() * 50),
      ts: 100 + i * 3 + Math.floor(random() * 20) - 10,
    }))
    const whole = play(plan, [rows]).sinks.out
    const cut: Row[][] = []
    for (let i = 0; i < rows.length; ) {
      const n = 1 + Math.floor(random() * 9)
      cut.push(rows.slice(i, i + n))
      i += n
    }
    // first of equal times is the earlier arrival, so ties do not depend on the cut either
    expect(multisetDifference(play(plan, cut).sinks.out, whole)).toBeNull()
    const total = whole.reduce((sum, row) => sum + (row.c as number), 0)
    expect(total).toBe(rows.reduce((sum, row) => sum + windowsOf(row.ts, window), 0))
  }
})

function windowsOf(ts: number, window: string): number {
  const [size, slide = size] = [...window.matchAll(/(?:size|slide): (\d+)/g)].map((m) => Number(m[1]))
  let n = 0
  for (let start = Math.floor(ts / slide) * slide; start + size > ts; start -= slide) n++
  return n
}

test('late records leave by the port late, each once, and the counts add up', () => {
  const plan = planOf(
    '  time: { type: collect.event-time, config: { field: ts, delay: 0, maxAhead: null } }\n  double: { type: compose.map, config: { set: { n: n * 2 } } }\n  count: { type: compose.aggregate, config: { window: { kind: tumbling, size: 10 }, aggs: [{ name: c, fn: count }] } }\n  late: { type: consign.discard }',
    '[in -> decode -> time -> double -> count -> out, count.late -> late]',
  )
  const { sinks, segment } = play(plan, [
    [{ n: 1, ts: 5 }],
    [{ n: 2, ts: 50 }],
    [{ n: 3, ts: 51 }],
    [
      { n: 4, ts: 6 },
      { n: 5, ts: 52 },
      { n: 6, ts: null },
    ],
  ])
  expect(sinks.late).toEqual([{ k: null, n: 8, ts: 6 }])
  expect(sinks.out.map((row) => row.c)).toEqual([1, 3])
  expect(segment.counts().get('count')).toMatchObject({ in: 6, absorbed: 4, late: 1, noTime: 1 })
})

test('a record that a filter rejects does not move the watermark, wherever the filter stands', () => {
  for (const order of ['decode -> only -> time -> count', 'decode -> time -> only -> count']) {
    const plan = planOf(
      `  time: { type: collect.event-time, config: { field: ts, delay: 0, maxAhead: null } }\n  only: { type: compose.filter, config: { where: "k = 'a'" } }\n  ${aggregate('kind: tumbling, size: 10')}`,
      `[in -> ${order} -> out]`,
    )
    const { sinks } = play(plan, [[{ k: 'a', n: 1, ts: 1 }], [{ k: 'x', n: 1, ts: 900 }], [], [{ k: 'a', n: 2, ts: 2 }]])
    expect(sinks.out.map((row) => row.c)).toEqual([2])
  }
})

test('a wire to several nodes gives each the same records', () => {
  const plan = planOf(
    '  odd: { type: compose.filter, config: { where: n % 2 = 1 } }\n  up: { type: compose.map, config: { set: { k: upper(k), m: n + 1 } } }\n  all: { type: consign.discard }\n  both: { type: consign.discard }',
    '[in -> decode -> odd -> out, decode -> all, decode -> up -> both, odd -> both]',
  )
  const { sinks } = play(plan, [
    [
      { k: 'a', n: 1 },
      { k: 'b', n: 2 },
    ],
  ])
  expect(sinks.out).toEqual([{ k: 'a', n: 1, ts: null }])
  expect(sinks.all).toHaveLength(2)
  expect(
    multisetDifference(sinks.both, [
      { k: 'A', n: 1, ts: null, m: 2 },
      { k: 'B', n: 2, ts: null, m: 3 },
      { k: 'a', n: 1, ts: null, m: null },
    ]),
  ).toBeNull()
})
