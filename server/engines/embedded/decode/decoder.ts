/** What turns source bytes into batches: the contract of all codecs, and the choice among them. */
import type { Batch, ColumnType } from '../batch.ts'
import { CsvDecoder } from './csv.ts'
import { JsonDecoder } from './json.ts'
import { LinesDecoder } from './lines.ts'

/** A wanted field. JSON: dots in the name lead into nested objects. `text: 'any'` = a declared string, which takes the JSON text of any member. */
export type DecodeField = { readonly name: string; readonly type: ColumnType; readonly text?: 'any' }

/** Why bytes are no record. */
export type BadCode = 'MALFORMED' | 'NOT_AN_OBJECT' | 'TOO_DEEP' | 'TOO_LARGE' | 'INVALID_UTF8'

/** A record that cannot be decoded, for the dead letters: offsets into the bytes handed to `decode`, without the line end. */
export type BadRecord = { readonly code: BadCode; readonly message: string; readonly from: number; readonly to: number }

export type OnBatch = (batch: Batch) => void
export type OnBad = (bad: BadRecord, bytes: Buffer) => void

export interface Decoder {
  readonly fields: readonly DecodeField[]
  /** What comes next is from another file or connection: its first record (the header of CSV), or null when that is the first one to come. Without this call the first bytes are the begin. */
  begin(header: Buffer | null): void
  /** Decodes the complete records in bytes [from, to), the last of which may lack its line end; `at` = their oldest ingest stamp. Batches come in order and are borrowed until `onBatch` returns. */
  decode(bytes: Buffer, from: number, to: number, at: number, onBatch: OnBatch, onBad: OnBad): void
  /** Per field: members of the wrong type, which became NULL. Running totals. */
  readonly wrongType: Readonly<Record<string, number>>
  /** Running totals: records in batches, and bytes handed to `decode`. */
  readonly counters: { records: number; bytes: number }
}

export type DecoderOptions = {
  /** CSV: the first record names the columns. */
  readonly header?: boolean
  /** CSV: one ASCII character; default `,`. */
  readonly delimiter?: string
  /** CSV: one ASCII character; default `"`. */
  readonly quote?: string
  /** JSON: `keep` adds a json column `_rest`, the object of all members that no field takes. */
  readonly rest?: 'keep' | 'drop'
  /** JSON: `false` leaves out where values stand, so that encoders print instead of copying. */
  readonly spans?: boolean
  /** At most this many rows in a batch; at most 8,192, which is the default. */
  readonly batchRows?: number
  /** Overwrites what a batch lent out with 0xff once it is released, so that a value kept without copying shows. Default: whether MILLRACE_RELEASE_FILL is set. */
  readonly releaseFill?: boolean
}

/** Makes a decoder with memory of its own. Throws AppError TOO_MANY_FIELDS where the fields do not fit into a decoder. */
export function makeDecoder(codec: 'json' | 'lines' | 'csv', fields: readonly DecodeField[], options: DecoderOptions = {}): Decoder {
  if (codec === 'json') return new JsonDecoder(fields, options)
  if (codec === 'lines') return new LinesDecoder(fields, options)
  return new CsvDecoder(fields, options)
}
