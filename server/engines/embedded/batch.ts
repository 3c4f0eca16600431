/** The contract everything rests on: a batch is columns, and a column is eight bytes a row. */

/** How a column is held in memory. A timestamp is a long, a string is text; operators and sinks get the logical shape when they are made. */
export type ColumnType = 'long' | 'double' | 'boolean' | 'text' | 'json'

/** A range whose length is at or above this is NULL: it is what the bits of any NaN read as. No real text is that long. */
export const NULL_LENGTH = 0x7ff80000

/** How a value was written in the source: provenance for the record peek. Operators never read it. */
export const Kind = {
  missing: 0,
  integer: 1,
  double: 2,
  ascii: 3,
  utf8: 4,
  true: 5,
  false: 6,
  null: 7,
  raw: 8,
  escaped: 9,
  longNumber: 10,
} as const

export type Column = {
  readonly name: string
  readonly type: ColumnType
  /** long (always a safe integer), double, boolean (1 or 0); NaN = NULL. */
  readonly nums: Float64Array
  /** text (unescaped UTF-8), json: the same memory; [2r] offset, [2r+1] length; length >= NULL_LENGTH = NULL. */
  readonly ranges: Uint32Array
  /** What offsets point into: source bytes or an arena. Borrowed until the batch is released. */
  readonly bytes: Buffer
  /** Source columns only: a `Kind` per row. */
  readonly kinds: Uint8Array | null
  /** Source columns only: where the value stands in the source, laid out as `ranges`; length >= NULL_LENGTH = print the value instead. Text spans exclude the quotes. */
  readonly spans: Uint32Array | null
}

/** Rows in columns. Borrowed: valid until the callee returns or its maker's next call; whoever keeps a value copies it. */
export type Batch = {
  /** Physical rows in the columns. */
  rows: number
  /** Selected rows. */
  count: number
  /** Ascending row numbers of the selected rows; null = the first `count` rows. */
  sel: Uint32Array | null
  columns: readonly Column[]
  /** `rows` + 1 line starts in `bytes` while a row is still the source line, else null. */
  lines: Uint32Array | null
  bytes: Buffer | null
  /** Oldest ingest stamp of the rows, epoch milliseconds. */
  at: number
}

const NO_BYTES = Buffer.alloc(0)

/** An all-NULL-free, zeroed column of `capacity` rows whose text points into `bytes`. */
export function makeColumn(name: string, type: ColumnType, capacity: number, bytes: Buffer = NO_BYTES): Column {
  const nums = new Float64Array(capacity)
  return { name, type, nums, ranges: new Uint32Array(nums.buffer), bytes, kinds: null, spans: null }
}

export type Value = string | number | boolean | null

/** One value as a JavaScript value: text and json as a string (json as its text), NULL as null. */
export function valueAt(column: Column, row: number): Value {
  if (column.type === 'text' || column.type === 'json') {
    const from = column.ranges[2 * row]
    const length = column.ranges[2 * row + 1]
    return length >= NULL_LENGTH ? null : column.bytes.utf8Slice(from, from + length)
  }
  const x = column.nums[row]
  return x !== x ? null : column.type === 'boolean' ? x === 1 : x
}

/** The selected rows as objects: for record peek, scripts and clients of outside systems; never on the hot path. */
export function* rowsOf(batch: Batch): Generator<Record<string, Value>> {
  for (let i = 0; i < batch.count; i++) {
    const row = batch.sel === null ? i : batch.sel[i]
    yield Object.fromEntries(batch.columns.map((column) => [column.name, valueAt(column, row)]))
  }
}

/** Builds batches value by value: for clients that deliver objects and for what stateful operators emit. Reused: a taken batch is valid until the next `clear`. */
export class BatchBuilder {
  rows = 0
  columns: Column[]
  #arena = Buffer.allocUnsafe(1 << 12)
  #used = 0
  #capacity: number

  constructor(fields: readonly { name: string; type: ColumnType }[], capacity = 64) {
    this.#capacity = capacity
    this.columns = fields.map((field) => makeColumn(field.name, field.type, capacity, this.#arena))
  }

  clear(): void {
    this.rows = 0
    this.#used = 0
  }

  /** Begins a row; every field of it must then be set once. */
  next(): void {
    if (this.rows === this.#capacity) this.#grow()
    this.rows++
  }

  /** Sets a long, double or boolean (1, 0) field of the current row; NaN = NULL. */
  number(field: number, x: number): void {
    this.columns[field].nums[this.rows - 1] = x
  }

  /** Sets a text or json field of the current row. */
  text(field: number, s: string | null): void {
    if (s === null) {
      this.#setRange(field, 0, NULL_LENGTH)
      return
    }
    this.#room(3 * s.length)
    const n = this.#arena.utf8Write(s, this.#used)
    this.#setRange(field, this.#used, n)
    this.#used += n
  }

  /** Sets a text or json field of the current row from bytes; length >= NULL_LENGTH = NULL. */
  range(field: number, bytes: Buffer, from: number, length: number): void {
    if (length >= NULL_LENGTH) {
      this.#setRange(field, 0, NULL_LENGTH)
      return
    }
    this.#room(length)
    bytes.copy(this.#arena, this.#used, from, from + length)
    this.#setRange(field, this.#used, length)
    this.#used += length
  }

  /** Sets any field of the current row from a JavaScript value of the column's type; null = NULL. */
  value(field: number, v: Value): void {
    const { type } = this.columns[field]
    if (type === 'text' || type === 'json') this.text(field, v === null ? null : String(v))
    else this.number(field, v === null ? Number.NaN : Number(v))
  }

  /** The rows so far, oldest ingest stamp `at`. */
  take(at: number): Batch {
    return { rows: this.rows, count: this.rows, sel: null, columns: this.columns, lines: null, bytes: null, at }
  }

  #setRange(field: number, from: number, length: number): void {
    const { ranges } = this.columns[field]
    ranges[2 * this.rows - 2] = from
    ranges[2 * this.rows - 1] = length
  }

  #room(n: number): void {
    if (this.#used + n <= this.#arena.length) return
    const arena = Buffer.allocUnsafe(2 * this.#arena.length + n)
    this.#arena.copy(arena, 0, 0, this.#used)
    this.#arena = arena
    this.columns = this.columns.map((column) => ({ ...column, bytes: arena }))
  }

  #grow(): void {
    this.#capacity *= 2
    this.columns = this.columns.map((column) => {
      const wider = makeColumn(column.name, column.type, this.#capacity, this.#arena)
      wider.ranges.set(column.ranges) // as integers: a copy of doubles could rewrite the bits of ranges
      return wider
    })
  }
}
