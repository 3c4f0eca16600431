/** Columns → JSON lines. A value that nobody changed is copied as the bytes it came in; the others are printed as JSON.stringify would. */
import { type Batch, type Column, NULL_LENGTH } from '../batch.ts'
import type { Writer } from '../writer.ts'
import { copyBytes, putAscii, putNumber } from './bytes.ts'
import type { Encoder, EncoderOptions, EncodeShape } from './encoder.ts'
import { putJsonText } from './json-text.ts'
import { isoTime } from './time.ts'
import { viewOf } from './view.ts'

const TEXT = 0
const JSON_TEXT = 1
const NUMBER = 2
const BOOLEAN = 3
const ISO_TIME = 4
const MODE = { string: TEXT, json: JSON_TEXT, long: NUMBER, double: NUMBER, boolean: BOOLEAN, timestamp: NUMBER } as const

const NOTHING = Buffer.alloc(0)

export class JsonLinesEncoder implements Encoder {
  readonly #modes: readonly number[]
  /** `{"a":`, `,"b":` … */
  readonly #heads: readonly Buffer[]
  readonly #headViews: readonly DataView[]

  constructor(shape: EncodeShape, options: EncoderOptions = {}) {
    this.#modes = shape.map((field) => (field.type === 'timestamp' && options.timestamps === 'iso' ? ISO_TIME : MODE[field.type]))
    this.#heads = shape.map((field, i) => padded(`${i === 0 ? '{' : ','}${JSON.stringify(field.name)}:`))
    this.#headViews = this.#heads.map(viewOf)
  }

  header(): Buffer {
    return NOTHING
  }

  encode(batch: Batch, out: Writer): void {
    const { columns, sel, count } = batch
    const heads = this.#heads
    const headViews = this.#headViews
    const modes = this.#modes
    const fields = modes.length
    const views = columns.map((column) => viewOf(column.bytes))
    for (let i = 0; i < count; i++) {
      const row = sel === null ? i : sel[i]
      for (let f = 0; f < fields; f++) {
        copyBytes(out, heads[f], headViews[f], 0, heads[f].length - 3)
        putValue(out, columns[f], views[f], modes[f], row)
      }
      out.room(3)
      if (fields === 0) out.buffer[out.length++] = 123
      out.buffer[out.length++] = 125
      out.buffer[out.length++] = 10
    }
  }
}

function putValue(out: Writer, column: Column, data: DataView, mode: number, row: number): void {
  const { spans } = column
  if (mode <= JSON_TEXT) {
    const n = column.ranges[2 * row + 1]
    if (n >= NULL_LENGTH) putAscii(out, 'null')
    else if (mode === JSON_TEXT) copyBytes(out, column.bytes, data, column.ranges[2 * row], n)
    else if (spans !== null && spans[2 * row + 1] < NULL_LENGTH)
      copyBytes(out, column.bytes, data, spans[2 * row] - 1, spans[2 * row + 1] + 2) // with its quotes and escapes
    else putJsonText(out, column.bytes, data, column.ranges[2 * row], n)
    return
  }
  const x = column.nums[row]
  if (x !== x) putAscii(out, 'null')
  else if (mode === ISO_TIME) isoTime(out, x, true)
  else if (mode === BOOLEAN) putAscii(out, x === 1 ? 'true' : 'false')
  else if (spans !== null && spans[2 * row + 1] < NULL_LENGTH) copyBytes(out, column.bytes, data, spans[2 * row], spans[2 * row + 1])
  else putNumber(out, x)
}

/** With three spare bytes behind the text, so that it can be copied four bytes at a time. */
function padded(text: string): Buffer {
  return Buffer.concat([Buffer.from(text), Buffer.alloc(3)])
}
