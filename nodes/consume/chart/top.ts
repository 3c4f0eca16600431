import {
  type Batch,
  cellsOf,
  LiveRows,
  type Output,
  type Row,
  readRows,
  type Sink,
  type SinkContext,
  type Writer,
  writeRow,
} from '../../../server/engines/runtime-type.ts'
import { type Config, type Place, placeOf } from './place.ts'

/** Values that may still change and are compared at most. */
const MOST_COMPARED = 10_000

/** Keeps the greatest values of the newest window; without a time of events, of what arrived last for each value compared. */
export class TopSink implements Sink<null> {
  readonly #config: Config
  readonly #context: SinkContext
  readonly #place: Place
  /** Rows do not change any more, so what is not among the greatest now never will be. */
  readonly #final: boolean
  readonly #complete: boolean
  readonly #rows: LiveRows
  /** Where the compared value and the figure stand in a row. */
  readonly #by: number
  readonly #y: number
  readonly #compared = new Map<string, Row>()
  #newest: Row['cells'][number] = null

  constructor(config: Config, context: SinkContext) {
    this.#config = config
    this.#context = context
    this.#place = placeOf(config, context)
    const { output } = context.shape
    this.#final = output === 'append'
    this.#complete = output === 'complete'
    const skip = this.#place.x === null ? 1 : 0
    this.#by = 1 - skip
    this.#y = 2 - skip
    this.#rows = new LiveRows(context, this.#place.columns.slice(skip), this.#place.key.slice(skip))
  }

  /** What was shown since the last snapshot went with the process before, so the journal's outputs are wanted again. */
  async open(generation: number): Promise<{ published: number }> {
    this.#rows.begin(generation)
    this.#take(this.#rows.unpack(this.#context.own?.read() ?? null))
    return { published: 0 }
  }

  encode(batch: Batch, out: Writer): void {
    const { x, by, y } = this.#place
    let rows: Row[] = []
    for (let i = 0; i < batch.count; i++) {
      const cells = cellsOf(batch, batch.sel === null ? i : batch.sel[i])
      rows.push({ at: batch.at, cells: [...(x === null ? [] : [cells[x]]), cells[by!], ...y.map((k) => cells[k])] })
    }
    if (this.#final || this.#complete) rows = this.#greatest(this.#newestOf(rows))
    for (const { at, cells } of rows) writeRow(out, at, cells)
  }

  async publish(_epoch: number, { bytes }: Output<null>): Promise<void> {
    if (this.#complete) this.#compared.clear()
    this.#take(readRows(bytes))
  }

  /** What is compared is kept, not only what is shown. */
  flush(): void {
    this.#context.own?.write(this.#rows.pack(this.#compared.values()))
  }

  async close(): Promise<void> {
    this.#rows.close()
  }

  #take(rows: readonly Row[]): void {
    const [newest] = this.#newestOf(rows)
    if (this.#place.x !== null && newest !== undefined && isAfter(newest.cells[0], this.#newest)) {
      this.#newest = newest.cells[0]
      this.#compared.clear()
    }
    for (const row of rows) if (this.#place.x === null || row.cells[0] === this.#newest) this.#compare(row)
    if (this.#place.x === null) this.#forget()
    this.#show()
  }

  #compare(row: Row): void {
    const by = JSON.stringify(row.cells[this.#by])
    const known = this.#compared.delete(by)
    if (!known && !this.#complete && this.#compared.size >= MOST_COMPARED) this.#context.dropped('series', 1)
    else this.#compared.set(by, row)
  }

  /** Lets go of values that have not come for so long. */
  #forget(): void {
    const from = this.#context.clock.now() - this.#config.window
    for (const [by, { at }] of this.#compared) {
      if (at > from) return
      this.#compared.delete(by)
    }
  }

  #show(): void {
    const shown = new Map(this.#greatest([...this.#compared.values()]).map((row) => [this.#rows.keyOf(row.cells), row]))
    for (const key of this.#rows.rows.keys()) if (!shown.has(key)) this.#rows.delete(key)
    for (const { at, cells } of shown.values()) this.#rows.set(cells, at)
    if (!this.#final) return
    this.#compared.clear()
    for (const row of shown.values()) this.#compared.set(JSON.stringify(row.cells[this.#by]), row)
  }

  #newestOf(rows: readonly Row[]): Row[] {
    if (this.#place.x === null) return [...rows]
    let newest: Row['cells'][number] = null
    for (const { cells } of rows) if (isAfter(cells[0], newest)) newest = cells[0]
    return rows.filter(({ cells }) => cells[0] === newest && newest !== null)
  }

  /** The greatest rows, greatest first. */
  #greatest(rows: readonly Row[]): Row[] {
    const figure = ({ cells }: Row): number => Number(cells[this.#y] ?? Number.NEGATIVE_INFINITY)
    const top: Row[] = []
    for (const row of rows) {
      if (top.length === this.#config.topN && figure(row) <= figure(top[top.length - 1])) continue
      const place = top.findIndex((other) => figure(other) < figure(row))
      top.splice(place < 0 ? top.length : place, 0, row)
      if (top.length > this.#config.topN) top.pop()
    }
    return top
  }
}

const isAfter = (a: Row['cells'][number], b: Row['cells'][number]): boolean => a !== null && (b === null || a > b)
