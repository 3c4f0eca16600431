/** Columns → bytes: the contract of all formats, and the choice among them. */
import type { FieldType } from '../../../../core/shape.ts'
import type { Batch } from '../batch.ts'
import type { Writer } from '../writer.ts'
import { CsvEncoder } from './csv.ts'
import { JsonLinesEncoder } from './json-lines.ts'
import { TextEncoder } from './text.ts'

/** What is written, column by column: column i of a batch is field i. */
export type EncodeShape = readonly { readonly name: string; readonly type: FieldType }[]

export interface Encoder {
  /** Appends the selected rows of the batch to `out`, each with its line end. Depends on nothing but the batch. */
  encode(batch: Batch, out: Writer): void
  /** The bytes that begin a new file; empty where the format has none. */
  header(): Buffer
}

export type EncoderOptions = {
  /** How timestamps are written: epoch milliseconds (default), or `2023-11-14T22:13:20.000Z`. */
  readonly timestamps?: 'ms' | 'iso'
  /** CSV: one ASCII character; default `,`. */
  readonly delimiter?: string
  /** Text: the field that is written. */
  readonly field?: string
}

export type Format = 'jsonl' | 'csv' | 'text'

export function makeEncoder(format: Format, shape: EncodeShape, options: EncoderOptions = {}): Encoder {
  if (format === 'text') return new TextEncoder(shape, options.field ?? 'text')
  return format === 'jsonl' ? new JsonLinesEncoder(shape, options) : new CsvEncoder(shape, options)
}
