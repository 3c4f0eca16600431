import { conjuncts, fieldsOf, isDeterministic, print, type Typed } from '../../../../core/expr/index.ts'
import type { PlanOp } from '../../../../core/plan.ts'
import { ARRIVAL_FIELD, type Field, type FieldType } from '../../../../core/shape.ts'
import type { Batch } from '../batch.ts'
import { columnType, isText } from '../columns.ts'
import type { Tracker } from '../watermark.ts'
import { type AggregateEnd, writeAggregateEnd } from './aggregate-end.ts'
import { explodeLoop } from './explode.ts'
import { ExpressionWriter, type FieldRef } from './expression.ts'
import type { Helpers } from './helpers.ts'
import { OutColumns } from './out-columns.ts'

/** Rows of one generated batch at most. */
export const OUT_ROWS = 8192

/** Where the rows of a chain go. */
export type ChainEnd = { readonly kind: 'columns'; readonly fields: readonly Field[]; emit(batch: Batch): void } | AggregateEnd

/** A run of stateless neighbours as one loop. `counts[k]` = rows that left step k. */
export type Chain = { readonly source: string; readonly counts: Float64Array; run(batch: Batch): void }

export type ChainSpec = {
  /** Columns of incoming batches, in order. */
  readonly input: readonly Field[]
  readonly steps: readonly PlanOp[]
  readonly end: ChainEnd
  /** Watermark trackers that earlier steps of the path left to observe here, by their event-time field. */
  readonly observe: readonly { field: string; tracker: Tracker }[]
  /** The tracker of a time step in this chain. */
  tracker(op: PlanOp): Tracker | null
  /** The helpers of a node, which count its failed evaluations. */
  helpers(node: string): Helpers
}

/**
 * Generates the loop of a chain. The same generator makes a chain of one: there is no second implementation. Names in the code are made here,
 * never taken from the user; constants come in as an array; the text of each step stands above its code.
 */
export function makeChain(spec: ChainSpec): Chain {
  return new ChainWriter(spec).make()
}

class ChainWriter {
  readonly #spec: ChainSpec
  readonly #refs = new Map<string, FieldRef>()
  readonly #expressions: ExpressionWriter
  readonly #body: string[] = []
  readonly #tail: string[] = []
  readonly #trackers: Tracker[] = []
  readonly #counted: number[] = []
  #pending: { field: string; tracker: Tracker }[]
  #depth = 2
  #exploded = false
  #filtered = false
  #row = 'r'

  constructor(spec: ChainSpec) {
    this.#spec = spec
    for (const [index, field] of spec.input.entries()) this.#refs.set(field.name, { kind: 'column', index })
    this.#refs.set('_ingest_time', this.#refs.get('_ingest_time') ?? { kind: 'number', local: 'at' })
    this.#expressions = new ExpressionWriter((name) => this.#ref(name))
    this.#pending = [...spec.observe]
  }

