import type { Cell, ViewColumns } from '../../core/protocol.ts'
import { View } from '../../core/view.ts'
import { type Batch, type Column, valueAt } from './embedded/batch.ts'
import type { Writer } from './embedded/writer.ts'
import type { SinkContext } from './runtime-type.ts'

/** Shortest time between two changes that are told, milliseconds. */
const INTERVAL = 200
/** Longer texts are cut: people look at them. */
const LONGEST_TEXT = 1_000

/** A value of a batch as people see it. */
export function cellOf(column: Column, row: number): Cell {
  const value = valueAt(column, row)
  return typeof value === 'string' && value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value
}

/** A row of a batch as a view shows it. */
export const cellsOf = (batch: Batch, row: number): Cell[] => batch.columns.map((column) => cellOf(column, row))

/** Appends a row and its ingest stamp to an epoch's output, for `readRows`. */
export function writeRow(out: Writer, at: number, cells: readonly Cell[]): void {
  out.bytes(Buffer.from(`${JSON.stringify([at, ...cells])}\n`))
}

/** The rows that `writeRow` put there. */
export function readRows(bytes: Uint8Array | null): Row[] {
  if (bytes === null) return []
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString().split('\n')
  return lines.slice(0, -1).map((line) => {
    const [at, ...cells] = JSON.parse(line) as [number, ...Cell[]]
    return { at, cells }
  })
}

/** A row and its ingest stamp. */
export type Row = { readonly at: number; readonly cells: readonly Cell[] }

/**
 * The rows that a live table or chart shows, by key. Tells the view what changed at most five times a second; what comes and goes in between is
 * never told, so no more waits than there are rows.
 */
export class LiveRows {
  readonly #context: Pick<SinkContext, 'clock' | 'view'>
  readonly #columns: ViewColumns
  readonly #key: readonly string[]
  readonly #names: View
  /** Least recently set first. */
  readonly #rows = new Map<string, Row>()
  readonly #shown = new Set<string>()
  readonly #changed = new Set<string>()
  readonly #gone = new Set<string>()
  #begun = false
  #last: number
  #cancel: (() => void) | null = null

  constructor(context: Pick<SinkContext, 'clock' | 'view'>, columns: ViewColumns, key: readonly string[]) {
    this.#context = context
    this.#columns = columns
    this.#key = key
    this.#names = new View()
    this.#names.apply({ snapshot: { columns, key, rows: [] } })
    this.#last = context.clock.now()
  }

  /** Shows the columns at once, at the first start. At a later one what is on the screen stays until there is something to show. */
  begin(generation: number): void {
    if (generation <= 1) this.#tell()
  }

  /** Rows as a sink keeps them for its next start. */
  pack(rows: Iterable<Row> = this.#rows.values()): Buffer {
    return Buffer.from(JSON.stringify({ columns: this.#columns, key: this.#key, rows: [...rows].map(({ at, cells }) => [at, ...cells]) }))
  }

  /** The rows that were packed; none when they are damaged, or those of other columns. */
  unpack(bytes: Buffer | null): Row[] {
    try {
      const { columns, key, rows } = JSON.parse(`${bytes}`) as { columns: unknown; key: unknown; rows: [number, ...Cell[]][] }
      if (JSON.stringify([columns, key]) !== JSON.stringify([this.#columns, this.#key])) return []
      return rows.map(([at, ...cells]) => ({ at, cells }))
    } catch {
      return []
    }
  }

  /** The rows, least recently set first. */
  get rows(): ReadonlyMap<string, Row> {
    return this.#rows
  }

  keyOf(cells: readonly Cell[]): string {
    return this.#names.keyOf(cells)
  }

  set(cells: readonly Cell[], at: number): void {
    const key = this.keyOf(cells)
    const before = this.#rows.get(key)
    this.#rows.delete(key)
    this.#rows.set(key, { at, cells })
    this.#gone.delete(key)
    if (before?.cells.every((cell, i) => cell === cells[i])) return
    this.#changed.add(key)
    this.#soon()
  }

  delete(key: string): void {
    if (!this.#rows.delete(key)) return
    this.#changed.delete(key)
    if (this.#shown.has(key)) this.#gone.add(key)
    this.#soon()
  }

  /** Tells what is left to tell. */
  close(): void {
    if (this.#cancel !== null) this.#tell()
  }

  #soon(): void {
    if (this.#cancel !== null) return
    const wait = Math.max(0, this.#last + INTERVAL - this.#context.clock.now())
    this.#cancel = this.#context.clock.timer(wait, () => this.#tell())
  }

  #tell(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#last = this.#context.clock.now()
    if (this.#begun) this.#tellChange()
    else {
      this.#begun = true
      for (const key of this.#rows.keys()) this.#shown.add(key)
      this.#context.view({ snapshot: { columns: this.#columns, key: this.#key, rows: [...this.#rows.values()].map(({ cells }) => cells) } })
    }
    this.#changed.clear()
    this.#gone.clear()
  }

  #tellChange(): void {
    const upsert = [...this.#changed].map((key) => this.#rows.get(key)!.cells)
    const remove = [...this.#gone]
    for (const key of this.#changed) this.#shown.add(key)
    for (const key of remove) this.#shown.delete(key)
    if (upsert.length + remove.length === 0) return
    this.#context.view({ ...(upsert.length > 0 ? { upsert } : {}), ...(remove.length > 0 ? { remove } : {}) })
  }
}
