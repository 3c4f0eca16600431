import { type Frame, type NodeCounter, nodeCounters } from '../../../core/metrics.ts'
import type { Meter, Tally, Totals } from './meter.ts'
import type { Segment } from './segment.ts'
import type { SinkPort } from './sinks.ts'
import type { SourcePort } from './sources.ts'
import type { Taps } from './taps.ts'
import type { Topology } from './topology.ts'
import type { Work } from './work.ts'

export type FrameSpec = {
  readonly topology: Topology
  readonly meter: Meter
  readonly segment: Segment
  readonly work: Work
  readonly taps: Taps
}

/** What the loop of epochs says of itself since the run began. Milliseconds; epochs since the state began. */
export type Loop = {
  readonly generation: number
  readonly epochs: number
  readonly epochMs: number
  readonly commitMs: number
  readonly savedAt: number | null
}

type Totalled = {
  readonly nodes: Totals | null
  readonly wires: readonly number[]
  readonly errors: Tally
  readonly dropped: Tally
  readonly cpuMs: number
} & Omit<Loop, 'generation' | 'savedAt'>

/** Makes a frame each second: the difference to the totals of the frame before, and gauges. */
export class FrameMaker {
  readonly #spec: FrameSpec
  readonly #connections = new Map<string, boolean>()
  readonly #sinkWires: number[][]
  readonly #inFront = new Map<string, number[]>()
  #before: Totalled

  constructor(spec: FrameSpec) {
    this.#spec = spec
    const { plan, index } = spec.topology
    this.#sinkWires = index.nodes.map((node, i) => (index.roles[i] === 'sink' ? spec.topology.wiresInto(node) : []))
    for (const op of plan.ops) if (op.body.op === 'sink') this.#inFront.set(op.id, spec.topology.inFront(op))
    this.#before = { nodes: null, wires: [], errors: {}, dropped: {}, epochs: 0, epochMs: 0, commitMs: 0, cpuMs: cpuMs() }
  }

  /** A source says whether its connection is up. */
  connection(node: string, up: boolean): void {
    this.#connections.set(node, up)
  }

