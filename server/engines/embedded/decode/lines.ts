/** Lines of text → the one column `text`. Every line is a record, an empty one too; what follows the last newline is one only if it has bytes. */
import { AppError } from '../../../../core/error.ts'
import type { Batch, Column } from '../batch.ts'
import type { DecodeField, Decoder, DecoderOptions, OnBad, OnBatch } from './decoder.ts'
import { eachInvalidLine, eachPiece, withoutNewline } from './pieces.ts'
import { releaseFill } from './release.ts'
import { Scanner } from './scanner.ts'

export class LinesDecoder implements Decoder {
  readonly fields: readonly DecodeField[]
  readonly wrongType = {}
  readonly counters = { records: 0, bytes: 0 }
  readonly #scanner = new Scanner()
  readonly #batchRows: number
  readonly #fill: boolean
  readonly #text: Column
  readonly #batch: Batch
  readonly #selection: Uint32Array
  /** Starts of the lines in the scanner's memory that are no records. */
  readonly #bad: number[] = []

  /** `fields` is the text field or nothing, when only the number of lines matters. */
  constructor(fields: readonly DecodeField[], options: DecoderOptions = {}) {
    const other = fields.find((field) => field.name !== 'text')
    if (other !== undefined) {
      throw new AppError('UNKNOWN_FIELD', `lines have one field, \`text\`; there is no \`${other.name}\``, { blame: 'us' })
    }
    this.fields = fields
    this.#batchRows = Math.min(options.batchRows ?? this.#scanner.maxRows, this.#scanner.maxRows)
    this.#fill = releaseFill(options)
    this.#text = this.#scanner.column(0, 'text', 'text', { spans: false, kinds: false })
    this.#selection = new Uint32Array(this.#scanner.maxRows)
    const { lines, bytes } = this.#scanner
    this.#batch = { rows: 0, count: 0, sel: null, columns: fields.length > 0 ? [this.#text] : [], lines, bytes, at: 0 }
  }

  begin(): void {}

  decode(bytes: Buffer, from: number, to: number, at: number, onBatch: OnBatch, onBad: OnBad): void {
    this.counters.bytes += to - from
    this.#batch.at = at
    eachPiece(bytes, from, to, this.#scanner.capacity, (start, end) => this.#piece(bytes, start, end, onBatch, onBad), onBad)
  }

  #piece(bytes: Buffer, from: number, to: number, onBatch: OnBatch, onBad: OnBad): void {
    const scanner = this.#scanner
    const memory = scanner.bytes
    let length = bytes.copy(memory, 0, from, to)
    if (memory[length - 1] !== 10) memory[length++] = 10
    this.#bad.length = 0
    eachInvalidLine(bytes, from, to, (start, end) => {
      this.#bad.push(start - from)
      onBad({ code: 'INVALID_UTF8', message: 'the line is not valid UTF-8', from: start, to: withoutNewline(bytes, start, end) }, bytes)
    })
    for (let position = 0; position < length; position = scanner.x.consumedBytes()) {
      const rows = scanner.x.lines(position, length, this.#batchRows)
      this.#select(rows)
      if (this.#batch.count > 0) {
        this.counters.records += this.#batch.count
        onBatch(this.#batch)
      }
      if (this.#fill) {
        memory.fill(0xff, position, scanner.x.consumedBytes())
        this.#text.ranges.fill(0xffffffff, 0, 2 * rows)
      }
    }
  }

  /** Leaves the bad lines out of the batch. */
  #select(rows: number): void {
    const batch = this.#batch
    batch.rows = rows
    batch.count = rows
    batch.sel = null
    if (this.#bad.length === 0) return
    const bad = new Set(this.#bad)
    let n = 0
    for (let row = 0; row < rows; row++) if (!bad.has(this.#scanner.lines[row])) this.#selection[n++] = row
    batch.count = n
    if (n < rows) batch.sel = this.#selection
  }
}
