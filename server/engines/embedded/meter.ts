import { AppError } from '../../../core/error.ts'
import { type Frame, type NodeCounts, type NodeRole, nodeCounters, type RunResult } from '../../../core/metrics.ts'
import type { Plan, PlanOp } from '../../../core/plan.ts'
import type { OpCounts, Segment } from './segment.ts'
import type { SinkPort } from './sinks.ts'
import type { SourcePort } from './sources.ts'

type Totals = Record<string, NodeCounts>

/** Turns the counters of operators into metrics of nodes and wires: totals for the summary, deltas for frames, and the proof that nothing got lost between. */
export class Meter {
  generation = 0
  sources: readonly SourcePort[] = []
  readonly #plan: Plan
  readonly #segment: Segment
  readonly #dropped: Record<string, Record<string, number>> = {}
  readonly #connections = new Map<string, boolean>()
  readonly #nodes: readonly string[]
  #last: Totals | null = null
  #lastDropped: Record<string, Record<string, number>> = {}
  #lastErrors: Record<string, Record<string, number>> = {}
  #lastWires: number[] = []
  #lastCpu = process.cpuUsage()
  #lastEpochs = 0

  constructor(plan: Plan, segment: Segment) {
    this.#plan = plan
    this.#segment = segment
    const receivers = plan.ops.flatMap((o) => (o.body.op === 'source' && o.body.receiver?.node !== undefined ? [o.body.receiver.node] : []))
    this.#nodes = [...new Set([...plan.ops.map((o) => o.node), ...receivers])]
  }

