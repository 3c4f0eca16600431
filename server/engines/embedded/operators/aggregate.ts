import { AppError } from '../../../../core/error.ts'
import type { Aggregate, OutputMode, Window } from '../../../../core/plan.ts'
import type { Field, FieldType } from '../../../../core/shape.ts'
import { type Batch, BatchBuilder } from '../batch.ts'
import { columnType, isText } from '../columns.ts'
import type { Reader, Writer } from '../writer.ts'
import { type Accumulator, makeAccumulator } from './accumulators.ts'
import { BytesKeys, type KeyIndex, NoKey, NumberKeys, PackedKey } from './key-index.ts'

/** What `at` says of an event time. */
export const IN_TIME = 0
export const LATE = 1
export const NO_TIME = 2

/** How the generated loop hands over the key: none, one number, one text, or several packed. */
export type KeyKind = 'none' | 'number' | 'text' | 'packed'

export type AggregateSpec = {
  readonly node: string
  readonly keys: readonly Field[]
  readonly aggs: readonly (Aggregate & { fieldType: FieldType | null })[]
  readonly window: Window
  readonly output: OutputMode
  /** Out fields in order, of those that somebody reads. */
  readonly fields: readonly Field[]
  readonly limits: { keys: number; bytes: number }
}

/** The rows of one stretch of event time: a window, or a slice that several sliding windows share. */
class Pane {
  readonly start: number
  readonly keys: KeyIndex
  readonly accs: Accumulator[]
  capacity = 16
  stamp = new Int32Array(16)
  dirty: number[] = []

  constructor(start: number, keys: KeyIndex, accs: Accumulator[]) {
    this.start = start
    this.keys = keys
    this.accs = accs
  }

  grow(slot: number): void {
    while (this.capacity <= slot) this.capacity *= 2
    const stamp = new Int32Array(this.capacity)
    stamp.set(this.stamp)
    this.stamp = stamp
    for (const acc of this.accs) acc.grow(this.capacity)
  }

  touch(slot: number, epoch: number): void {
    this.stamp[slot] = epoch
    this.dirty.push(slot)
  }
}

/**
 * Keyed aggregates over tumbling and sliding windows, or none (semantics: docs/guide/semantics.md). Windows are made of panes that are dropped
 * whole. In append output with a slide that divides the size, a pane is one slide and windows are merged when they close; in every other case a
 * pane is a window and a row is added to each of its windows.
 *
 * The generated loop calls `at` (or `windows` and `nextWindow`), then the pane's key index, `mark`, and each accumulator's `add`.
 */
export class AggregateOperator {
  readonly keyKind: KeyKind
  /** A row goes to several panes: the loop iterates over `windows`. */
  readonly direct: boolean
  readonly packed = new PackedKey()
  pane: Pane
  epoch = 1
  readonly counters = { absorbed: 0, late: 0, noTime: 0, produced: 0 }
  readonly #spec: AggregateSpec
  readonly #size: number
  readonly #slide: number
  readonly #offset: number
  readonly #paneSize: number
  readonly #panes = new Map<number, Pane>()
  readonly #out: BatchBuilder
  readonly #emitters: ((pane: Pane, slot: number, end: number) => void)[]
  #late = 0
  /** Every window that ends at or before this is closed for good, also those that were empty. The watermark begins at 0. */
  #closed = 0
  #window = 0

