import { fieldsOf } from '../../../core/expr/index.ts'
import type { Plan, PlanOp } from '../../../core/plan.ts'
import { type Field, visible } from '../../../core/shape.ts'
import { type Batch, type Column, makeColumn, NULL_LENGTH } from './batch.ts'
import { carried, columnType, isText } from './columns.ts'
import type { Decoder } from './decode/decoder.ts'
import { makeDecoder } from './decode/decoder.ts'
import { type Chain, type ChainEnd, makeChain } from './generate/chain.ts'
import { Helpers } from './generate/helpers.ts'
import { AggregateOperator } from './operators/aggregate.ts'
import { Query, type Tracker } from './watermark.ts'
import { Reader, type Writer } from './writer.ts'

export type StateLimits = { keys: number; bytes: number }
export const DEFAULT_LIMITS: StateLimits = { keys: 1_000_000, bytes: 256 * 1024 * 1024 }

/** A record that could not be decoded. */
export type Rejected = { op: string; node: string; code: string; message: string; raw: Buffer }

export type SegmentOptions = {
  readonly limits?: StateLimits
  /** Overwrites released bytes, so that a value kept without a copy shows. */
  readonly releaseFill?: boolean
  /** Gets the batches of a sink op. */
  sink(op: PlanOp): (batch: Batch) => void
  rejected(record: Rejected): void
}

/** How many rows an op took and gave, and where the others went. */
export type OpCounts = {
  in: number
  out: number
  filtered: number
  late: number
  noTime: number
  absorbed: number
  deadLetters: number
  bytesIn: number
}

type Outlet = (batch: Batch) => void
/** A `time` op whose event time a later loop observes, and the field's name there. */
type Observed = { time: PlanOp; field: string }
type Stateful = { op: PlanOp; operator: AggregateOperator; query: Query; outlet: Outlet }

/** The operators of one segment of a plan, wired: chunks go in by `chunk`, batches leave to sinks, state is written and read whole. Knows no files and no time. */
export class Segment {
  readonly chains: { ops: readonly PlanOp[]; end: string; chain: Chain }[] = []
  readonly queries: Query[]
  readonly #plan: Plan
  readonly #options: SegmentOptions
  readonly #consumers = new Map<string, PlanOp[]>()
  readonly #decoders = new Map<string, { op: PlanOp; decoder: Decoder; outlet: Outlet }>()
  readonly #rows = new Map<string, Outlet>()
  readonly #stateful: Stateful[] = []
  readonly #counts = new Map<string, OpCounts>()
  readonly #queryOf = new Map<string, Query>()
  readonly #helpers = new Map<string, Helpers>()

  constructor(plan: Plan, options: SegmentOptions) {
    this.#plan = plan
    this.#options = options
    const byId = new Map(plan.ops.map((o) => [o.id, o]))
    this.queries = plan.queries.map(
      (ids) =>
        new Query(
          ids.map((id) => byId.get(id)!),
          plan.watermarkPolicy,
        ),
    )
    for (const query of this.queries) for (const id of query.ops) if (byId.get(id)!.body.op === 'aggregate') this.#queryOf.set(id, query)
    for (const op of plan.ops) {
      this.#counts.set(op.id, { in: 0, out: 0, filtered: 0, late: 0, noTime: 0, absorbed: 0, deadLetters: 0, bytesIn: 0 })
      for (const { op: from, port } of op.inputs) {
        const key = `${from}.${port}`
        this.#consumers.set(key, [...(this.#consumers.get(key) ?? []), op])
      }
    }
    for (const op of plan.ops) {
      if (op.body.op === 'source' && op.body.fields !== null) this.#rows.set(op.id, this.#outlet(op, 'out', op.body.fields, []))
      if (op.body.op === 'decode') this.#addDecoder(op)
    }
  }

