import { compareUtf8 } from '../../../../core/expr/index.ts'
import type { AggregateFunction } from '../../../../core/plan.ts'
import type { FieldType } from '../../../../core/shape.ts'
import type { BatchBuilder } from '../batch.ts'
import type { Reader, Writer } from '../writer.ts'

/** State of one aggregate for all slots of a pane. `add` takes numbers (NaN = NULL), `addText` text; the generated loop calls the one that fits. */
export interface Accumulator {
  grow(capacity: number): void
  /** Adds another accumulator's slot to a slot here. */
  merge(slot: number, from: this, other: number): void
  emit(slot: number, out: BatchBuilder, field: number): void
  /** Appends a slot's value (`all`), or at least what changed since the last call; `read` takes either, in order, and is idempotent. */
  write(slot: number, w: Writer, all: boolean): void
  read(slot: number, r: Reader): void
}

/** A number a slot; `empty` = what a slot holds before anything was added. */
abstract class Numbers {
  values: Float64Array<ArrayBuffer>
  readonly #empty: number
  constructor(empty: number) {
    this.#empty = empty
    this.values = new Float64Array(16).fill(empty)
  }
  grow(capacity: number): void {
    this.values = widen(this.values, capacity, this.#empty)
  }
  write(slot: number, w: Writer): void {
    w.f64(this.values[slot])
  }
  read(slot: number, r: Reader): void {
    this.values[slot] = r.f64()
  }
}

/** count(*) and count(x). */
export class Count extends Numbers implements Accumulator {
  constructor() {
    super(0)
  }
  addRow(slot: number): void {
    this.values[slot]++
  }
  add(slot: number, x: number): void {
    if (x === x) this.values[slot]++
  }
  addText(slot: number, x: string | null): void {
    if (x !== null) this.values[slot]++
  }
  merge(slot: number, from: this, other: number): void {
    this.values[slot] += from.values[other]
  }
  emit(slot: number, out: BatchBuilder, field: number): void {
    out.number(field, this.values[slot])
  }
}

/** sum: NULL without values (NaN); beyond `limit` NULL for good (Infinity marks it, since no value is infinite). */
class Sum extends Numbers implements Accumulator {
  readonly #limit: number
  constructor(limit: number) {
    super(Number.NaN)
    this.#limit = limit
  }
  add(slot: number, x: number): void {
    if (x !== x) return
    const v = this.values[slot]
    const t = v === v ? v + x : x
    this.values[slot] = t <= this.#limit && t >= -this.#limit ? t : Number.POSITIVE_INFINITY
  }
  merge(slot: number, from: this, other: number): void {
    this.add(slot, from.values[other])
  }
  emit(slot: number, out: BatchBuilder, field: number): void {
    const v = this.values[slot]
    out.number(field, v === Number.POSITIVE_INFINITY ? Number.NaN : v)
  }
}

class Average implements Accumulator {
  readonly #sum = new Sum(Number.MAX_VALUE)
  readonly #count = new Count()
  grow(capacity: number): void {
    this.#sum.grow(capacity)
    this.#count.grow(capacity)
  }
  add(slot: number, x: number): void {
    this.#sum.add(slot, x)
    this.#count.add(slot, x)
  }
  merge(slot: number, from: this, other: number): void {
    this.#sum.merge(slot, from.#sum, other)
    this.#count.merge(slot, from.#count, other)
  }
  emit(slot: number, out: BatchBuilder, field: number): void {
    const mean = this.#sum.values[slot] / this.#count.values[slot]
    out.number(field, Number.isFinite(mean) ? mean : Number.NaN)
  }
  write(slot: number, w: Writer): void {
    this.#sum.write(slot, w)
    this.#count.write(slot, w)
  }
  read(slot: number, r: Reader): void {
    this.#sum.read(slot, r)
    this.#count.read(slot, r)
  }
}

/** min and max of numbers, timestamps and booleans. */
class Extreme extends Numbers implements Accumulator {
  readonly #max: boolean
  constructor(max: boolean) {
    super(Number.NaN)
    this.#max = max
  }
  add(slot: number, x: number): void {
    const v = this.values[slot]
    if (this.#max ? x > v : x < v) this.values[slot] = x
    else if (v !== v) this.values[slot] = x
  }
  merge(slot: number, from: this, other: number): void {
    this.add(slot, from.values[other])
  }
  emit(slot: number, out: BatchBuilder, field: number): void {
    out.number(field, this.values[slot])
  }
}

/** min and max of text, in the order of UTF-8 bytes. */
class TextExtreme implements Accumulator {
  readonly #values: (string | null)[] = []
  readonly #max: boolean
  constructor(max: boolean) {
    this.#max = max
  }
  grow(): void {}
  addText(slot: number, x: string | null): void {
    if (x === null) return
    const v = this.#values[slot] ?? null
    if (v === null || (this.#max ? compareUtf8(x, v) > 0 : compareUtf8(x, v) < 0)) this.#values[slot] = x
  }
  merge(slot: number, from: this, other: number): void {
    this.addText(slot, from.#values[other] ?? null)
  }
  emit(slot: number, out: BatchBuilder, field: number): void {
    out.text(field, this.#values[slot] ?? null)
  }
  write(slot: number, w: Writer): void {
    writeText(w, this.#values[slot] ?? null)
  }
  read(slot: number, r: Reader): void {
    this.#values[slot] = readText(r)
  }
}

/** count(distinct x): the values themselves; a delta holds only those that are new. */
class Distinct implements Accumulator {
  readonly #sets: Set<number | string>[] = []
  readonly #fresh: (number | string)[][] = []
  readonly #text: boolean
  constructor(text: boolean) {
    this.#text = text
  }
  grow(): void {}
  add(slot: number, x: number): void {
    if (x === x) this.#put(slot, x + 0)
  }
  addText(slot: number, x: string | null): void {
    if (x !== null) this.#put(slot, x)
  }
  merge(slot: number, from: this, other: number): void {
    for (const x of from.#sets[other] ?? []) this.#put(slot, x)
  }
  emit(slot: number, out: BatchBuilder, field: number): void {
    out.number(field, this.#sets[slot]?.size ?? 0)
  }
  write(slot: number, w: Writer, all: boolean): void {
    const values = all ? [...(this.#sets[slot] ?? [])] : (this.#fresh[slot] ?? [])
    w.u32(values.length)
    for (const x of values) {
      if (typeof x === 'string') w.text(x)
      else w.f64(x)
    }
    if (!all) this.#fresh[slot] = []
  }
  read(slot: number, r: Reader): void {
    for (let n = r.u32(); n > 0; n--) this.#put(slot, this.#text ? r.text() : r.f64())
    this.#fresh[slot] = []
  }
  #put(slot: number, x: number | string): void {
    let set = this.#sets[slot]
    if (set === undefined) {
      set = new Set()
      this.#sets[slot] = set
      this.#fresh[slot] = []
    }
    if (set.has(x)) return
    set.add(x)
    this.#fresh[slot].push(x)
  }
}

/** first and last by an order field; of equal orders the earlier arrival is first and the later one last. A NULL order never counts. */
class ByOrder implements Accumulator {
  #orders = new Float64Array(16).fill(Number.NaN)
  readonly #values: (number | string | null)[] = []
  readonly #last: boolean
  readonly #text: boolean
  constructor(last: boolean, text: boolean) {
    this.#last = last
    this.#text = text
  }
  grow(capacity: number): void {
    this.#orders = widen(this.#orders, capacity, Number.NaN)
  }
  add(slot: number, x: number, order: number): void {
    this.#put(slot, x === x ? x : null, order)
  }
  addText(slot: number, x: string | null, order: number): void {
    this.#put(slot, x, order)
  }
  merge(slot: number, from: this, other: number): void {
    this.#put(slot, from.#values[other] ?? null, from.#orders[other])
  }
  emit(slot: number, out: BatchBuilder, field: number): void {
    out.value(field, this.#values[slot] ?? null)
  }
  write(slot: number, w: Writer): void {
    w.f64(this.#orders[slot])
    const v = this.#values[slot] ?? null
    if (this.#text) writeText(w, v as string | null)
    else w.f64(v === null ? Number.NaN : (v as number))
  }
  read(slot: number, r: Reader): void {
    this.#orders[slot] = r.f64()
    const v = this.#text ? readText(r) : r.f64()
    this.#values[slot] = typeof v === 'number' && v !== v ? null : v
  }
  #put(slot: number, x: number | string | null, order: number): void {
    const known = this.#orders[slot]
    if (order !== order || (known === known && (this.#last ? order < known : order >= known))) return
    this.#orders[slot] = order
    this.#values[slot] = x
  }
}

/** The accumulator of an aggregate over a field of this type (null = count(*)). */
export function makeAccumulator(fn: AggregateFunction, type: FieldType | null): Accumulator {
  const text = type === 'string' || type === 'json'
  switch (fn) {
    case 'count':
      return new Count()
    case 'sum':
      return new Sum(type === 'long' ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE)
    case 'avg':
      return new Average()
    case 'min':
    case 'max':
      return text ? new TextExtreme(fn === 'max') : new Extreme(fn === 'max')
    case 'count_distinct':
      return new Distinct(text)
    case 'first':
    case 'last':
      return new ByOrder(fn === 'last', text)
  }
}

function widen(a: Float64Array<ArrayBuffer>, capacity: number, fill: number): Float64Array<ArrayBuffer> {
  const b = new Float64Array(capacity)
  b.set(a)
  if (fill !== 0) b.fill(fill, a.length)
  return b
}

function writeText(w: Writer, s: string | null): void {
  w.u8(s === null ? 0 : 1)
  if (s !== null) w.text(s)
}

const readText = (r: Reader): string | null => (r.u8() === 0 ? null : r.text())