  constructor(spec: AggregateSpec) {
    this.#spec = spec
    const { window } = spec
    this.#size = window.kind === 'none' ? Number.POSITIVE_INFINITY : window.size
    this.#slide = window.kind === 'sliding' ? window.slide : this.#size
    this.#offset = window.kind === 'none' ? 0 : (window.offset ?? 0)
    this.direct = window.kind === 'sliding' && (spec.output !== 'append' || window.size % window.slide !== 0)
    this.#paneSize = this.direct ? this.#size : this.#slide
    const [first] = spec.keys
    this.keyKind = spec.keys.length === 0 ? 'none' : spec.keys.length > 1 ? 'packed' : isText(first.type) ? 'text' : 'number'
    this.pane = this.#makePane(Number.NaN)
    this.#out = new BatchBuilder(
      spec.fields.map((f) => ({ name: f.name, type: columnType(f.type) })),
      1024,
    )
    this.#emitters = spec.fields.map((field, i) => this.#emitter(field, i))
    if (window.kind === 'none') this.pane = this.#open(0)
  }

  /** Rows whose last window ends at or before `late` are late in this epoch. Called before its first row. */
  beginEpoch(late: number): void {
    this.#late = late
  }

  /** Finds the pane of an event time (NaN = NULL) and makes it `pane`; else says why there is none, and counts it. */
  at(time: number): number {
    const d = time - this.pane.start
    if (d >= 0 && d < this.#paneSize) return IN_TIME
    if (time !== time) {
      this.counters.noTime++
      return NO_TIME
    }
    const start = this.#paneStart(time)
    if (start + this.#size <= this.#late && this.#spec.output !== 'complete') {
      this.counters.late++
      return LATE
    }
    this.pane = this.#panes.get(start) ?? this.#open(start)
    return IN_TIME
  }

  /** Direct form: how many open windows hold this event time; 0 = late or NULL, counted. `nextWindow` then makes each the `pane`. */
  windows(time: number): number {
    if (time !== time) {
      this.counters.noTime++
      return 0
    }
    let n = 0
    const last = time - modulo(time - this.#offset, this.#slide)
    this.#window = last
    for (let start = last; start + this.#size > time; start -= this.#slide) {
      if (start + this.#size <= this.#late && this.#spec.output !== 'complete') break
      n++
    }
    if (n === 0) this.counters.late++
    return n
  }

  nextWindow(): void {
    const start = this.#window
    this.#window = start - this.#slide
    if (this.pane.start !== start) this.pane = this.#panes.get(start) ?? this.#open(start)
  }

  /** Closes and emits at the end of an epoch; the answer's batches are borrowed until the next call. */
  *endEpoch(evict: number, at: number): Generator<Batch, void, undefined> {
    const { output, window } = this.#spec
    this.#checkLimits()
    const out = this.#out
    out.clear()
    if (output === 'complete') for (const pane of this.#inOrder()) yield* this.#emitPane(pane, at)
    else if (output === 'update') {
      for (const pane of this.#inOrder()) {
        // without a window and a key there is one row, and it is told in every epoch
        const slots = this.keyKind === 'none' && window.kind === 'none' ? [0] : pane.dirty
        for (const slot of slots) {
          this.#emit(pane, slot, pane.start + this.#size)
          if (out.rows === 8192) yield* this.#take(at)
        }
      }
    }
    if (window.kind !== 'none' && output !== 'complete') {
      if (output === 'append') yield* this.#close(evict, at)
      this.#drop(evict)
    }
    yield* this.#take(at)
  }

  /** The end of the earliest open window, or Infinity. */
  nextEnd(): number {
    if (this.#spec.window.kind === 'none') return Number.POSITIVE_INFINITY
    let least = Number.POSITIVE_INFINITY
    for (const start of this.#panes.keys()) least = Math.min(least, Math.max(start + this.#paneSize, this.#nextBoundary()))
    return least
  }

  /** The end of the latest open window, or −Infinity. */
  lastEnd(): number {
    let last = Number.NEGATIVE_INFINITY
    if (this.#spec.window.kind !== 'none') for (const start of this.#panes.keys()) last = Math.max(last, start + this.#size)
    return last
  }

  /** Appends what changed in this epoch, as absolute values, and begins the next epoch. */
  delta(w: Writer): void {
    w.f64(this.#closed)
    const changed = [...this.#panes.values()].filter((pane) => pane.dirty.length > 0)
    w.u32(changed.length)
    for (const pane of changed) this.#writePane(w, pane, pane.dirty, false)
    for (const pane of changed) pane.dirty = []
    this.epoch++
  }

  snapshot(w: Writer): void {
    w.f64(this.#closed)
    w.u32(this.#panes.size)
    for (const pane of this.#panes.values()) {
      this.#writePane(
        w,
        pane,
        Array.from({ length: pane.keys.size }, (_, s) => s),
        true,
      )
    }
  }

  /** Applies a snapshot or a delta to the present state. */
  restore(r: Reader): void {
    this.#closed = r.f64()
    for (let n = r.u32(); n > 0; n--) {
      const start = r.f64()
      const pane = this.#panes.get(start) ?? this.#open(start)
      for (let rows = r.u32(); rows > 0; rows--) {
        const slot = pane.keys.readSlot(r)
        if (slot >= pane.capacity) pane.grow(slot)
        for (const acc of pane.accs) acc.read(slot, r)
      }
    }
    if (this.#spec.window.kind !== 'none' && this.#spec.output !== 'complete') this.#drop(this.#closed)
  }

  size(): { rows: number; bytes: number } {
    let rows = 0
    let bytes = 0
    for (const pane of this.#panes.values()) {
      rows += pane.keys.size
      bytes += pane.keys.bytes() + pane.capacity * (4 + 8 * pane.accs.length)
    }
    return { rows, bytes }
  }

  #checkLimits(): void {
    const { rows, bytes } = this.size()
    const { keys, bytes: most } = this.#spec.limits
    if (rows <= keys && bytes <= most) return
    throw new AppError(
      'STATE_LIMIT',
      `\`${this.#spec.node}\` holds ${rows} keys in ${Math.round(bytes / 1048576)} MiB; the limit is ${keys} keys and ${Math.round(most / 1048576)} MiB`,
      {
        blame: 'user',
        hint: 'use fewer keys or a shorter window',
      },
    )
  }

  #paneStart(time: number): number {
    return this.#spec.window.kind === 'none' ? 0 : time - modulo(time - this.#offset, this.#slide)
  }

  #makePane(start: number): Pane {
    const keys = this.keyKind === 'none' ? new NoKey() : this.keyKind === 'number' ? new NumberKeys() : new BytesKeys()
    return new Pane(
      start,
      keys,
      this.#spec.aggs.map((agg) => makeAccumulator(agg.fn, agg.fieldType)),
    )
  }

  #open(start: number): Pane {
    const pane = this.#makePane(start)
    this.#panes.set(start, pane)
    return pane
  }

  #inOrder(): Pane[] {
    return [...this.#panes.values()].sort((a, b) => a.start - b.start)
  }

  /** The first window end behind all that is closed. */
  #nextBoundary(): number {
    const phase = modulo(this.#closed - this.#offset - this.#size, this.#slide)
    return this.#closed - phase + this.#slide
  }

  *#close(evict: number, at: number): Generator<Batch, void, undefined> {
    if (this.direct || this.#paneSize === this.#size) {
      for (const pane of this.#inOrder()) if (pane.start + this.#size <= evict) yield* this.#emitPane(pane, at)
      return
    }
    for (let end = this.nextEnd(); end <= evict && end <= this.lastEnd(); end += this.#slide) {
      const parts: Pane[] = []
      for (let start = end - this.#size; start < end; start += this.#slide) {
        const pane = this.#panes.get(start)
        if (pane !== undefined) parts.push(pane)
      }
      if (parts.length > 0) yield* this.#emitPane(parts.length === 1 ? parts[0] : this.#merged(parts), at, end)
    }
  }

  #merged(parts: readonly Pane[]): Pane {
    const whole = this.#makePane(parts[0].start)
    for (const part of parts) {
      for (let i = 0; i < part.keys.size; i++) {
        const slot = whole.keys.slotOf(part.keys, i)
        if (slot >= whole.capacity) whole.grow(slot)
        for (const [k, acc] of whole.accs.entries()) acc.merge(slot, part.accs[k], i)
      }
    }
    return whole
  }

  #drop(evict: number): void {
    if (evict > this.#closed) this.#closed = evict
    for (const start of this.#panes.keys()) if (start + this.#size <= evict) this.#panes.delete(start)
    if (this.pane.start + this.#size <= evict) this.pane = this.#makePane(Number.NaN)
  }

  *#emitPane(pane: Pane, at: number, end: number = pane.start + this.#size): Generator<Batch, void, undefined> {
    for (let slot = 0; slot < pane.keys.size; slot++) {
      this.#emit(pane, slot, end)
      if (this.#out.rows === 8192) yield* this.#take(at)
    }
  }

  #emit(pane: Pane, slot: number, end: number): void {
    this.#out.next()
    for (const emit of this.#emitters) emit(pane, slot, end)
    this.counters.produced++
  }

  *#take(at: number): Generator<Batch, void, undefined> {
    if (this.#out.rows > 0) yield this.#out.take(at)
    this.#out.clear()
  }

  #emitter(field: Field, i: number): (pane: Pane, slot: number, end: number) => void {
    const out = this.#out
    if (this.#spec.window.kind !== 'none') {
      if (field.name === 'window_start') return (_, __, end) => out.number(i, end - this.#size)
      if (field.name === 'window_end') return (_, __, end) => out.number(i, end)
      if (field.name === '_window_time') return (_, __, end) => out.number(i, end - 1)
    }
    const agg = this.#spec.aggs.findIndex((a) => a.name === field.name)
    if (agg >= 0) return (pane, slot) => pane.accs[agg].emit(slot, out, i)
    const key = this.#spec.keys.findIndex((k) => k.name === field.name)
    if (this.keyKind === 'number') return (pane, slot) => out.number(i, (pane.keys as NumberKeys).keys[slot])
    if (this.keyKind === 'text') {
      return (pane, slot) => {
        const keys = pane.keys as BytesKeys
        if (keys.isNull(slot)) out.text(i, null)
        else out.range(i, keys.arena, keys.start(slot), keys.ends[slot] - keys.start(slot))
      }
    }
    return (pane, slot) => this.#emitPacked(pane.keys as BytesKeys, slot, key, i)
  }

  /** Key number `key` of a packed slot. */
  #emitPacked(keys: BytesKeys, slot: number, key: number, field: number): void {
    let at = keys.start(slot)
    const { arena } = keys
    for (let k = 0; ; k++) {
      const present = arena[at] === 1
      if (isText(this.#spec.keys[k].type)) {
        const n = arena.readUInt32LE(at + 1)
        if (k === key) {
          if (present) this.#out.range(field, arena, at + 5, n)
          else this.#out.text(field, null)
          return
        }
        at += 5 + n
      } else {
        if (k === key) {
          this.#out.number(field, present ? arena.readDoubleLE(at + 1) : Number.NaN)
          return
        }
        at += 9
      }
    }
  }

  #writePane(w: Writer, pane: Pane, slots: readonly number[], all: boolean): void {
    w.f64(pane.start)
    w.u32(slots.length)
    for (const slot of slots) {
      pane.keys.writeSlot(slot, w)
      for (const acc of pane.accs) acc.write(slot, w, all)
    }
  }
}

/** x mod m in [0, m), exact for safe integers. */
function modulo(x: number, m: number): number {
  const r = x % m
  return r < 0 ? r + m : r
}
