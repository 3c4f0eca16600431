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

const MOST_POINTS = 600
const MOST_SERIES = 20
const MOST_AHEAD = 3_600_000
/** Points on a time axis stand at multiples of one of these, milliseconds. */
const STEPS = [1, 10, 100, 1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 3_600_000]

type Cell = Row['cells'][number]

/** Keeps the newest points of each series. */
export class SeriesSink implements Sink<null> {
  readonly #window: number
  readonly #context: SinkContext
  readonly #place: Place
  readonly #rows: LiveRows
  readonly #step: number
  /** How many points each series has. */
  readonly #series = new Map<string, number>()
  #newest = Number.NEGATIVE_INFINITY

  constructor(config: Config, context: SinkContext) {
    this.#window = config.window
    this.#context = context
    this.#place = placeOf(config, context)
    this.#step = STEPS.find((step) => step * MOST_POINTS >= config.window) ?? config.window
    this.#rows = new LiveRows(context, this.#place.columns, this.#place.key)
  }

  /** What was shown since the last snapshot went with the process before, so the journal's outputs are wanted again. */
  async open(generation: number): Promise<{ published: number }> {
    this.#rows.begin(generation)
    for (const { at, cells } of this.#rows.unpack(this.#context.own?.read() ?? null)) this.#add(cells, at)
    this.#trim()
    return { published: 0 }
  }

  /** Of the rows of a batch that have the same place the last one. */
  encode(batch: Batch, out: Writer): void {
    const { x, by, y } = this.#place
    const points = new Map<string, Row['cells']>()
    for (let i = 0; i < batch.count; i++) {
      const cells = cellsOf(batch, batch.sel === null ? i : batch.sel[i])
      const point = [this.#rounded(x === null ? batch.at : cells[x]), ...(by === null ? [] : [cells[by]]), ...y.map((k) => cells[k])]
      points.set(this.#rows.keyOf(point), point)
    }
    for (const point of points.values()) writeRow(out, batch.at, point)
  }

  async publish(_epoch: number, { bytes }: Output<null>): Promise<void> {
    for (const { at, cells } of readRows(bytes)) this.#add(cells, at)
    this.#trim()
  }

  flush(): void {
    this.#context.own?.write(this.#rows.pack())
  }

  async close(): Promise<void> {
    this.#rows.close()
  }

  #rounded(x: Cell): Cell {
    return this.#place.isTime && typeof x === 'number' ? Math.floor(x / this.#step) * this.#step : x
  }

  #add(point: Row['cells'], at: number): void {
    const [x] = point
    if (x === null) {
      this.#context.dropped('noPlace', 1)
      return
    }
    if (this.#place.isTime) {
      if (Number(x) > this.#context.clock.now() + MOST_AHEAD) {
        this.#context.dropped('ahead', 1)
        return
      }
      this.#newest = Math.max(this.#newest, Number(x))
    }
    if (!this.#rows.rows.has(this.#rows.keyOf(point))) {
      const series = this.#seriesOf(point)
      if (this.#series.size >= MOST_SERIES && !this.#series.has(series)) {
        this.#context.dropped('series', 1)
        return
      }
      this.#series.set(series, (this.#series.get(series) ?? 0) + 1)
    }
    this.#rows.set(point, at)
  }

  #trim(): void {
    const { isTime } = this.#place
    const from = (isTime ? this.#newest : this.#context.clock.now()) - this.#window
    for (const [key, { at, cells }] of this.#rows.rows) {
      const tooOld = (isTime ? Number(cells[0]) : at) <= from
      if (!tooOld && this.#rows.rows.size <= MOST_POINTS * this.#series.size) return
      this.#rows.delete(key)
      const series = this.#seriesOf(cells)
      const left = this.#series.get(series)! - 1
      if (left === 0) this.#series.delete(series)
      else this.#series.set(series, left)
    }
  }

  #seriesOf(point: Row['cells']): string {
    return this.#place.by === null ? '' : JSON.stringify(point[1])
  }
}