  make(): Chain {
    const { steps, end } = this.#spec
    for (const [k, step] of steps.entries()) {
      this.#useHelpers(step.node)
      this.#step(step, k)
    }
    if (end.kind === 'aggregate') this.#useHelpers(end.op.node)
    this.#observe()
    const out = end.kind === 'columns' ? this.#emitColumns(end.fields) : null
    if (end.kind === 'aggregate') this.#emitAggregate(end)
    const source = this.#source()
    const counts = new Float64Array(steps.length)
    const maxima = new Float64Array(Math.max(1, this.#trackers.length))
    const context = { keep: new Uint32Array(OUT_ROWS), late: new Uint32Array(OUT_ROWS) }
    const target = end.kind === 'aggregate' ? end.target : null
    let passOn = (_rows: number): void => {}
    // the one place that turns text into code: the text is made above from typed expressions, and holds nothing the author wrote but comments
    const helpers = this.#helpers
    const loop = new Function('HS', 'C', 'T', 'agg', 'counts', 'maxima', 'K', 'flush', source)(
      helpers,
      this.#expressions.constants,
      out,
      target,
      counts,
      maxima,
      context,
      (rows: number) => passOn(rows),
    ) as (batch: Batch, ahead: number) => number
    const trackers = this.#trackers
    const observed = (batch: Batch): number => {
      for (let k = 0; k < trackers.length; k++) maxima[k] = trackers[k].max
      const n = loop(batch, helpers[0]?.now ?? 0)
      for (let k = 0; k < trackers.length; k++) trackers[k].max = maxima[k]
      return n
    }
    const room = (batch: Batch): void => {
      if (batch.rows <= context.keep.length) return
      context.keep = new Uint32Array(batch.rows)
      context.late = new Uint32Array(batch.rows)
      if (out !== null && !this.#exploded) out.grow(batch.rows)
    }
    if (end.kind === 'aggregate') {
      const { late } = end
      return {
        source,
        counts,
        run: (batch) => {
          room(batch)
          const lateRows = observed(batch)
          if (late !== null && lateRows > 0) late({ ...batch, count: lateRows, sel: context.late })
        },
      }
    }
    if (this.#exploded) {
      let current: Batch
      passOn = (rows) =>
        end.emit({ rows, count: rows, sel: null, columns: out!.columns(current.columns), lines: null, bytes: null, at: current.at })
      return {
        source,
        counts,
        run: (batch) => {
          current = batch
          out!.clear()
          const rows = observed(batch)
          if (rows > 0) passOn(rows)
        },
      }
    }
    return {
      source,
      counts,
      run: (batch) => {
        room(batch)
        out!.clear()
        const n = observed(batch)
        if (n === 0) return
        const untouched = steps.every((s) => s.body.op === 'filter' || s.body.op === 'time')
        end.emit({
          rows: batch.rows,
          count: this.#filtered ? n : batch.count,
          sel: this.#filtered ? context.keep : batch.sel,
          columns: out!.columns(batch.columns),
          lines: untouched ? batch.lines : null,
          bytes: untouched ? batch.bytes : null,
          at: batch.at,
        })
      },
    }
  }

  readonly #helpers: Helpers[] = []
  readonly #helperNodes: string[] = []
  #helper = 0

  /** Code written from here on reports to this node. */
  #useHelpers(node: string): void {
    const known = this.#helperNodes.indexOf(node)
    this.#helper = known >= 0 ? known : this.#helperNodes.push(node) - 1
    if (known < 0) this.#helpers.push(this.#spec.helpers(node))
  }

  #line(code: string): void {
    // no text of the author is in the code, so `H.` is always the helpers of the expression writer
    this.#body.push('  '.repeat(this.#depth) + code.replace(/\bH\./g, `H${this.#helper}.`))
  }

  /** What follows stands in a block that was just opened, to the end of the row. */
  #nest(): void {
    this.#tail.unshift(`${'  '.repeat(this.#depth)}}`)
    this.#depth++
  }

