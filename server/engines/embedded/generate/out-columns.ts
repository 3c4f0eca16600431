import { type Column, type ColumnType, makeColumn, NULL_LENGTH } from '../batch.ts'

/** The columns that leave a generated loop: passed on from its input, or made by it. Reused from batch to batch. */
export class OutColumns {
  /** Made columns; the generated code writes into their memory. */
  readonly made: Column[] = []
  readonly #order: ({ passed: number; name: string } | { made: number })[] = []
  readonly #borrowed: number[] = []
  #capacity: number
  #arena = Buffer.allocUnsafe(1 << 12)
  #used = 0
  #shapedFor: readonly Column[] | null = null
  #shaped: readonly Column[] = []

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** The next out column is column `index` of the input, under this name. */
  passOn(name: string, index: number): void {
    this.#order.push({ passed: index, name })
  }

  /** The next out column is made; the answer is its number in `made`. Ranges point into the bytes of input column `borrowedFrom`, or (−1) into the arena of `text`. */
  make(name: string, type: ColumnType, borrowedFrom: number): number {
    const k = this.made.length
    this.made.push(makeColumn(name, type, this.#capacity))
    this.#borrowed.push(borrowedFrom)
    this.#order.push({ made: k })
    return k
  }

  /** Sets a made text column's row. */
  text(k: number, row: number, s: string | null): void {
    const { ranges } = this.made[k]
    if (s === null) {
      ranges[2 * row] = 0
      ranges[2 * row + 1] = NULL_LENGTH
      return
    }
    if (this.#used + 3 * s.length > this.#arena.length) {
      const wider = Buffer.allocUnsafe(2 * this.#arena.length + 3 * s.length)
      this.#arena.copy(wider, 0, 0, this.#used)
      this.#arena = wider
    }
    const n = this.#arena.utf8Write(s, this.#used)
    ranges[2 * row] = this.#used
    ranges[2 * row + 1] = n
    this.#used += n
  }

  /** Begins a new batch. */
  clear(): void {
    this.#used = 0
    this.#shapedFor = null
  }

  /** Makes room for batches of `rows` physical rows; between batches only. */
  grow(rows: number): void {
    if (rows <= this.#capacity) return
    this.#capacity = rows
    for (const [k, column] of this.made.entries()) this.made[k] = makeColumn(column.name, column.type, rows)
    this.#shapedFor = null
  }

  /** The out columns for a batch with these input columns. */
  columns(input: readonly Column[]): readonly Column[] {
    const textual = this.made.some((c) => c.type === 'text' || c.type === 'json')
    if (this.#shapedFor === input && !textual) return this.#shaped
    this.#shapedFor = input
    this.#shaped = this.#order.map((o) => {
      if ('passed' in o) return input[o.passed].name === o.name ? input[o.passed] : { ...input[o.passed], name: o.name }
      const column = this.made[o.made]
      if (column.type !== 'text' && column.type !== 'json') return column
      const from = this.#borrowed[o.made]
      return { ...column, bytes: from < 0 ? this.#arena : input[from].bytes }
    })
    return this.#shaped
  }
}