  /** The next bytes of a source op are of another file or connection. */
  begins(source: string, header: Buffer | null): void {
    for (const consumer of this.#consumers.get(`${source}.out`) ?? []) this.#decoders.get(consumer.id)?.decoder.begin(header)
  }

  /** Takes complete records of a source op. Synchronous: when it returns, every operator and sink has seen them. */
  bytes(source: string, bytes: Buffer, at: number): void {
    const counts = this.#counts.get(source)!
    counts.bytesIn += bytes.length
    for (const consumer of this.#consumers.get(`${source}.out`) ?? []) {
      const { op, decoder, outlet } = this.#decoders.get(consumer.id)!
      const own = this.#counts.get(op.id)!
      own.bytesIn += bytes.length
      decoder.decode(bytes, 0, bytes.length, at, outlet, (bad, from) => {
        own.deadLetters++
        this.#options.rejected({ op: op.id, node: op.node, code: bad.code, message: bad.message, raw: from.subarray(bad.from, bad.to) })
      })
    }
  }

  /** Takes decoded rows of a source op, whose columns are its declared fields. */
  batch(source: string, batch: Batch): void {
    const counts = this.#counts.get(source)!
    counts.in += batch.count
    counts.out += batch.count
    this.#rows.get(source)?.(batch)
  }

  /** `now` = the time of the epoch, which expressions see. */
  beginEpoch(now: number): void {
    for (const helpers of this.#helpers.values()) helpers.now = now
    for (const { operator, query } of this.#stateful) operator.beginEpoch(query.late)
  }

  /** Lets stateful operators close and emit, in topological order. `cut` = the clock of the epoch's cut; null without a clock. True when the watermark moved, so that an empty epoch is due. */
  endEpoch(cut: number | null): boolean {
    const evicted = new Map(this.queries.map((query) => [query, query.evict(cut)]))
    for (const { operator, query, outlet } of this.#stateful) {
      for (const batch of operator.endEpoch(evicted.get(query)!, cut ?? 0)) outlet(batch)
    }
    let moved = false
    for (const query of this.queries) if (query.finish(evicted.get(query)!)) moved = true
    return moved
  }

  /** Moves each query's watermark to the end of its last open window; false when nothing is open. */
  flush(): boolean {
    let open = false
    for (const { operator, query } of this.#stateful) {
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
    for (const { operator, query } of this.#stateful) if (query.onArrival) due = Math.min(due, operator.nextEnd() + 1)
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
      if (kept.has(id)) this.#stateful.find(({ op }) => op.id === id)?.operator.restore(part)
    }
  }

  /** Writes the operators one after the other, each behind its id and length, so that a changed plan can take those it still has. */
  #each(w: Writer, write: (operator: AggregateOperator) => void): void {
    for (const { op, operator } of this.#stateful) {
      w.text(op.id)
      w.u32(0)
      const from = w.length
      write(operator)
      w.data.setUint32(from - 4, w.length - from, true)
    }
  }

  /** State held, all operators together. */
  stateSize(): { rows: number; bytes: number } {
    return this.#stateful.reduce(
      (sum, { operator }) => {
        const { rows, bytes } = operator.size()
        return { rows: sum.rows + rows, bytes: sum.bytes + bytes }
      },
      { rows: 0, bytes: 0 },
    )
  }

  /** Rows held by each stateful op. */
  stateRows(): Record<string, number> {
    return Object.fromEntries(this.#stateful.map(({ op, operator }) => [op.id, operator.size().rows]))
  }

  /** Running totals of an op that does not stand inside a fused loop. */
  liveCounts(op: string): OpCounts {
    return this.#counts.get(op)!
  }

  /** Evaluations that failed and yielded NULL, per node whose expressions failed. */
  expressionErrors(): Record<string, number> {
    return Object.fromEntries([...this.#helpers].map(([node, helpers]) => [node, helpers.errors]))
  }

  /** Running totals per op. */
  counts(): ReadonlyMap<string, OpCounts> {
    for (const { ops, chain } of this.chains) {
      for (const [k, op] of ops.entries()) {
        const counts = this.#counts.get(op.id)!
        if (k > 0) counts.in = chain.counts[k - 1]
        counts.out = chain.counts[k]
        if (op.body.op === 'filter') counts.filtered = counts.in - counts.out
      }
    }
    for (const { op, operator } of this.#stateful) {
      const { absorbed, late, noTime, produced } = operator.counters
      Object.assign(this.#counts.get(op.id)!, { absorbed, late, noTime, out: produced })
    }
    return this.#counts
  }

  /** Fields of the wrong type per decode op: they became NULL. */
  wrongTypes(): Record<string, Readonly<Record<string, number>>> {
    return Object.fromEntries([...this.#decoders].map(([id, { decoder }]) => [id, decoder.wrongType]))
  }

  #helpersOf(node: string): Helpers {
    const helpers = this.#helpers.get(node) ?? new Helpers()
    this.#helpers.set(node, helpers)
    return helpers
  }

  #addDecoder(op: PlanOp): void {
    if (op.body.op !== 'decode') return
    const { codec } = op.body
    const fields = op.shape.fields.filter((f) => f.name !== '_ingest_time' && f.name !== '_rest' && op.used.includes(f.name))
    const rest = op.used.includes('_rest') ? 'keep' : 'drop'
    // CSV finds columns by place, and `_rest` is what no declared field takes: both need every declared field, read or not
    const declared =
      codec.kind === 'csv' || rest === 'keep' ? op.shape.fields.filter((f) => f.name !== '_ingest_time' && f.name !== '_rest') : fields
    const wanted = declared.map((f) => ({
      name: f.name,
      type: columnType(f.type),
      ...(f.type === 'string' ? { text: 'any' as const } : {}),
    }))
    const options = codec.kind === 'csv' ? { header: codec.header, delimiter: codec.delimiter, quote: codec.quote } : {}
    const decoder = makeDecoder(codec.kind, wanted, {
      ...options,
      rest,
      ...(this.#options.releaseFill === undefined ? {} : { releaseFill: this.#options.releaseFill }),
    })
    const columns: Field[] = rest === 'keep' ? [...declared, { name: '_rest', type: 'json' }] : declared
    const emit = this.#outlet(op, 'out', columns, [])
    const counts = this.#counts.get(op.id)!
    const outlet: Outlet = (batch) => {
      counts.in += batch.count
      counts.out += batch.count
      emit(batch)
    }
    this.#decoders.set(op.id, { op, decoder, outlet })
  }

  /** Where batches go that leave an op by a port. */
  #outlet(op: PlanOp, port: 'out' | 'late', columns: readonly Field[], observe: readonly Observed[]): Outlet {
    const consumers = this.#consumers.get(`${op.id}.${port}`) ?? []
    const outlets = consumers.map((consumer) => this.#chain(consumer, columns, observe))
    if (outlets.length === 1) return outlets[0]
    return (batch) => {
      for (const outlet of outlets) outlet(batch)
    }
  }

  /** Fuses a consumer with the stateless ops behind it. */
  #chain(first: PlanOp, columns: readonly Field[], observe: readonly Observed[]): Outlet {
    const steps: PlanOp[] = []
    let next: PlanOp | null = first
    while (next !== null && ['filter', 'map', 'time', 'explode'].includes(next.body.op)) {
      steps.push(next)
      const behind: PlanOp[] = this.#consumers.get(`${next.id}.out`) ?? []
      next = behind.length === 1 ? behind[0] : null
    }
    const last = steps.at(-1)
    const fields = last === undefined ? columns : carried(last.shape.fields, last.used)
    if (next === null) {
      // a fan-out: what the time steps would observe is left to each branch, because filters there still reject rows
      const deferred = steps.filter((s, k) => s.body.op === 'time' && steps.slice(k + 1).every((later) => passesTime(later, s)))
      const field = last!.shape.time?.field
      const left = field === undefined ? [] : [...deferred, ...observe.map((o) => o.time)].map((time) => ({ time, field }))
      const outlet = this.#outlet(last!, 'out', fields, left)
      return this.#loop(first.id, steps, columns, { kind: 'columns', fields, emit: outlet }, [], deferred)
    }
    if (next.body.op === 'aggregate' && (this.#consumers.get(`${next.id}.late`) ?? []).length > 0 && steps.length > 0) {
      const end = this.#end(next, fields)
      const behind = this.#loop(next.id, [], fields, end, [])
      return this.#loop(first.id, steps, columns, { kind: 'columns', fields, emit: behind }, observe)
    }
    const end = this.#end(next, fields)
    const wanted = end.kind === 'columns' ? end.fields : fields
    if (steps.length === 0 && end.kind === 'columns' && observe.length === 0 && same(wanted, columns)) return end.emit
    return this.#loop(first.id, steps, columns, end, observe)
  }

  #end(op: PlanOp, input: readonly Field[]): ChainEnd {
    const counts = this.#counts.get(op.id)!
    if (op.body.op === 'sink') {
      const fields = visible(op.shape)
      const take = this.#options.sink(op)
      return {
        kind: 'columns',
        fields,
        emit: (batch) => {
          counts.in += batch.count
          counts.out += batch.count
          take(batch)
        },
      }
    }
    if (op.body.op === 'union') {
      const emit = this.#union(op, input)
      return { kind: 'columns', fields: input.filter((f) => op.used.includes(f.name)), emit }
    }
    if (op.body.op === 'aggregate') {
      const lateWired = (this.#consumers.get(`${op.id}.late`) ?? []).length > 0
      const late = lateWired ? this.#outlet(op, 'late', input, []) : null
      const time = this.#timeField(op)
      return { kind: 'aggregate', target: this.#operator(op), op, time, late }
    }
    throw new Error(`${op.body.op} cannot end a chain`)
  }

  #timeField(op: PlanOp): string | null {
    const [input] = op.inputs
    const producer = this.#plan.ops.find((o) => o.id === input.op)!
    if (input.port === 'late') return this.#timeField(producer)
    return producer.shape.time?.field ?? null
  }

  #unions = new Map<string, Outlet>()

  /** Brings batches of one input into the columns of the union; fields that this input lacks are NULL. */
  #union(op: PlanOp, input: readonly Field[]): Outlet {
    const fields = carried(op.shape.fields, op.used)
    let outlet = this.#unions.get(op.id)
    if (outlet === undefined) {
      outlet = this.#outlet(op, 'out', fields, [])
      this.#unions.set(op.id, outlet)
    }
    const given = input.filter((f) => op.used.includes(f.name))
    const index = fields.map((f) => given.findIndex((g) => g.name === f.name))
    const counts = this.#counts.get(op.id)!
    let missing: (Column | null)[] = []
    let capacity = -1
    const emit = outlet
    return (batch) => {
      counts.in += batch.count
      counts.out += batch.count
      if (batch.rows > capacity) {
        capacity = Math.max(batch.rows, 8192)
        missing = fields.map((f, k) => (index[k] < 0 ? nullColumn(f, capacity) : null))
      }
      emit({ ...batch, columns: fields.map((_, k) => missing[k] ?? batch.columns[index[k]]), lines: null, bytes: null })
    }
  }

  #operator(op: PlanOp): AggregateOperator {
    if (op.body.op !== 'aggregate') throw new Error('not an aggregate')
    const [input] = op.inputs
    const producer = this.#plan.ops.find((o) => o.id === input.op)!
    const shape = input.port === 'late' ? this.#plan.ops.find((o) => o.id === producer.inputs[0].op)!.shape : producer.shape
    const typeOf = (name: string) => shape.fields.find((f) => f.name === name)!.type
    const operator = new AggregateOperator({
      node: op.node,
      keys: op.body.keys.map((name) => ({ name, type: typeOf(name) })),
      aggs: op.body.aggs.map((a) => ({ ...a, fieldType: a.field === undefined ? null : typeOf(a.field) })),
      window: op.body.window,
      output: op.body.output,
      fields: carried(op.shape.fields, op.used),
      limits: this.#options.limits ?? DEFAULT_LIMITS,
    })
    const outlet = this.#outlet(op, 'out', carried(op.shape.fields, op.used), [])
    this.#stateful.push({ op, operator, query: this.#queryOf.get(op.id)!, outlet })
    this.#stateful.sort((a, b) => this.#plan.ops.indexOf(a.op) - this.#plan.ops.indexOf(b.op))
    return operator
  }

  /** `branch` names the first op of the loop, for trackers of event times that were left to it. */
  #loop(
    branch: string,
    steps: readonly PlanOp[],
    input: readonly Field[],
    end: ChainEnd,
    observe: readonly Observed[],
    deferred: readonly PlanOp[] = [],
  ): Outlet {
    const chain = makeChain({
      input,
      steps,
      end,
      observe: observe.map(({ time, field }) => ({ field, tracker: this.#tracker(time, branch) })),
      tracker: (op) => (deferred.includes(op) ? null : this.#tracker(op, null)),
      helpers: (node) => this.#helpersOf(node),
    })
    this.chains.push({ ops: steps, end: end.kind === 'aggregate' ? end.op.id : 'columns', chain })
    const firstCounts = steps.length > 0 ? this.#counts.get(steps[0].id)! : null
    const target = end.kind === 'aggregate' ? this.#counts.get(end.op.id)! : null
    const lastStep = steps.length - 1
    return (batch) => {
      if (firstCounts !== null) firstCounts.in += batch.count
      else if (target !== null) target.in += batch.count
      if (batch.count > 0) chain.run(batch)
      if (target !== null && lastStep >= 0) target.in = chain.counts[lastStep]
    }
  }

  /** A tracker of a `time` op, registered with the queries that its rows flow into. */
  #tracker(op: PlanOp, branch: string | null): Tracker {
    if (op.body.op !== 'time') throw new Error('not a time op')
    const key = branch === null ? op.id : `${op.id}@${branch}`
    const tracker: Tracker = { key, max: Number.NEGATIVE_INFINITY, delay: op.body.delay, maxAhead: op.body.maxAhead }
    if ('field' in op.body.from) for (const query of this.queries) if (query.ops.has(branch ?? op.id)) query.trackers.push(tracker)
    return tracker
  }
}

/** A step through which an observation of the event time may be put off. */
function passesTime(step: PlanOp, time: PlanOp): boolean {
  if (step.body.op === 'map') return true
  const field = time.shape.time?.field
  return step.body.op === 'filter' && field !== undefined && !fieldsOf(step.body.where).includes(field)
}

const same = (a: readonly Field[], b: readonly Field[]): boolean => a.length === b.length && a.every((f, i) => f.name === b[i].name)

function nullColumn(field: Field, capacity: number): Column {
  const column = makeColumn(field.name, columnType(field.type), capacity)
  if (isText(field.type)) for (let r = 0; r < capacity; r++) column.ranges[2 * r + 1] = NULL_LENGTH
  else column.nums.fill(Number.NaN)
  return column
}
