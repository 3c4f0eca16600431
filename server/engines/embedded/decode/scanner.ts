/** The WebAssembly scanner and its memory, seen from JavaScript. */
import type { Column, ColumnType } from '../batch.ts'
import { SCAN_WASM } from './scan.gen.ts'
import { type Constant, kernel } from './wasm.ts'

type Exports = {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly MAX_FIELDS: Constant
  readonly MAX_ROWS: Constant
  readonly STRIDE: Constant
  readonly INPUT_CAPACITY: Constant
  readonly SPILL_CAPACITY: Constant
  readonly INPUT: Constant
  readonly SPILL: Constant
  readonly VALUES: Constant
  readonly SPANS: Constant
  readonly KINDS: Constant
  readonly LINES: Constant
  readonly STATUS: Constant
  readonly ODD: Constant
  readonly WRONG: Constant
  addField(length: number, type: number, parent: number): number
  addNode(field: number): number
  scan(from: number, to: number, most: number): number
  lines(from: number, to: number, most: number): number
  consumedBytes(): number
  refusedRows(): number
  oddValues(): number
  misfitRows(): number
}

const newScanner = kernel<Exports>(SCAN_WASM)

/** One instance of the scanner: input, spill area and columns in one memory that never moves. */
export class Scanner {
  readonly x: Exports
  /** The input area and, from `spill` on, the spill area. What the offsets of all columns point into. */
  readonly bytes: Buffer
  readonly maxRows: number
  /** How many bytes one scan can take, the last newline included. */
  readonly capacity: number
  /** Where the spill area begins in `bytes`. */
  readonly spill: number
  readonly lines: Uint32Array
  /** Per row: 0 good, 1 refused, 2 blank. */
  readonly status: Uint8Array
  readonly #spans: Uint32Array
  /** Per field: whether the host has values to finish. */
  readonly odd: Uint8Array
  /** Per field: members of the wrong type in the last scan. */
  readonly wrong: Uint32Array

  constructor() {
    const x = newScanner()
    const memory = x.memory.buffer
    this.x = x
    this.maxRows = x.MAX_ROWS.value
    this.capacity = x.INPUT_CAPACITY.value
    this.spill = x.SPILL.value
    this.bytes = Buffer.from(memory, x.INPUT.value, x.SPILL.value + x.SPILL_CAPACITY.value)
    this.lines = new Uint32Array(memory, x.LINES.value, this.maxRows + 1)
    this.status = new Uint8Array(memory, x.STATUS.value, this.maxRows)
    this.#spans = new Uint32Array(memory, x.SPANS.value, 2 * x.MAX_FIELDS.value * x.STRIDE.value)
    this.odd = new Uint8Array(memory, x.ODD.value, x.MAX_FIELDS.value)
    this.wrong = new Uint32Array(memory, x.WRONG.value, x.MAX_FIELDS.value)
  }

  /** The column of scanner field number `field`. */
  column(field: number, name: string, type: ColumnType, source: { spans: boolean; kinds: boolean }): Column {
    const { STRIDE, VALUES, SPANS, KINDS, memory } = this.x
    const rows = STRIDE.value
    const at = field * rows * 8
    return {
      name,
      type,
      bytes: this.bytes,
      nums: new Float64Array(memory.buffer, VALUES.value + at, rows),
      ranges: new Uint32Array(memory.buffer, VALUES.value + at, 2 * rows),
      spans: source.spans ? new Uint32Array(memory.buffer, SPANS.value + at, 2 * rows) : null,
      kinds: source.kinds ? new Uint8Array(memory.buffer, KINDS.value + field * rows, rows) : null,
    }
  }

  /** Where the value of field number `field` stands in `bytes`. */
  span(field: number, row: number): { from: number; to: number } {
    const from = this.#spans[2 * (field * this.x.STRIDE.value + row)]
    return { from, to: from + this.#spans[2 * (field * this.x.STRIDE.value + row) + 1] }
  }
}
