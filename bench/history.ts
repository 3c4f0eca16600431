import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Frame, type FrameIndex, Sketch } from '../core/metrics.ts'
import { openHistory } from '../server/metrics/history.ts'
import { Bus } from '../server/services.ts'
import { openStore } from '../server/store/prisma-store.ts'
import type { Store } from '../server/store/store.ts'
import { HandClock } from '../server/testing/clock.ts'
import { frameWith } from '../server/testing/frames.ts'
import { machine, table } from './measure.ts'
import { Xorshift } from './random.ts'

const HOUR = 3600
const START = 1_699_999_200
const STEPS = [1, 10, 60]
/** Pipelines by what passes them in a second. */
const SHAPES = [
  { name: 'idle', nodes: 12, rate: 0 },
  { name: 'quiet', nodes: 12, rate: 20 },
  { name: 'busy', nodes: 20, rate: 50_000 },
]

/** Measures what metric history takes of the disk and of the server: an hour of frames through the real history into a real database. Prints tables. */
export async function benchHistory(): Promise<void> {
  console.log(machine())
  const sizes: string[][] = []
  const times: string[][] = []
  for (const shape of SHAPES) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-bench-'))
    const clock = new HandClock(START * 1000)
    const bus = new Bus()
    const store = await openStore(path.join(folder, 'millrace.db'), clock)
    await store.pipelines.create('p', 'P', '')
    const history = await openHistory(bus, store, clock)
    const frames = generateHour(shape.nodes, shape.rate)

    let takes = 0
    let flushes = 0
    for (const [i, frame] of frames.entries()) {
      clock.advance(1000)
      takes += await cpuMs(() => bus.emit('frame', { pipeline: 'p', version: 1, frame }))
      if (i % 10 === 9) flushes += await cpuMs(() => history.flush())
    }
    const { index } = frames[0]
    const series = ['pipeline|recordsIn', 'pipeline|latency.p50', 'pipeline|latency.p95', 'pipeline|latency.p99', `${index.nodes[2]}|busy`]
    const reads = await cpuMs(() => history.read('p', series, START * 1000, (START + HOUR) * 1000))

    const perNode = []
    for (const step of STEPS) perNode.push((await bytesOf(store, step)) / shape.nodes)
    const kept = perNode[0] + 24 * perNode[1] + 30 * 24 * perNode[2]
    sizes.push([shape.name, String(shape.nodes), kib(perNode[0]), kib(24 * perNode[1]), kib(24 * perNode[2]), kib(kept)])
    const share = (100 * (takes + flushes)) / (HOUR * 1000)
    times.push([
      shape.name,
      ((1000 * takes) / HOUR).toFixed(0),
      (flushes / (HOUR / 10)).toFixed(1),
      `${share.toFixed(2)} %`,
      reads.toFixed(0),
    ])
    await history.close()
    await store.close()
    fs.rmSync(folder, { recursive: true })
  }
  console.log('\nKiB per node; in all = what is kept with the usual retention\n')
  console.log(table(['pipeline', 'nodes', '1 s, an hour', '10 s, a day', '1 min, a day', 'in all'], sizes))
  console.log('\nCPU time of the server\n')
  console.log(table(['pipeline', 'µs / frame', 'ms / flush of 10 s', 'share of a core', 'ms to read an hour at 1 s'], times))
}

async function bytesOf(store: Store, step: number): Promise<number> {
  const blocks = await store.blocks.read({ pipeline: 'p', step, from: START, to: START + HOUR, after: null, limit: 1000 })
  return blocks.reduce((sum, { data }) => sum + data.length, 0)
}

/** An hour of frames of a pipeline in which everything varies by a tenth or so from second to second. */
function generateHour(nodes: number, rate: number): Frame[] {
  const random = new Xorshift(7)
  const unit = () => random.u32() / 2 ** 32
  const about = (mean: number) => Math.round(mean * (0.9 + 0.2 * unit()))
  const ids = Array.from({ length: nodes }, (_, i) => `node-${i}`)
  const sinks = Math.max(1, Math.floor(nodes / 5))
  const roles = ids.map((_, i) => (i === 0 ? 'source' : i >= nodes - sinks ? 'sink' : 'inner'))
  const index: FrameIndex = { nodes: ids, roles, wires: ids.slice(1).map((id, i) => `${ids[i]}.out>${id}.in`) }
  let memory = 100e6
  return Array.from({ length: HOUR }, (_, second) => {
    const passed = ids.map((_, i) => about(rate * 0.9 ** i))
    const work = rate === 0 ? 0 : Math.min(900, 5 + rate / 100)
    memory += rate === 0 ? 0 : 4096 * Math.round(unit() * 20 - 10)
    const latency = roles.map((role) => {
      if (role !== 'sink' || rate === 0) return null
      const sketch = new Sketch()
      for (let i = 0; i < Math.min(rate, 500); i++)
        sketch.add(2 * Math.exp(Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit())))
      return sketch.toJSON()
    })
    return frameWith({
      index,
      seq: START + second,
      nodes: {
        recordsIn: passed,
        recordsOut: passed.map((n, i) => passed[i + 1] ?? n),
        bytesIn: passed.map((n, i) => (i < 2 ? n * 100 + about(n) : 0)),
        bytesOut: passed.map((n, i) => (i < 2 || roles[i] === 'sink' ? n * 90 + about(n) : 0)),
        filtered: passed.map((n, i) => (i % 4 === 3 ? Math.round(n / 10) : 0)),
        absorbed: passed.map((n, i) => (i === 5 ? n : 0)),
        produced: passed.map((n, i) => (i === 5 ? Math.round(n / 20) : 0)),
        stateRows: ids.map((_, i) => (i === 5 ? about(rate * 3) : 0)),
        stateBytes: ids.map((_, i) => (i === 5 ? about(rate * 300) : 0)),
        busyMs: ids.map(() => about(10 * work) / 10),
        backpressuredMs: ids.map((_, i) => (unit() < 0.05 ? about(work) : 0) * Number(i < 3)),
        lagRecords: roles.map((role) => (role === 'source' ? about(rate / 10) : null)),
        connectionUp: roles.map((role) => (role === 'source' ? 1 : null)),
        latency,
      },
      wires: {
        records: passed.slice(1),
        queueRecords: roles.slice(1).map((role) => (role === 'sink' ? about(rate / 20) : 0)),
        queueBytes: roles.slice(1).map((role) => (role === 'sink' ? about(rate * 5) : 0)),
        fill: roles.slice(1).map((role) => (role === 'sink' && rate > 0 ? unit() / 20 : 0)),
      },
      errors: unit() < 0.01 ? { [ids[1]]: { WRONG_TYPE: 1 } } : {},
      run: {
        epochs: about(Math.min(rate, 100)),
        epochMs: about(work * 30) / 100,
        commitMs: about(work * 10) / 100,
        snapshotAgeMs: (second % 60) * 1000,
        memoryBytes: memory,
        cpuMs: about(work * 200 + 100) / 100,
        watermark: (START + second) * 1000 - 4000 - about(rate === 0 ? 0 : 500),
      },
    })
  })
}

/** CPU milliseconds of a piece of work, its threads included: wall time says little on a shared machine. */
async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const kib = (bytes: number): string => (bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)
