import { expect, test } from 'vitest'
import type { FrameIndex } from '../../core/metrics.ts'
import type { LiveFrame } from '../../core/protocol.ts'
import { seriesValue } from './series.ts'

const index: FrameIndex = { nodes: ['a', 'b'], roles: ['source', 'sink'], wires: ['a.out>b.in'] }
const frame: LiveFrame = {
  pipeline: 'p',
  seq: 1,
  version: 1,
  generation: 1,
  nodes: {
    in: [0, 7],
    out: [8, 7],
    p50: [null, 1],
    p95: [null, 2],
    p99: [null, 3],
    busy: [0.5, 0.1],
    backpressured: [0, 0.2],
    stateRows: [0, 4],
    lag: [9, null],
    up: [1, null],
  },
  wires: { records: [8], queue: [1], fill: [0.25] },
  troubles: { b: { 'errors.TIMEOUT': 2, 'errors.REFUSED': 1, 'dropped.full': 4, late: 5 } },
  total: { recordsOut: 7 },
}
const value = (id: string) => seriesValue(frame, index, id)

test('a series is read from the column of its node, wire or pipeline', () => {
  expect(value('b|recordsIn')).toBe(7)
  expect(value('b|latency.p99')).toBe(3)
  expect(value('a|lagRecords')).toBe(9)
  expect(value('a.out>b.in|fill')).toBe(0.25)
  expect(value('pipeline|recordsOut')).toBe(7)
})

test('troubles are summed over their codes, and nothing is zero', () => {
  expect(value('b|errors')).toBe(3)
  expect(value('b|dropped')).toBe(4)
  expect(value('b|late')).toBe(5)
  expect(value('a|errors')).toBe(0)
})

test('what was not measured or is not sent is a gap, never zero', () => {
  expect(value('a|latency.p99')).toBe(null)
  expect(value('b|lagRecords')).toBe(null)
  expect(value('pipeline|latency.p99')).toBe(null)
  expect(value('gone|recordsIn')).toBe(null)
  expect(value('x.out>y.in|records')).toBe(null)
  expect(value('a|stateBytes')).toBe(null)
})
