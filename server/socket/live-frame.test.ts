import { expect, test } from 'vitest'
import { Sketch } from '../../core/metrics.ts'
import { frameWith } from '../testing/frames.ts'
import { liveFrame, short } from './live-frame.ts'

const index = { nodes: ['in', 'count', 'out'], roles: ['source', 'inner', 'sink'], wires: ['in.out>count.in', 'count.out>out.in'] } as const

test('columns stay in the order of the index, shares are of a second, percentiles come from sketches', () => {
  const latency = new Sketch()
  for (let ms = 1; ms <= 1000; ms++) latency.add(ms)
  const frame = frameWith({
    index,
    seq: 1_700_000_000,
    generation: 3,
    nodes: {
      recordsOut: [12_345, 10, 0],
      recordsIn: [0, 12_345, 10],
      busyMs: [250, 0, 1],
      backpressuredMs: [500, 0, 0],
      lagRecords: [1_234_567, null, null],
      connectionUp: [1, null, null],
      latency: [null, null, latency.toJSON()],
    },
    wires: { records: [12_345, 10], queueRecords: [0, 7], fill: [0, 0.123456] },
  })
  const live = liveFrame('words', 4, frame)
  expect(live).toMatchObject({ pipeline: 'words', seq: 1_700_000_000, version: 4, generation: 3, troubles: {} })
  expect(live.nodes).toMatchObject({
    in: [0, 12_350, 10],
    out: [12_350, 10, 0],
    busy: [0.25, 0, 0.001],
    backpressured: [0.5, 0, 0],
    lag: [1_235_000, null, null],
    up: [1, null, null],
  })
  for (const [column, ms] of [
    [live.nodes.p50, 500],
    [live.nodes.p95, 950],
    [live.nodes.p99, 990],
  ] as const) {
    expect(column.slice(0, 2)).toEqual([null, null])
    expect(Math.abs(column[2]! / ms - 1)).toBeLessThan(0.012)
  }
  expect(live.wires).toEqual({ records: [12_350, 10], queue: [0, 7], fill: [0, 0.1235] })
  expect(live.total).toMatchObject({
    recordsIn: 12_350,
    recordsOut: 0,
    lagRecords: 1_235_000,
    fill: 0.1235,
    'latency.p99': live.nodes.p99[2],
  })
})

test('what was not measured is left out of the totals', () => {
  const { total } = liveFrame('words', 1, frameWith({ index }))
  expect(Object.keys(total)).not.toContain('latency.p99')
  expect(Object.keys(total)).not.toContain('lagRecords')
  expect(total.recordsIn).toBe(0)
})

test('troubles are told by node and reason, only where there are some', () => {
  const frame = frameWith({
    index,
    nodes: { deadLetters: [2, 0, 0], late: [0, 3, 0] },
    errors: { out: { NO_CLIENT: 1 } },
    dropped: { count: { null: 4 } },
  })
  expect(liveFrame('words', 1, frame).troubles).toEqual({
    in: { deadLetters: 2 },
    count: { 'dropped.null': 4, late: 3 },
    out: { 'errors.NO_CLIENT': 1 },
  })
})

test('four significant digits; whole numbers below ten thousand stay', () => {
  expect([0, 9_999, 10_001, 1_234_567, 0.000123456, -12.3456, 1e-20].map(short)).toEqual([
    0, 9_999, 10_000, 1_235_000, 0.0001235, -12.35, 1e-20,
  ])
})
