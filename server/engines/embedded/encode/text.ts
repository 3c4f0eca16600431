import { AppError } from '../../../../core/error.ts'
import { type Batch, valueAt } from '../batch.ts'
import type { Writer } from '../writer.ts'
import type { Encoder, EncodeShape } from './encoder.ts'

const LINE_END = 10

/** One field per line, as it is; a line break inside becomes a space, NULL an empty line. Throws AppError UNKNOWN_FIELD where there is no such field. */
export class TextEncoder implements Encoder {
  readonly #field: number

  constructor(shape: EncodeShape, field: string) {
    this.#field = shape.findIndex((f) => f.name === field)
    if (this.#field >= 0) return
    throw new AppError('UNKNOWN_FIELD', `format text writes the field \`${field}\`, which the records do not have`, {
      blame: 'user',
      hint: `set \`field\` to one of ${shape.map((f) => f.name).join(', ')}`,
    })
  }

  encode(batch: Batch, out: Writer): void {
    const column = batch.columns[this.#field]
    for (let i = 0; i < batch.count; i++) {
      const text = String(valueAt(column, batch.sel === null ? i : batch.sel[i]) ?? '').replace(/[\r\n]+/g, ' ')
      out.room(3 * text.length + 1)
      out.length += out.buffer.utf8Write(text, out.length)
      out.u8(LINE_END)
    }
  }

  header(): Buffer {
    return Buffer.alloc(0)
  }
}
