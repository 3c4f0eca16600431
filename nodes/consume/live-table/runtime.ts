import type { z } from 'zod'
import {
  type Batch,
  cellsOf,
  defineRuntime,
  LiveRows,
  type Output,
  type Row,
  readRows,
  type Sink,
  type SinkContext,
  type Writer,
  writeRow,
} from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

type Config = z.output<(typeof node)['config']>

/** Numbers the rows of a table without a key; not shown. */
const NUMBER = '_n'

/** Keeps the newest records and tells the page what changed. */
export class LiveTableSink implements Sink<null> {
  readonly #config: Config
  readonly #context: SinkContext
  readonly #rows: LiveRows
  readonly #complete: boolean
  /** Which columns of a batch are the key; null = there is none. */
  readonly #key: readonly number[] | null
  #n = 0
  #cancel = (): void => {}

  constructor(config: Config, context: SinkContext) {
    const { key } = config
    const { fields, output } = context.shape
    this.#config = config
    this.#context = context
    this.#complete = output === 'complete'
    this.#key = key.length === 0 ? null : key.map((name) => fields.findIndex((field) => field.name === name))
    const columns = fields.map(({ name, type }) => ({ name, type }))
    this.#rows =
      this.#key === null
        ? new LiveRows(context, [{ name: NUMBER, type: 'long' }, ...columns], [NUMBER])
        : new LiveRows(context, columns, key)
  }

  /** What was shown since the last snapshot went with the process before, so the journal's outputs are wanted again. */
  async open(generation: number): Promise<{ published: number }> {
    this.#rows.begin(generation)
    for (const { at, cells } of this.#rows.unpack(this.#context.own?.read() ?? null)) {
      this.#rows.set(cells, at)
      if (this.#key === null) this.#n = Number(cells[0]) + 1
    }
    this.#trim()
    return { published: 0 }
  }

  /** Of a batch only the rows that can be left on the table. */
  encode(batch: Batch, out: Writer): void {
    const last: Row['cells'][] = []
    const seen = new Set<string>()
    for (let i = batch.count - 1; i >= 0 && last.length < this.#config.maxRows; i--) {
      const cells = cellsOf(batch, batch.sel === null ? i : batch.sel[i])
      if (this.#key !== null) {
        const key = JSON.stringify(this.#key.map((k) => cells[k]))
        if (seen.has(key)) continue
        seen.add(key)
      }
      last.push(cells)
    }
    for (const cells of last.reverse()) writeRow(out, batch.at, cells)
  }

  async publish(_epoch: number, { bytes }: Output<null>): Promise<void> {
    const rows = readRows(bytes)
    if (this.#complete) this.#replace(rows)
    else for (const { at, cells } of rows) this.#rows.set(this.#numbered(cells), at)
    this.#trim()
  }

  flush(): void {
    this.#context.own?.write(this.#rows.pack())
  }

  async close(): Promise<void> {
    this.#cancel()
    this.#rows.close()
  }

  #numbered(cells: Row['cells']): Row['cells'] {
    return this.#key === null ? [this.#n++, ...cells] : cells
  }

  #replace(rows: readonly Row[]): void {
    this.#n = 0
    const left = new Set(this.#rows.rows.keys())
    for (const { at, cells } of rows) {
      const row = this.#numbered(cells)
      left.delete(this.#rows.keyOf(row))
      this.#rows.set(row, at)
    }
    for (const key of left) this.#rows.delete(key)
  }

  /** Lets the oldest rows go: what is too many now, and later what is too old. */
  #trim(): void {
    const { maxRows, retention } = this.#config
    const now = this.#context.clock.now()
    this.#cancel()
    for (const [key, { at }] of this.#rows.rows) {
      const age = now - at
      if (this.#rows.rows.size <= maxRows && (retention === undefined || age < retention)) {
        if (retention !== undefined) this.#cancel = this.#context.clock.timer(retention - age, () => this.#trim())
        return
      }
      this.#rows.delete(key)
    }
  }
}

export default defineRuntime<Config>({ sink: (config, context) => new LiveTableSink(config, context) })
