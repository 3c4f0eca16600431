import type { Plan, PlanOp } from '../../../core/plan.ts'
import type { Batch } from './batch.ts'
import type { AggregateOperator } from './operators/aggregate.ts'
import type { Query } from './watermark.ts'
import { type OpCounts, type SegmentOptions, Wiring } from './wiring.ts'
import { Reader, type Writer } from './writer.ts'

/** The operators of one segment of a plan: chunks go in by `bytes` or `batch`, batches leave to sinks, state is written and read whole. Knows no files and no time. */
export class Segment {
  readonly #wiring: Wiring
  readonly #options: SegmentOptions

  constructor(plan: Plan, options: SegmentOptions) {
    this.#options = options
    this.#wiring = new Wiring(plan, options)
  }

  get chains(): Wiring['chains'] {
    return this.#wiring.chains
  }

  get queries(): readonly Query[] {
    return this.#wiring.queries
  }

  /** The next bytes of a source op are of another file or connection. */
  begins(source: string, header: Buffer | null): void {
    for (const { decoder } of this.#wiring.decodersOf(source)) decoder.begin(header)
  }

  /** Takes complete records of a source op. Synchronous: when it returns, every operator and sink has seen them. */
  bytes(source: string, bytes: Buffer, at: number): void {
    this.#wiring.counts.get(source)!.bytesIn += bytes.length
    for (const { op, decoder, outlet, owner } of this.#wiring.decodersOf(source)) {
      const counts = this.#wiring.counts.get(op.id)!
      counts.bytesIn += bytes.length
      this.#wiring.clock?.enter(owner)
      decoder.decode(bytes, 0, bytes.length, at, outlet, (bad, from) => {
        counts.deadLetters++
        this.#options.rejected({ op: op.id, node: op.node, code: bad.code, message: bad.message, raw: from.subarray(bad.from, bad.to) })
      })
      this.#wiring.clock?.leave()
    }
  }

  /** Leaves out a record of a source op: a dead letter of the op that would have taken it. */
  reject(source: PlanOp, code: string, message: string, raw: Buffer): void {
    const [decoding] = this.#wiring.decodersOf(source.id)
    const { id, node } = decoding?.op ?? source
    this.#wiring.counts.get(id)!.deadLetters++
    this.#options.rejected({ op: id, node, code, message, raw })
  }

  /** Takes decoded rows of a source op, whose columns are its declared fields. */
  batch(source: string, batch: Batch): void {
    const counts = this.#wiring.counts.get(source)!
    counts.in += batch.count
    counts.out += batch.count
    this.#wiring.rows.get(source)?.(batch)
  }

  /** `now` = the time of the epoch, which expressions see. */
  beginEpoch(now: number): void {
    for (const helpers of this.#wiring.helpers.values()) helpers.now = now
    for (const { operator, query } of this.#wiring.stateful) operator.beginEpoch(query.late)
  }

  /** Lets stateful operators close and emit, in topological order. `cut` = the clock of the epoch's cut; null without a clock. True when the watermark moved, so that an empty epoch is due. */
  endEpoch(cut: number | null): boolean {
    const evicted = new Map(this.queries.map((query) => [query, query.evict(cut)]))
    for (const { operator, query, outlet, owner } of this.#wiring.stateful) {
      this.#wiring.clock?.enter(owner)
      for (const batch of operator.endEpoch(evicted.get(query)!, cut ?? 0)) outlet(batch)
      this.#wiring.clock?.leave()
    }
    let moved = false
    for (const query of this.queries) if (query.finish(evicted.get(query)!)) moved = true
    return moved
  }

  /** Moves each query's watermark to the end of its last open window; false when nothing is open. */
  flush(): boolean {
    let open = false
    for (const { operator, query } of this.#wiring.stateful) {
      const end = operator.lastEnd()
      if (end === Number.NEGATIVE_INFINITY) continue
      open = true
      query.flushTo(end)
    }
    return open
  }

  /** When the next window on arrival time is due, epoch milliseconds, or Infinity. */
  nextDue(): number {
    let due = Number.POSITIVE_INFINITY
    for (const { operator, query } of this.#wiring.stateful) if (query.onArrival) due = Math.min(due, operator.nextEnd() + 1)
    return due
  }

  delta(w: Writer): void {
    this.#each(w, (operator) => operator.delta(w))
  }

  snapshot(w: Writer): void {
    this.#each(w, (operator) => operator.snapshot(w))
  }

  /** Applies one snapshot, or one delta, to the operators that `kept` names. */
  restore(r: Reader, kept: ReadonlySet<string>): void {
    while (!r.done) {
      const id = r.text()
      const part = new Reader(r.bytes(r.u32()))
      if (kept.has(id)) this.#wiring.stateful.find(({ op }) => op.id === id)?.operator.restore(part)
    }
  }

  /** Writes the operators one after the other, each behind its id and length, so that a changed plan can take those it still has. */
  #each(w: Writer, write: (operator: AggregateOperator) => void): void {
    for (const { op, operator } of this.#wiring.stateful) {
      w.text(op.id)
      w.u32(0)
      const from = w.length
      write(operator)
      w.data.setUint32(from - 4, w.length - from, true)
    }
  }

  /** Rows and bytes held, per stateful op. */
  stateSizes(): { op: string; node: string; rows: number; bytes: number }[] {
    return this.#wiring.stateful.map(({ op, operator }) => ({ op: op.id, node: op.node, ...operator.size() }))
  }

  /** Running totals of an op that does not stand inside a fused loop. */
  liveCounts(op: string): OpCounts {
    return this.#wiring.counts.get(op)!
  }

  /** Evaluations that failed and yielded NULL, per node whose expressions failed. */
  expressionErrors(): Record<string, number> {
    return Object.fromEntries([...this.#wiring.helpers].map(([node, helpers]) => [node, helpers.errors]))
  }

  /** Running totals per op. */
  counts(): ReadonlyMap<string, OpCounts> {
    const { counts } = this.#wiring
    for (const { ops, chain } of this.chains) {
      for (const [k, op] of ops.entries()) {
        const own = counts.get(op.id)!
        if (k > 0) own.in = chain.counts[k - 1]
        own.out = chain.counts[k]
        if (op.body.op === 'filter') own.filtered = own.in - own.out
      }
    }
    for (const { op, operator } of this.#wiring.stateful) {
      const { absorbed, late, noTime, produced } = operator.counters
      Object.assign(counts.get(op.id)!, { absorbed, late, noTime, out: produced })
    }
    return counts
  }

  /** Fields of the wrong type per decode op: they became NULL. */
  wrongTypes(): Record<string, Readonly<Record<string, number>>> {
    return Object.fromEntries([...this.#wiring.decoders].map(([id, { decoder }]) => [id, decoder.wrongType]))
  }
}