  #comment(text: string): void {
    this.#body.push(`${'  '.repeat(this.#depth)}// ${text.replace(/[\u0000-\u001f\u2028\u2029]+/g, ' ').slice(0, 200)}`)
  }

  #ref(name: string): FieldRef {
    const ref = this.#refs.get(name)
    if (ref === undefined) throw new Error(`the plan reads \`${name}\`, which its batch does not carry`)
    return ref
  }

  #step(step: PlanOp, k: number): void {
    const { body } = step
    switch (body.op) {
      case 'filter':
        this.#comment(`${step.id}: filter ${print(body.where)}`)
        this.#filter(body.where)
        this.#line(`n${k}++`)
        this.#counted.push(k)
        return
      case 'time': {
        const tracker = this.#spec.tracker(step)
        if ('arrival' in body.from) this.#refs.set(ARRIVAL_FIELD, { kind: 'number', local: 'at' })
        else if (tracker !== null) this.#pending.push({ field: body.from.field, tracker })
        this.#copyCount(k)
        return
      }
      case 'map':
        this.#map(step, k)
        this.#copyCount(k)
        return
      case 'explode': {
        this.#observe()
        this.#comment(`${step.id}: split ${body.field} by ${body.pattern} as ${body.as}`)
        const text: Typed = { kind: 'field', name: body.field, type: 'string', from: 0, to: 0 }
        const loop = explodeLoop(this.#expressions, text, body.pattern, k)
        for (const line of loop.head) this.#line(line)
        this.#nest()
        for (const line of loop.body) this.#line(line)
        this.#refs.set(body.as, loop.ref)
        this.#line(`n${k}++`)
        this.#counted.push(k)
        this.#exploded = true
        return
      }
      default:
        throw new Error(`${body.op} is no step of a chain`)
    }
  }

  /** A step that passes every row on has the count of the step before it. */
  #copyCount(k: number): void {
    this.#line(`n${k}++`)
    this.#counted.push(k)
  }

  /** Predicates that do not read a pending event time are tested before it is observed: rows they reject do not move the clock (Spark pushes them below the watermark). */
  #filter(where: Typed): void {
    const parts = conjuncts(where)
    const timeFields = this.#pending.map((p) => p.field)
    const below =
      this.#pending.length === 0 ? [] : parts.filter((p) => isDeterministic(p) && !fieldsOf(p).some((f) => timeFields.includes(f)))
    const above = this.#pending.length === 0 ? parts : parts.filter((p) => !below.includes(p))
    this.#filtered = true
    if (below.length > 0) this.#line(`if (!(${below.map((p) => this.#expressions.isTrue(p)).join(' && ')})) continue`)
    if (above.length === 0) return
    this.#observe()
    this.#line(`if (!(${above.map((p) => this.#expressions.isTrue(p)).join(' && ')})) continue`)
  }

  #observe(): void {
    for (const { field, tracker } of this.#pending) {
      const k = this.#trackers.length
      this.#trackers.push(tracker)
      const time = this.#expressions.number({ kind: 'field', name: field, type: 'timestamp', from: 0, to: 0 })
      const bound = tracker.maxAhead === null ? '' : ` && ${time} <= ahead + ${tracker.maxAhead}`
      this.#line(`if (${time} > m${k}${bound}) m${k} = ${time}`)
    }
    this.#pending = []
  }

  #map(step: PlanOp, k: number): void {
    if (step.body.op !== 'map') return
    const { set, rename, remove } = step.body
    const wanted = set.filter((s) => step.used.includes(s.name))
    const made = wanted.map(({ name, value }, i): [string, FieldRef] => {
      this.#comment(`${step.id}: map ${name} = ${print(value)}`)
      if (value.kind === 'field') return [name, this.#ref(value.name)]
      const local = `v${k}_${i}`
      if (isText(value.type as FieldType) || value.type === 'null') {
        this.#line(`const ${local} = ${this.#expressions.string(value)}`)
        return [name, { kind: 'string', local }]
      }
      this.#line(`const ${local} = ${this.#expressions.number(value)}`)
      return [name, { kind: 'number', local }]
    })
    const kept = [...this.#refs]
      .filter(([name]) => !remove.includes(name) && !set.some((s) => s.name === name))
      .map(([name, ref]): [string, FieldRef] => [rename[name] ?? name, ref])
    for (const pending of this.#pending) pending.field = rename[pending.field] ?? pending.field
    // a pending event time that this step overwrites is observed before it is gone
    if (this.#pending.some((p) => set.some((s) => s.name === p.field) || remove.includes(p.field))) this.#observe()
    this.#refs.clear()
    for (const [name, ref] of [...kept, ...made]) this.#refs.set(name, ref)
    if (!this.#refs.has('_ingest_time')) this.#refs.set('_ingest_time', { kind: 'number', local: 'at' })
  }

  #emitColumns(fields: readonly Field[]): OutColumns {
    const out = new OutColumns(OUT_ROWS)
    const row = this.#exploded ? 'o' : this.#row
    for (const field of fields) {
      const ref = this.#ref(field.name)
      if (ref.kind === 'column' && !this.#exploded) {
        out.passOn(field.name, ref.index)
        continue
      }
      const k = out.make(field.name, columnType(field.type), this.#borrowedFrom(ref))
      if (!isText(field.type)) this.#line(`t${k}n[${row}] = ${this.#expressions.number(fieldNode(field))}`)
      else {
        const range = this.#expressions.range(fieldNode(field))
        if (range === null) this.#line(`T.text(${k}, ${row}, ${this.#expressions.string(fieldNode(field))})`)
        else {
          const [, from, length] = splitArguments(range)
          this.#line(`t${k}r[2 * ${row}] = ${from}; t${k}r[2 * ${row} + 1] = ${length}`)
        }
      }
    }
    if (this.#exploded) this.#line(`if (++o === ${OUT_ROWS}) { flush(o); o = 0; T.clear() }`)
    else this.#line(this.#filtered ? 'keep[o++] = r' : 'o++')
    this.#out = out
    return out
  }

  #out: OutColumns | null = null

  /** The input column whose bytes a range points into; −1 = text is copied into the out column's own arena. */
  #borrowedFrom(ref: FieldRef): number {
    if (ref.kind === 'column') return ref.index
    if (ref.kind === 'range') return this.#rangeColumn(ref.local)
    return -1
  }

  #rangeColumn(local: string): number {
    const index = /^w\d+_c(\d+)$/.exec(local)
    return index === null ? -1 : Number(index[1])
  }

  #emitAggregate(end: AggregateEnd): void {
    writeAggregateEnd(end, this.#expressions, (name) => fieldNode({ name, type: this.#typeOf(name) }), {
      line: (code) => this.#line(code),
      comment: (text) => this.#comment(text),
      nest: () => this.#nest(),
    })
  }

  #typeOf(name: string): FieldType {
    const known = this.#types.get(name)
    if (known === undefined) throw new Error(`no type for \`${name}\``)
    return known
  }

  /** Types of the fields at the end of the chain. */
  get #types(): Map<string, FieldType> {
    const fields = this.#spec.steps.at(-1)?.shape.fields ?? this.#spec.input
    return new Map([...this.#spec.input, ...fields].map((f) => [f.name, f.type]))
  }

  #source(): string {
    const columns = [...this.#expressions.columns].sort((a, b) => a - b)
    const { end } = this.#spec
    const made = this.#out?.made ?? []
    return [
      'return function chain(batch, ahead) {',
      '  const { count, sel, columns, at } = batch',
      ...this.#helpers.map((_, k) => `  const H${k} = HS[${k}]`),
      ...columns.map((c) => `  const c${c}n = columns[${c}].nums, c${c}r = columns[${c}].ranges, c${c}b = columns[${c}].bytes`),
      ...made.map((_, k) => `  ${this.#exploded ? 'let' : 'const'} t${k}n = T.made[${k}].nums, t${k}r = T.made[${k}].ranges`),
      ...(end.kind === 'aggregate'
        ? [`  const late = K.late; let absorbed = 0, l = 0`]
        : this.#filtered && !this.#exploded
          ? ['  const keep = K.keep']
          : []),
      ...this.#trackers.map((_, k) => `  let m${k} = maxima[${k}]`),
      `  let o = 0${this.#counted.map((k) => `, n${k} = 0`).join('')}`,
      '  for (let i = 0; i < count; i++) {',
      '    const r = sel === null ? i : sel[i]',
      ...this.#body,
      ...this.#tail,
      '  }',
      ...this.#counted.map((k) => `  counts[${k}] += n${k}`),
      ...this.#trackers.map((_, k) => `  maxima[${k}] = m${k}`),
      ...(end.kind === 'aggregate' ? ['  agg.counters.absorbed += absorbed', '  return l'] : ['  return o']),
      '}',
    ].join('\n')
  }
}

const fieldNode = (field: Field): Typed => ({ kind: 'field', name: field.name, type: field.type, from: 0, to: 0 })

/** "bytes, offset, length" → its three parts; none of them holds a comma. */
const splitArguments = (range: string): string[] => range.split(',').map((s) => s.trim())
