/** Columns → CSV (RFC 4180): a header, then a line per row; NULL is an empty cell, an empty text is `""`. */
import { type Batch, type Column, NULL_LENGTH } from '../batch.ts'
import { Writer } from '../writer.ts'
import { copyBytes, putAscii, putNumber } from './bytes.ts'
import type { Encoder, EncoderOptions, EncodeShape } from './encoder.ts'
import { isoTime } from './time.ts'
import { viewOf } from './view.ts'

const QUOTE = 34
const NEWLINE = 10
const RETURN = 13

export class CsvEncoder implements Encoder {
  readonly #shape: EncodeShape
  readonly #iso: boolean
  readonly #delimiter: number

  constructor(shape: EncodeShape, options: EncoderOptions = {}) {
    this.#shape = shape
    this.#iso = options.timestamps === 'iso'
    this.#delimiter = (options.delimiter ?? ',').charCodeAt(0)
  }

  header(): Buffer {
    const out = new Writer(256)
    this.#shape.forEach((field, i) => {
      if (i > 0) putByte(out, this.#delimiter)
      const name = Buffer.from(field.name)
      this.#text(out, name, viewOf(name), 0, name.length)
    })
    putByte(out, NEWLINE)
    return out.view()
  }

  encode(batch: Batch, out: Writer): void {
    const { columns, sel, count } = batch
    const views = columns.map((column) => viewOf(column.bytes))
    const fields = this.#shape.length
    for (let i = 0; i < count; i++) {
      const row = sel === null ? i : sel[i]
      for (let f = 0; f < fields; f++) {
        if (f > 0) putByte(out, this.#delimiter)
        this.#value(out, columns[f], views[f], this.#shape[f].type, row)
      }
      putByte(out, NEWLINE)
    }
  }

  #value(out: Writer, column: Column, data: DataView, type: EncodeShape[number]['type'], row: number): void {
    if (type === 'string' || type === 'json') {
      const n = column.ranges[2 * row + 1]
      if (n < NULL_LENGTH) this.#text(out, column.bytes, data, column.ranges[2 * row], n)
      return
    }
    const x = column.nums[row]
    if (x !== x) return
    if (type === 'boolean') putAscii(out, x === 1 ? 'true' : 'false')
    else if (type === 'timestamp' && this.#iso) isoTime(out, x, false)
    else putNumber(out, x)
  }

  /** In quotes when it holds a delimiter, a quote or a line end, or is empty (which would read as NULL). */
  #text(out: Writer, source: Buffer, data: DataView, from: number, n: number): void {
    const to = from + n
    let plain = n > 0
    for (let p = from; p < to && plain; p++) {
      const c = source[p]
      plain = c !== QUOTE && c !== this.#delimiter && c !== NEWLINE && c !== RETURN
    }
    if (plain) {
      copyBytes(out, source, data, from, n)
      return
    }
    putByte(out, QUOTE)
    let start = from
    for (let p = from; p < to; p++) {
      if (source[p] !== QUOTE) continue
      copyBytes(out, source, data, start, p + 1 - start) // with the quote, which the next run repeats
      start = p
    }
    copyBytes(out, source, data, start, to - start)
    putByte(out, QUOTE)
  }
}

function putByte(out: Writer, c: number): void {
  out.room(1)
  out.buffer[out.length++] = c
}
