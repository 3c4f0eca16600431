import type { Plan, PlanOp } from '../../../core/plan.ts'

/** The greatest event time that one path has seen behind a `time` op; NULLs and rejected rows do not count. */
export type Tracker = { readonly key: string; max: number; readonly delay: number; readonly maxAhead: number | null }

/** What must survive a restart. */
export type QueryState = { global: number; late: number; maxima: Record<string, number> }

/**
 * The one watermark of a query: all that is upstream of sinks that share state (docs/guide/semantics.md). Definitions on event-time fields count
 * what earlier epochs saw; arrival time counts up to the clock of the present cut. Never decreases, never below 0.
 */
export class Query {
  readonly ops: ReadonlySet<string>
  readonly trackers: Tracker[] = []
  readonly #arrival: boolean
  readonly #policy: Plan['watermarkPolicy']
  #global = 0
  #late = 0

  constructor(ops: readonly PlanOp[], policy: Plan['watermarkPolicy']) {
    this.ops = new Set(ops.map((o) => o.id))
    this.#policy = policy
    this.#arrival = ops.some((o) => o.body.op === 'time' && 'arrival' in o.body.from)
  }

  /** Whether any definition rules this query. */
  get timed(): boolean {
    return this.#arrival || this.trackers.length > 0
  }

  get onArrival(): boolean {
    return this.#arrival
  }

  /** The watermark that the next `endEpoch` will close by, as far as it is known. */
  get watermark(): number {
    return this.#global
  }

  /** Rows at or before this are late in the present epoch: what the last one closed by. */
  get late(): number {
    return this.#late
  }

  /** EVICT of the epoch that is about to end, `cut` being its clock (null: no clock, only event-time fields count). */
  evict(cut: number | null): number {
    if (this.#arrival && cut !== null) this.#advance(cut - 1)
    return this.#global
  }

  /** After an epoch: what it saw counts from now on. True when the watermark moved beyond `evicted`, so that an empty epoch would close something. */
  finish(evicted: number): boolean {
    this.#late = Math.max(this.#late, evicted)
    if (this.trackers.length > 0) this.#advance(null)
    return this.#global > evicted
  }

  /** Moves the watermark by hand, when all input has ended. */
  flushTo(end: number): void {
    this.#global = Math.max(this.#global, end)
  }

  state(): QueryState {
    return {
      global: this.#global,
      late: this.#late,
      maxima: Object.fromEntries(this.trackers.flatMap((t) => (t.max === Number.NEGATIVE_INFINITY ? [] : [[t.key, t.max]]))),
    }
  }

  restore(state: QueryState): void {
    this.#global = state.global
    this.#late = state.late
    for (const tracker of this.trackers) tracker.max = state.maxima[tracker.key] ?? Number.NEGATIVE_INFINITY
  }

  #advance(arrival: number | null): void {
    const each = this.trackers.map((t) => (t.max === Number.NEGATIVE_INFINITY ? 0 : Math.max(0, t.max - t.delay)))
    if (this.#arrival && arrival !== null) each.push(arrival)
    else if (this.#arrival) return
    if (each.length === 0) return
    const combined = this.#policy === 'min' ? Math.min(...each) : Math.max(...each)
    this.#global = Math.max(this.#global, combined)
  }
}
