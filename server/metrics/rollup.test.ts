import { expect, test } from 'vitest'
import { Sketch } from '../../core/metrics.ts'
import { frameWith } from '../testing/frames.ts'
import { Rollup } from './rollup.ts'

const index = { nodes: ['a', 'b'], roles: ['source', 'sink'], wires: ['a.out>b.in'] } as const
const sketchOf = (...values: number[]) => {
  const sketch = new Sketch()
  for (const value of values) sketch.add(value)
  return sketch.toJSON()
}

test('counts are summed, gauges keep the last value, queues and shares the largest', () => {
  const rollup = new Rollup()
  rollup.add(
    frameWith({
      index,
      seq: 1,
      generation: 1,
      nodes: { recordsOut: [10, 4], stateRows: [0, 9], busyMs: [1000, 100], lagRecords: [7, null], connectionUp: [1, null] },
      wires: { records: [10], queueRecords: [50], fill: [0.5] },
      errors: { a: { WRONG_TYPE: 1 } },
      run: { epochs: 2, epochMs: 30, memoryBytes: 100, watermark: 900 },
    }),
  )
  rollup.add(
    frameWith({
      index,
      seq: 3,
      generation: 2,
      nodes: { recordsOut: [20, 6], stateRows: [0, 5], busyMs: [0, 300], lagRecords: [3, null], connectionUp: [0, null] },
      wires: { records: [20], queueRecords: [2], fill: [0.1] },
      errors: { a: { WRONG_TYPE: 2, EXPRESSION: 1 }, b: { X: 1 } },
      dropped: { b: { full: 4 } },
      run: { epochs: 3, epochMs: 10, memoryBytes: 90, watermark: 2000 },
    }),
  )
  expect(rollup.frame()).toMatchObject({
    seq: 3,
    generation: 2,
    index,
    nodes: { recordsOut: [30, 10], stateRows: [0, 5], lagRecords: [3, null], connectionUp: [0, null] },
    wires: { records: [30], queueRecords: [50], fill: [0.5] },
    errors: { a: { WRONG_TYPE: 3, EXPRESSION: 1 }, b: { X: 1 } },
    dropped: { b: { full: 4 } },
    run: { epochs: 5, epochMs: 40, memoryBytes: 90, watermark: 2000 },
  })
  expect(rollup.value('recordsOut', { node: 'a' })).toBe(15)
  expect(rollup.value('recordsOut', 'pipeline')).toBe(5)
  expect([rollup.value('busy', { node: 'a' }), rollup.value('busy', { node: 'b' })]).toEqual([1, 0.3])
  expect(rollup.value('epochMs', 'pipeline')).toBe(8)
  expect(rollup.value('watermarkDelayMs', 'pipeline')).toBe(1000)
  expect(rollup.value('recordsOut', { node: 'c' })).toBe(null)
})

test('roll-ups of roll-ups are the roll-up of all', () => {
  const frames = Array.from({ length: 60 }, (_, i) =>
    frameWith({
      index,
      seq: i,
      nodes: { recordsIn: [i, 2 * i], busyMs: [(i * 37) % 1000, i], latency: [null, i % 3 === 0 ? null : sketchOf(i, i * i)] },
      wires: { fill: [i / 100] },
    }),
  )
  const direct = new Rollup()
  for (const frame of frames) direct.add(frame)
  const nested = new Rollup()
  for (let from = 0; from < 60; from += 10) {
    const ten = new Rollup()
    for (const frame of frames.slice(from, from + 10)) ten.add(frame)
    nested.add(ten.frame(), ten.seconds)
  }
  expect(nested.frame()).toEqual(direct.frame())
  expect(nested.seconds).toBe(60)
})

test('percentiles are those of all values, not a mean of percentiles', () => {
  const rollup = new Rollup()
  rollup.add(frameWith({ index, nodes: { latency: [null, sketchOf(...Array.from({ length: 990 }, () => 1))] } }))
  rollup.add(frameWith({ index, nodes: { latency: [null, sketchOf(...Array.from({ length: 10 }, () => 1000))] } }))
  rollup.add(frameWith({ index }))
  expect(rollup.value('latency.p95', { node: 'b' })).toBeCloseTo(1, 1)
  expect(rollup.value('latency.p99', 'pipeline')! / 1000).toBeCloseTo(0.001, 2)
  rollup.add(frameWith({ index, nodes: { latency: [null, sketchOf(...Array.from({ length: 10 }, () => 1000))] } }))
  expect(rollup.value('latency.p99', 'pipeline')! / 1000).toBeCloseTo(1, 1)
})

test('a node that another version added or dropped has the rate of the seconds in which it was there', () => {
  const later = { nodes: ['b', 'c'], roles: ['sink', 'sink'], wires: ['a.out>b.in', 'a.out>c.in'] } as const
  const rollup = new Rollup()
  rollup.add(frameWith({ index, nodes: { recordsIn: [0, 100] }, wires: { records: [100] } }), 10)
  rollup.add(frameWith({ index: later, nodes: { recordsIn: [20, 40] }, wires: { records: [20, 40] } }), 20)
  expect(rollup.frame().index.nodes).toEqual(['a', 'b', 'c'])
  expect(rollup.value('recordsIn', { node: 'b' })).toBe(4)
  expect(rollup.value('recordsIn', { node: 'c' })).toBe(2)
  expect(rollup.value('records', { wire: 'a.out>c.in' })).toBe(2)
  expect(rollup.value('recordsIn', { node: 'a' })).toBe(0)
})
