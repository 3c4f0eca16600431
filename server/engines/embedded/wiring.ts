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
import type { Owner, Work } from './work.ts'

export type StateLimits = { keys: number; bytes: number }
export const DEFAULT_LIMITS: StateLimits = { keys: 1_000_000, bytes: 256 * 1024 * 1024 }

/** A record that could not be decoded. */
export type Rejected = { op: string; node: string; code: string; message: string; raw: Buffer }

export type Outlet = (batch: Batch) => void
/** Looks at batches with these columns; borrowed, and not to be changed. */
export type Watcher = (fields: readonly Field[]) => Outlet

/** All watchers of several maps. */
export function watchers(...maps: readonly ReadonlyMap<string, Watcher>[]): ReadonlyMap<string, Watcher> {
  const all = new Map<string, Watcher>()
  for (const [output, watcher] of maps.flatMap((map) => [...map])) {
    const before = all.get(output)
    if (before === undefined) all.set(output, watcher)
    else
      all.set(output, (fields) => {
        const looks = [before(fields), watcher(fields)]
        return (batch) => {
          for (const look of looks) look(batch)
        }
      })
  }
  return all
}

export type SegmentOptions = {
  readonly limits?: StateLimits
  /** Overwrites released bytes, so that a value kept without a copy shows. */
  readonly releaseFill?: boolean
  /** Gets the batches of a sink op. */
  sink(op: PlanOp): Outlet
  rejected(record: Rejected): void
  /** Who look at what leaves an op (or comes to a sink), by `op.port`: fusion ends there, and nothing else changes. */
  readonly watch?: ReadonlyMap<string, Watcher>
  /** Clocks the nodes, by their names. */
  readonly work?: { readonly clock: Work; number(node: string): number }
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

/** A `time` op whose event time a later loop observes, and the field's name there. `shared` = a fan-out lies between, and each branch observes it for itself. */
type Observed = { time: PlanOp; field: string; shared: boolean }
type Stateful = { op: PlanOp; operator: AggregateOperator; query: Query; outlet: Outlet; owner: Owner }

/** The operators of a plan as functions that call each other: who gets the batches of whom, and which neighbours became one loop. */
export class Wiring {
  readonly chains: { ops: readonly PlanOp[]; end: string; chain: Chain }[] = []
  readonly queries: Query[]
  readonly counts = new Map<string, OpCounts>()
  /** By the id of a decode op. */
  readonly decoders = new Map<string, { op: PlanOp; decoder: Decoder; outlet: Outlet; owner: Owner }>()
  /** By the id of a source op that yields rows. */
  readonly rows = new Map<string, Outlet>()
  readonly stateful: Stateful[] = []
  /** By node. */
  readonly helpers = new Map<string, Helpers>()
  readonly #plan: Plan
  readonly #options: SegmentOptions
  readonly #ops: ReadonlyMap<string, PlanOp>
  readonly #consumers = new Map<string, PlanOp[]>()
  readonly #queryOf = new Map<string, Query>()

  constructor(plan: Plan, options: SegmentOptions) {
    this.#plan = plan
    this.#options = options
    this.#ops = new Map(plan.ops.map((o) => [o.id, o]))
    const op = (id: string): PlanOp => this.#ops.get(id)!
    this.queries = plan.queries.map((ids) => new Query(ids.map(op), plan.watermarkPolicy))
    for (const query of this.queries) for (const id of query.ops) if (op(id).body.op === 'aggregate') this.#queryOf.set(id, query)
    for (const op of plan.ops) {
      this.counts.set(op.id, { in: 0, out: 0, filtered: 0, late: 0, noTime: 0, absorbed: 0, deadLetters: 0, bytesIn: 0 })
      for (const { op: from, port } of op.inputs) {
        const key = `${from}.${port}`
        this.#consumers.set(key, [...(this.#consumers.get(key) ?? []), op])
      }
    }
    for (const op of plan.ops) {
      if (op.body.op === 'source' && op.body.fields !== null) this.rows.set(op.id, this.#outlet(op, 'out', op.body.fields, []))
      if (op.body.op === 'decode') this.#addDecoder(op)
    }
  }

  get clock(): Work | undefined {
    return this.#options.work?.clock
  }

  /** Decoders of what a source op yields. */
  decodersOf(source: string): { op: PlanOp; decoder: Decoder; outlet: Outlet; owner: Owner }[] {
    return (this.#consumers.get(`${source}.out`) ?? []).flatMap(({ id }) => this.decoders.get(id) ?? [])
  }

  #helpersOf(node: string): Helpers {
    const helpers = this.helpers.get(node) ?? new Helpers()
    this.helpers.set(node, helpers)
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
    const counts = this.counts.get(op.id)!
    const outlet: Outlet = (batch) => {
      counts.in += batch.count
      counts.out += batch.count
      emit(batch)
    }
    this.decoders.set(op.id, { op, decoder, outlet, owner: this.#owner(op) })
  }

  /** Where batches go that leave an op by a port. `branch` = the first op behind the last fan-out. */
  #outlet(op: PlanOp, port: 'out' | 'late', columns: readonly Field[], observe: readonly Observed[], branch?: string): Outlet {
    const consumers = this.#consumers.get(`${op.id}.${port}`) ?? []
    const [only] = consumers
    const outlets =
      consumers.length === 1
        ? [this.#chain(only, columns, observe, branch ?? only.id)]
        : consumers.map((consumer) => {
            const each = observe.map((o) => ({ ...o, shared: true }))
            return this.#chain(consumer, columns, each, consumer.id)
          })
    const all: Outlet = (batch) => {
      for (const outlet of outlets) outlet(batch)
    }
    return this.#watched(op, port, columns, outlets.length === 1 ? outlets[0] : all)
  }

  #watched(op: PlanOp, port: 'out' | 'late', columns: readonly Field[], pass: Outlet): Outlet {
    const look = this.#options.watch?.get(`${op.id}.${port}`)?.(columns)
    if (look === undefined) return pass
    return (batch) => {
      look(batch)
      pass(batch)
    }
  }

  /** Fuses a consumer with the stateless ops behind it. */
  #chain(first: PlanOp, columns: readonly Field[], observe: readonly Observed[], branch: string): Outlet {
    const steps: PlanOp[] = []
    let next: PlanOp | null = first
    while (next !== null && ['filter', 'map', 'time', 'explode'].includes(next.body.op)) {
      steps.push(next)
      const behind: PlanOp[] = this.#consumers.get(`${next.id}.out`) ?? []
      next = behind.length === 1 && this.#options.watch?.has(`${next.id}.out`) !== true ? behind[0] : null
    }
    if (next === null) return this.#split(steps, columns, observe, branch)
    const last = steps.at(-1)
    const fields = last === undefined ? columns : carried(last.shape.fields, last.used)
    if (next.body.op === 'aggregate' && (this.#consumers.get(`${next.id}.late`) ?? []).length > 0 && steps.length > 0) {
      const end = this.#end(next, fields)
      const behind = this.#loop([], fields, end, [], branch)
      return this.#loop(steps, columns, { kind: 'columns', fields, emit: behind }, observe, branch)
    }
    const end = this.#end(next, fields)
    const wanted = end.kind === 'columns' ? end.fields : fields
    if (steps.length === 0 && end.kind === 'columns' && observe.length === 0 && same(wanted, columns)) return end.emit
    return this.#loop(steps, columns, end, observe, branch)
  }

  /** A loop that ends at a fan-out, or where somebody looks. What its time steps would observe is left to who follows, because filters there still reject rows. */
  #split(steps: readonly PlanOp[], columns: readonly Field[], observe: readonly Observed[], branch: string): Outlet {
    const last = steps[steps.length - 1]
    const fields = carried(last.shape.fields, last.used)
    const field = last.shape.time?.field
    const passed = (from: number): boolean => field !== undefined && steps.slice(from).every(passesTime)
    const deferred = steps.filter((step, k) => step.body.op === 'time' && passed(k + 1))
    const left = passed(0) ? observe : []
    const later = [...deferred.map((time) => ({ time, shared: false })), ...left].map((o) => ({ ...o, field: field! }))
    const outlet = this.#outlet(last, 'out', fields, later, branch)
    const own = observe.filter((o) => !left.includes(o))
    return this.#loop(steps, columns, { kind: 'columns', fields, emit: outlet }, own, branch, deferred)
  }

  #end(op: PlanOp, input: readonly Field[]): ChainEnd {
    const counts = this.counts.get(op.id)!
    if (op.body.op === 'sink') {
      const fields = visible(op.shape)
      const take = this.#watched(op, 'out', fields, this.#options.sink(op))
      const { clock } = this
      const owner = this.#owner(op)
      return {
        kind: 'columns',
        fields,
        emit: (batch) => {
          counts.in += batch.count
          counts.out += batch.count
          clock?.enter(owner)
          take(batch)
          clock?.leave()
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
    const producer = this.#ops.get(input.op)!
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
    const counts = this.counts.get(op.id)!
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
    const producer = this.#ops.get(input.op)!
    const shape = input.port === 'late' ? this.#ops.get(producer.inputs[0].op)!.shape : producer.shape
    // few rows leave: all that people see, read or not, so that a peek shows it
    const fields = op.shape.fields.filter((f) => !f.name.startsWith('_') || op.used.includes(f.name))
    const typeOf = (name: string) => shape.fields.find((f) => f.name === name)!.type
    const operator = new AggregateOperator({
      node: op.node,
      keys: op.body.keys.map((name) => ({ name, type: typeOf(name) })),
      aggs: op.body.aggs.map((a) => ({ ...a, fieldType: a.field === undefined ? null : typeOf(a.field) })),
      window: op.body.window,
      output: op.body.output,
      fields,
      limits: this.#options.limits ?? DEFAULT_LIMITS,
    })
    const outlet = this.#outlet(op, 'out', fields, [])
    this.stateful.push({ op, operator, query: this.#queryOf.get(op.id)!, outlet, owner: this.#owner(op) })
    this.stateful.sort((a, b) => this.#plan.ops.indexOf(a.op) - this.#plan.ops.indexOf(b.op))
    return operator
  }

  #loop(
    steps: readonly PlanOp[],
    input: readonly Field[],
    end: ChainEnd,
    observe: readonly Observed[],
    branch: string,
    deferred: readonly PlanOp[] = [],
  ): Outlet {
    const chain = makeChain({
      input,
      steps,
      end,
      observe: observe.map(({ time, field, shared }) => ({ field, tracker: this.#tracker(time, shared ? branch : null) })),
      tracker: (op) => (deferred.includes(op) ? null : this.#tracker(op, null)),
      helpers: (node) => this.#helpersOf(node),
    })
    this.chains.push({ ops: steps, end: end.kind === 'aggregate' ? end.op.id : 'columns', chain })
    const firstCounts = steps.length > 0 ? this.counts.get(steps[0].id)! : null
    const target = end.kind === 'aggregate' ? this.counts.get(end.op.id)! : null
    const lastStep = steps.length - 1
    const { clock } = this
    const owner = this.#owner(...steps, ...(end.kind === 'aggregate' ? [end.op] : []))
    return (batch) => {
      if (firstCounts !== null) firstCounts.in += batch.count
      else if (target !== null) target.in += batch.count
      if (batch.count === 0) return
      clock?.enter(owner)
      chain.run(batch)
      clock?.leave()
      if (target !== null && lastStep >= 0) target.in = chain.counts[lastStep]
    }
  }

  #owner(...ops: readonly PlanOp[]): Owner {
    const { work } = this.#options
    return work === undefined ? 0 : work.clock.owner(ops.map((op) => work.number(op.node)))
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
const passesTime = ({ body, shape }: PlanOp): boolean =>
  body.op === 'map' || (body.op === 'filter' && shape.time !== null && !fieldsOf(body.where).includes(shape.time.field))

const same = (a: readonly Field[], b: readonly Field[]): boolean => a.length === b.length && a.every((f, i) => f.name === b[i].name)

function nullColumn(field: Field, capacity: number): Column {
  const column = makeColumn(field.name, columnType(field.type), capacity)
  if (isText(field.type)) for (let r = 0; r < capacity; r++) column.ranges[2 * r + 1] = NULL_LENGTH
  else column.nums.fill(Number.NaN)
  return column
}
