import { AppError } from '../../../core/error.ts'
import { type NodeCounts, nodeCounters, type RunResult } from '../../../core/metrics.ts'
import type { PlanOp } from '../../../core/plan.ts'
import type { Segment } from './segment.ts'
import type { SinkPort } from './sinks.ts'
import type { Topology } from './topology.ts'
import type { OpCounts } from './wiring.ts'

export type Totals = Record<string, NodeCounts>
/** Node → reason or code → how many. */
export type Tally = Record<string, Record<string, number>>

/** Turns the counters of operators into totals of nodes and wires, and proves that nothing got lost between. */
export class Meter {
  readonly #topology: Topology
  readonly #segment: Segment
  readonly #dropped: Tally = {}

  constructor(topology: Topology, segment: Segment) {
    this.#topology = topology
    this.#segment = segment
  }

  countDropped(node: string, reason: string, count: number): void {
    this.#dropped[node] ??= {}
    this.#dropped[node][reason] = (this.#dropped[node][reason] ?? 0) + count
  }

  /** Records decoded so far behind a source op. */
  decoded(source: string): number {
    const op = this.#topology.reader(source)
    return op === undefined ? 0 : this.#segment.liveCounts(op.id).out
  }

  /** The summary at the end. `epochs` counts since the state began. */
  result(state: RunResult['state'], error: unknown, epochs: number, sinks: readonly SinkPort[], dead: number): RunResult {
    const totals = this.totals(sinks)
    const dropped = this.dropped()
    const errors = this.errors()
    const imbalances = state === 'failed' ? [] : this.#imbalances(sinks, dead)
    return {
      state,
      seconds: 0,
      epochs,
      nodes: Object.fromEntries(Object.entries(totals).map(([n, t]) => [n, { ...t, dropped: dropped[n] ?? {}, errors: errors[n] ?? {} }])),
      balanced: imbalances.length === 0 && state !== 'failed',
      imbalances,
      error: error === null ? null : describe(error),
    }
  }

  totals(sinks: readonly SinkPort[]): Totals {
    const counts = this.#segment.counts()
    const { index, plan, entering, leaving, routes } = this.#topology
    const totals: Totals = Object.fromEntries(
      index.nodes.map((n) => [n, Object.fromEntries(nodeCounters.map((c) => [c, 0])) as NodeCounts]),
    )
    for (const op of plan.ops) {
      const c = counts.get(op.id)!
      const node = totals[op.node]
      if (entering.has(op.id))
        node.recordsIn = op.body.op === 'filter' ? Math.max(node.recordsIn, c.in) : node.recordsIn + c.in + c.deadLetters
      // a source that comes decoded is counted by its decoder, once
      if (leaving.has(op.id)) node.recordsOut = op.body.op === 'decode' ? c.out : node.recordsOut + c.out
      node.filtered += c.filtered
      node.late += c.late
      node.absorbed += c.absorbed
      node.deadLetters += c.deadLetters
      if (op.body.op === 'aggregate') node.produced += c.out
      if (op.body.op === 'source' || op.body.op === 'decode') node.bytesIn += c.bytesIn
      if (op.body.op === 'source') {
        node.bytesOut += c.bytesIn
        node.recordsOut = this.#fromSource(op, counts)
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
    for (const n of routes) totals[n].filtered = Math.max(0, totals[n].recordsIn - totals[n].recordsOut)
    return totals
  }

  /** Records that have passed each wire. */
  wires(): number[] {
    const counts = this.#segment.counts()
    return this.#topology.plan.wires.map(({ output }) => {
      const op = this.#topology.op(output.op)
      if (op.body.op === 'source') return this.#fromSource(op, counts)
      const { late, out } = counts.get(op.id)!
      return output.port === 'late' ? late : out
    })
  }

  dropped(): Tally {
    const all = structuredClone(this.#dropped)
    for (const [id, c] of this.#segment.counts()) {
      if (c.noTime === 0) continue
      const { node } = this.#topology.op(id)
      all[node] ??= {}
      all[node].nullEventTime = c.noTime
    }
    return all
  }

  errors(): Tally {
    const all: Tally = {}
    for (const [id, wrong] of Object.entries(this.#segment.wrongTypes())) {
      const n = Object.values(wrong).reduce((sum, x) => sum + x, 0)
      const { node } = this.#topology.op(id)
      if (n > 0) all[node] = { ...all[node], WRONG_TYPE: n }
    }
    for (const [node, n] of Object.entries(this.#segment.expressionErrors())) if (n > 0) all[node] = { ...all[node], EXPRESSION: n }
    return all
  }

  /** Records that a source yielded, decodable or not. */
  #fromSource(op: PlanOp, counts: ReadonlyMap<string, OpCounts>): number {
    if (op.body.op === 'source' && op.body.fields !== null) return counts.get(op.id)!.out
    const reader = this.#topology.reader(op.id)
    return reader === undefined ? 0 : counts.get(reader.id)!.out + counts.get(reader.id)!.deadLetters
  }

  /** Conservation: what each op took equals what became of it, and what left one op arrived at the next. */
  #imbalances(sinks: readonly SinkPort[], dead: number): string[] {
    const counts = this.#segment.counts()
    const found: string[] = []
    const check = (what: string, left: number, right: number): void => {
      if (left !== right) found.push(`${what}: ${left} ≠ ${right}`)
    }
    let deadLetters = 0
    for (const op of this.#topology.plan.ops) {
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

function describe(error: unknown): NonNullable<RunResult['error']> {
  if (error instanceof AppError)
    return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }
  return { code: 'INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