  /** The nodes that wait while these sinks take nothing. */
  inFront(sinks: readonly SinkPort[]): number[] {
    return [...new Set(sinks.flatMap((sink) => this.#inFront.get(sink.op.id)!))]
  }

  /** Epochs before this one are not of this run. */
  startAt(epochs: number): void {
    this.#before = { ...this.#before, epochs }
  }

  /** The frame of the second that ends at `second` (since the epoch). */
  make(second: number, loop: Loop, sinks: readonly SinkPort[], sources: readonly SourcePort[]): Frame {
    const { topology, meter, segment, work, taps } = this.#spec
    const { index } = topology
    const before = this.#before
    const after: Totalled = {
      nodes: meter.totals(sinks),
      wires: meter.wires(),
      errors: meter.errors(),
      dropped: meter.dropped(),
      epochs: loop.epochs,
      epochMs: loop.epochMs,
      commitMs: loop.commitMs,
      cpuMs: cpuMs(),
    }
    this.#before = after
    const column = <T>(empty: T): T[] => index.nodes.map(() => empty)
    const delta = (counter: NodeCounter): number[] => index.nodes.map((n) => after.nodes![n][counter] - (before.nodes?.[n][counter] ?? 0))
    const { busy, waited } = work.take()
    const stateRows = column(0)
    const stateBytes = column(0)
    for (const { node, rows, bytes } of segment.stateSizes()) {
      stateRows[topology.number(node)] += rows
      stateBytes[topology.number(node)] += bytes
    }
    const waiting = sources.map((source) => ({ source, ...this.#waiting(source, after.nodes!) }))
    const lagRecords = column<number | null>(null)
    for (const { source, records } of waiting) lagRecords[topology.number(source.op.node)] = records
    const connectionUp = column<number | null>(null)
    for (const [node, up] of this.#connections) connectionUp[topology.number(node)] = Number(up)
    const latency = column<number[] | null>(null)
    for (const sink of sinks) if (sink.latency.count > 0) latency[topology.number(sink.op.node)] = sink.latency.toJSON()
    for (const sink of sinks) sink.latency.clear()
    return {
      seq: second,
      generation: loop.generation,
      index,
      nodes: {
        ...(Object.fromEntries(nodeCounters.map((c) => [c, delta(c)])) as Record<NodeCounter, number[]>),
        stateRows,
        stateBytes,
        busyMs: busy.map((ms) => Math.min(1000, ms)),
        backpressuredMs: waited.map((ms) => Math.min(1000, ms)),
        lagRecords,
        connectionUp,
        latency,
      },
      wires: { records: after.wires.map((n, i) => n - (before.wires[i] ?? 0)), ...this.#queues(sinks, waiting) },
      taps: taps.take(),
      errors: difference(after.errors, before.errors),
      dropped: difference(after.dropped, before.dropped),
      run: {
        epochs: after.epochs - before.epochs,
        epochMs: after.epochMs - before.epochMs,
        commitMs: after.commitMs - before.commitMs,
        snapshotAgeMs: loop.savedAt === null ? null : Math.max(0, second * 1000 - loop.savedAt),
        memoryBytes: process.memoryUsage.rss(),
        cpuMs: after.cpuMs - before.cpuMs,
        watermark: segment.queries.find((q) => q.timed)?.watermark ?? null,
        position: Object.fromEntries(sources.map((s) => [s.op.node, s.position])),
      },
    }
  }

  /** What waits in front of a source. Records that it cannot count are reckoned by the mean size of those it yielded. */
  #waiting(source: SourcePort, totals: Totals): { records: number | null; bytes: number; most: number | undefined } {
    const pending = source.pending
    if (pending === null) return { records: null, bytes: 0, most: undefined }
    const { bytesIn, recordsOut } = totals[source.op.node]
    const { bytes, most } = pending
    const reckoned = bytes === 0 ? 0 : recordsOut === 0 || bytesIn === 0 ? null : Math.ceil((bytes * recordsOut) / bytesIn)
    return { records: pending.records ?? reckoned, bytes, most }
  }

  #queues(
    sinks: readonly SinkPort[],
    waiting: readonly { source: SourcePort; records: number | null; bytes: number; most: number | undefined }[],
  ): Pick<Frame['wires'], 'queueRecords' | 'queueBytes' | 'fill'> & object {
    const { topology } = this.#spec
    const { wires } = topology.plan
    const queueRecords = wires.map(() => 0)
    const queueBytes = wires.map(() => 0)
    const fill = wires.map(() => 0)
    const put = (wire: number, records: number, bytes: number, share: number): void => {
      queueRecords[wire] += records
      queueBytes[wire] += bytes
      fill[wire] = Math.min(1, Math.max(fill[wire], share))
    }
    for (const sink of sinks) {
      const { records, bytes, share } = sink.queue
      for (const wire of this.#sinkWires[topology.number(sink.op.node)])
        put(wire, records, bytes, Math.max(share, bytes / wires[wire].channel.capacity.bytes))
    }
    for (const { source, records, bytes, most } of waiting) {
      if (source.op.body.op !== 'source' || source.op.body.delivery === 'replay') continue
      for (const wire of topology.wiresFrom(source.op.node))
        put(wire, records ?? 0, bytes, bytes / (most ?? wires[wire].channel.capacity.bytes))
    }
    return { queueRecords, queueBytes, fill }
  }
}

/** User and system time of the process since it started. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function difference(now: Tally, before: Tally): Tally {
  const changed: Tally = {}
  for (const [node, counts] of Object.entries(now)) {
    for (const [code, n] of Object.entries(counts)) {
      const d = n - (before[node]?.[code] ?? 0)
      if (d !== 0) changed[node] = { ...changed[node], [code]: d }
    }
  }
  return changed
}
