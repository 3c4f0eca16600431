import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Sketch } from '../../core/metrics.ts'
import { Bus } from '../services.ts'
import { openStore } from '../store/prisma-store.ts'
import { HandClock } from '../testing/clock.ts'
import { type FrameParts, frameWith } from '../testing/frames.ts'
import { openHistory } from './history.ts'
import { openPrometheus } from './prometheus.ts'

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-prometheus-'))
afterAll(() => fs.rmSync(top, { recursive: true }))

const index = { nodes: ['a', 'b'], roles: ['source', 'sink'], wires: ['a.out>b.in'] } as const

test('counts are totals, gauges those of now, and a stopped pipeline has no gauges', async () => {
  const clock = new HandClock(1_700_000_000_000)
  const bus = new Bus()
  const store = await openStore(path.join(top, 'millrace.db'), clock)
  const history = await openHistory(bus, store, clock)
  const prometheus = openPrometheus(bus, history, clock)
  const second = (parts: Omit<FrameParts, 'index'>) => {
    bus.emit('frame', { pipeline: 'p', version: 1, frame: frameWith({ index, seq: clock.now() / 1000, ...parts }) })
    clock.advance(1000)
  }
  const latency = new Sketch()
  latency.add(2000)
  second({
    nodes: { recordsOut: [10, 4], busyMs: [900, 0], latency: [null, latency.toJSON()], deadLetters: [1, 0] },
    errors: { a: { WRONG_TYPE: 1 } },
    dropped: { b: { 'no "room"': 2 } },
  })
  second({
    nodes: { recordsOut: [20, 6], busyMs: [250, 0], lagRecords: [7, null] },
    wires: { fill: [0.5] },
    run: { memoryBytes: 1000, cpuMs: 30 },
  })

  const lines = prometheus.text().split('\n')
  for (const line of [
    'millrace_node_records_out_total{pipeline="p",node="a"} 30',
    'millrace_node_records_out_total{pipeline="p",node="b"} 10',
    'millrace_node_dead_letters_total{pipeline="p",node="a"} 1',
    'millrace_node_errors_total{pipeline="p",node="a",code="WRONG_TYPE"} 1',
    'millrace_dropped_total{pipeline="p",on="b",reason="no \\"room\\""} 2',
    'millrace_node_busy_ratio{pipeline="p",node="a"} 0.25',
    'millrace_node_lag_records{pipeline="p",node="a"} 7',
    'millrace_wire_fill_ratio{pipeline="p",wire="a.out>b.in"} 0.5',
    'millrace_pipeline_memory_bytes{pipeline="p"} 1000',
    'millrace_pipeline_cpu_seconds_total{pipeline="p"} 0.03',
    'millrace_pipeline_running{pipeline="p"} 1',
    'millrace_history_frames_lost_total 0',
  ])
    expect(lines).toContain(line)
  const [p99] = lines.filter((line) => line.startsWith('millrace_node_latency_seconds{pipeline="p",node="b",quantile="0.99"}'))
  expect(Number(p99.split(' ').at(-1)) / 2).toBeCloseTo(1, 1)
  // one type line for each metric, before all of its samples
  expect(lines.filter((line) => line.startsWith('# TYPE millrace_node_records_out_total'))).toHaveLength(1)
  const names = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(/[{ ]/)[0])
  expect(names.filter((name, i) => name !== names[i - 1])).toEqual([...new Set(names)])

  clock.advance(20_000)
  const stopped = prometheus.text()
  expect(stopped).toContain('millrace_pipeline_running{pipeline="p"} 0')
  expect(stopped).toContain('millrace_node_records_out_total{pipeline="p",node="a"} 30')
  expect(stopped).not.toContain('busy_ratio')
  bus.emit('changed', { name: 'p', deleted: true })
  expect(prometheus.text()).not.toContain('pipeline="p"')

  prometheus.close()
  await history.close()
  await store.close()
})
