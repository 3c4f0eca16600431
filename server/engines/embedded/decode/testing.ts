/** What the tests of all decoders share. */
import { type Batch, rowsOf, type Value } from '../batch.ts'
import { type DecodeField, type Decoder, type DecoderOptions, makeDecoder } from './decoder.ts'

export type Decoded = { rows: Record<string, Value>[]; bad: { code: string; text: string; from: number }[]; batches: number[] }

/** Decodes a whole text or bytes; bad records with the bytes they name. */
export function decodeAll(decoder: Decoder, input: string | Buffer): Decoded {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const out: Decoded = { rows: [], bad: [], batches: [] }
  const take = (batch: Batch): void => {
    out.batches.push(batch.count)
    out.rows.push(...rowsOf(batch))
  }
  decoder.decode(bytes, 0, bytes.length, 1_000, take, ({ code, from, to }, source) =>
    out.bad.push({ code, from, text: source.toString('latin1', from, to) }),
  )
  return out
}

/** `a:long s:string` → fields; `string` is a text that takes any member. */
export function declare(fields: string): DecodeField[] {
  return fields.split(' ').map((field): DecodeField => {
    const [name, type] = field.split(':')
    return type === 'string' ? { name, type: 'text', text: 'any' } : { name, type: type as DecodeField['type'] }
  })
}

/** The rows of a text in a codec. */
export const decodeText = (
  codec: 'json' | 'lines' | 'csv',
  fields: string,
  input: string | Buffer,
  options: DecoderOptions = {},
): Decoded => decodeAll(makeDecoder(codec, fields === '' ? [] : declare(fields), options), input)