  #role(node: string): NodeRole {
    const bodies = this.#plan.ops.filter((o) => o.node === node).map((o) => o.body.op)
    return bodies.includes('source') ? 'source' : bodies.includes('sink') ? 'sink' : 'inner'
  }

  dropped(node: string, reason: string, count: number): void {
    this.#dropped[node] ??= {}
    this.#dropped[node][reason] = (this.#dropped[node][reason] ?? 0) + count
  }

  connection(node: string, up: boolean): void {
    this.#connections.set(node, up)
  }

  /** Records decoded so far behind a source op. */
  decoded(source: string): number {
    const op = this.#plan.ops.find((o) => o.inputs.some((i) => i.op === source))
    return op === undefined ? 0 : this.#segment.liveCounts(op.id).out
  }

  /** The frame of the second that ends now. */
  frame(now: number, sinks: readonly SinkPort[], epochs: number, _dead: number): Frame {
    const totals = this.#totals(sinks)
    const last = this.#last
    const delta = (counter: keyof NodeCounts): number[] => this.#nodes.map((n) => totals[n][counter] - (last?.[n][counter] ?? 0))
    const stateRows = this.#segment.stateRows()
    const wires = this.#wireTotals()
    const errors = this.#errors()
    const cpu = process.cpuUsage(this.#lastCpu)
    const frame: Frame = {
      seq: Math.round(now / 1000),
      generation: this.generation,
      index: { nodes: this.#nodes, roles: this.#nodes.map((n) => this.#role(n)), wires: this.#plan.wires.map((w) => w.id) },
      nodes: {
        ...(Object.fromEntries(nodeCounters.map((c) => [c, delta(c)])) as Record<keyof NodeCounts, number[]>),
        stateBytes: this.#nodes.map(() => 0),
        busyMs: this.#nodes.map(() => 0),
        backpressuredMs: this.#nodes.map(() => 0),
        lagRecords: this.#nodes.map(() => null),
        connectionUp: this.#nodes.map((n) => {
          const up = this.#connections.get(n)
          return up === undefined ? null : Number(up)
        }),
        stateRows: this.#nodes.map((n) => this.#plan.ops.reduce((sum, o) => sum + (o.node === n ? (stateRows[o.id] ?? 0) : 0), 0)),
        latency: this.#nodes.map((n) => {
          const sink = sinks.find((s) => s.op.node === n)
          if (sink === undefined || sink.latency.count === 0) return null
          const sketch = sink.latency.toJSON()
          sink.latency.clear()
          return sketch
        }),
      },
      wires: {
        records: wires.map((n, i) => n - (this.#lastWires[i] ?? 0)),
        queueRecords: wires.map(() => 0),
        queueBytes: wires.map(() => 0),
        fill: wires.map(() => 0),
      },
      taps: {},
      errors: difference(errors, this.#lastErrors),
      dropped: difference(this.#droppedNow(), this.#lastDropped),
      run: {
        epochs: epochs - this.#lastEpochs,
        epochMs: 0,
        commitMs: 0,
        snapshotAgeMs: null,
        memoryBytes: process.memoryUsage.rss(),
        cpuMs: (cpu.user + cpu.system) / 1000,
        watermark: this.#segment.queries.find((q) => q.timed)?.watermark ?? null,
        position: Object.fromEntries(this.sources.map((s) => [s.op.node, s.position])),
      },
    }
    this.#last = totals
    this.#lastWires = wires
    this.#lastErrors = errors
    this.#lastDropped = structuredClone(this.#droppedNow())
    this.#lastCpu = process.cpuUsage()
    this.#lastEpochs = epochs
    return frame
  }

  /** The summary at the end. `epochs` counts since the state began. */
  result(state: RunResult['state'], error: unknown, epochs: number, sinks: readonly SinkPort[], dead: number): RunResult {
    const totals = this.#totals(sinks)
    const dropped = this.#droppedNow()
    const errors = this.#errors()
    const imbalances = state === 'failed' ? [] : this.#imbalances(sinks, dead)
    return {
      state,
      seconds: 0,
      epochs,
      nodes: Object.fromEntries(this.#nodes.map((n) => [n, { ...totals[n], dropped: dropped[n] ?? {}, errors: errors[n] ?? {} }])),
      balanced: imbalances.length === 0 && state !== 'failed',
      imbalances,
      error: error === null ? null : describe(error),
    }
  }

  #totals(sinks: readonly SinkPort[]): Totals {
    const counts = this.#segment.counts()
    const totals: Totals = Object.fromEntries(
      this.#nodes.map((n) => [n, Object.fromEntries(nodeCounters.map((c) => [c, 0])) as NodeCounts]),
    )
    for (const op of this.#plan.ops) {
      const c = counts.get(op.id)!
      const node = totals[op.node]
      if (this.#enters(op))
        node.recordsIn = op.body.op === 'filter' ? Math.max(node.recordsIn, c.in) : node.recordsIn + c.in + c.deadLetters
      if (this.#leaves(op)) node.recordsOut += c.out
      node.filtered += c.filtered
      node.late += c.late
      node.absorbed += c.absorbed
      node.deadLetters += c.deadLetters
      if (op.body.op === 'aggregate') node.produced += c.out
      if (op.body.op === 'source' || op.body.op === 'decode') node.bytesIn += c.bytesIn
      if (op.body.op === 'source') {
        node.bytesOut += c.bytesIn
        node.recordsOut = op.body.fields === null ? this.decoded(op.id) + this.#deadBehind(op, counts) : c.out
        const receiver = op.body.receiver?.node
        if (receiver !== undefined)
          Object.assign(totals[receiver], {
            recordsIn: node.recordsOut,
            recordsOut: node.recordsOut,
            bytesIn: c.bytesIn,
            bytesOut: c.bytesIn,
          })
      }
    }
    for (const sink of sinks) {
      const node = totals[sink.op.node]
      node.bytesOut = sink.bytesOut
      node.recordsOut = sink.publishedRecords
    }
    // a route is several filters over one input: what none of them took is not lost, it left by `otherwise`
    for (const [n, node] of Object.entries(totals))
      if (this.#plan.ops.filter((o) => o.node === n && o.body.op === 'filter').length > 1)
        node.filtered = Math.max(0, node.recordsIn - node.recordsOut)
    return totals
  }

  #deadBehind(source: PlanOp, counts: ReadonlyMap<string, OpCounts>): number {
    const op = this.#plan.ops.find((o) => o.inputs.some((i) => i.op === source.id))
    return op === undefined ? 0 : counts.get(op.id)!.deadLetters
  }

  /** An op that takes records from another node. */
  #enters(op: PlanOp): boolean {
    return op.inputs.some((i) => this.#plan.ops.find((o) => o.id === i.op)!.node !== op.node)
  }

  /** An op whose records go to another node. */
  #leaves(op: PlanOp): boolean {
    return (
      op.body.op !== 'sink' &&
      op.body.op !== 'source' &&
      this.#plan.ops.some((o) => o.node !== op.node && o.inputs.some((i) => i.op === op.id && i.port === 'out'))
    )
  }

  #wireTotals(): number[] {
    const counts = this.#segment.counts()
    return this.#plan.wires.map(({ from, to }) => {
      const target = this.#plan.ops.find(
        (o) => o.node === to.node && o.inputs.some((i) => this.#plan.ops.find((p) => p.id === i.op)!.node === from.node),
      )
      return target === undefined ? 0 : counts.get(target.id)!.in
    })
  }

  #droppedNow(): Record<string, Record<string, number>> {
    const all = structuredClone(this.#dropped)
    for (const [id, c] of this.#segment.counts()) {
      if (c.noTime === 0) continue
      const { node } = this.#plan.ops.find((o) => o.id === id)!
      all[node] ??= {}
      all[node].nullEventTime = c.noTime
    }
    return all
  }

  #errors(): Record<string, Record<string, number>> {
    const all: Record<string, Record<string, number>> = {}
    for (const [id, wrong] of Object.entries(this.#segment.wrongTypes())) {
      const n = Object.values(wrong).reduce((sum, x) => sum + x, 0)
      const { node } = this.#plan.ops.find((o) => o.id === id)!
      if (n > 0) all[node] = { ...all[node], WRONG_TYPE: n }
    }
    for (const [node, n] of Object.entries(this.#segment.expressionErrors())) if (n > 0) all[node] = { ...all[node], EXPRESSION: n }
    return all
  }

  /** Conservation: what each op took equals what became of it, and what left one op arrived at the next. */
  #imbalances(sinks: readonly SinkPort[], dead: number): string[] {
    const counts = this.#segment.counts()
    const found: string[] = []
    const check = (what: string, left: number, right: number): void => {
      if (left !== right) found.push(`${what}: ${left} ≠ ${right}`)
    }
    let deadLetters = 0
    for (const op of this.#plan.ops) {
      const c = counts.get(op.id)!
      deadLetters += c.deadLetters
      if (op.body.op === 'filter') check(`${op.id}: in = out + filtered`, c.in, c.out + c.filtered)
      if (op.body.op === 'time' || op.body.op === 'map') check(`${op.id}: in = out`, c.in, c.out)
      if (op.body.op === 'aggregate') check(`${op.id}: in = absorbed + late + nullEventTime`, c.in, c.absorbed + c.late + c.noTime)
      if (op.body.op === 'source' || op.body.op === 'decode') continue
      const sent = op.inputs.reduce((sum, i) => sum + (i.port === 'late' ? counts.get(i.op)!.late : counts.get(i.op)!.out), 0)
      check(`${op.inputs.map((i) => i.op).join(' + ')} → ${op.id}`, sent, c.in)
    }
    for (const sink of sinks) {
      check(`${sink.op.id}: in = encoded`, counts.get(sink.op.id)!.in, sink.encoded)
      if (sink.failure === null && !sink.abandoned) check(`${sink.op.id}: encoded = published`, sink.encoded, sink.publishedRecords)
    }
    check('dead letters', deadLetters, dead)
    return found
  }
}

function difference(
  now: Record<string, Record<string, number>>,
  before: Record<string, Record<string, number>>,
): Record<string, Record<string, number>> {
  const changed: Record<string, Record<string, number>> = {}
  for (const [node, counts] of Object.entries(now)) {
    for (const [code, n] of Object.entries(counts)) {
      const d = n - (before[node]?.[code] ?? 0)
      if (d !== 0) changed[node] = { ...changed[node], [code]: d }
    }
  }
  return changed
}

function describe(error: unknown): NonNullable<RunResult['error']> {
  if (error instanceof AppError)
    return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }
  return { code: 'INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
