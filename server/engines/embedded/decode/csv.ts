import type { DecodeField, Decoder, DecoderOptions } from './decoder.ts'
export class CsvDecoder implements Decoder {
  readonly fields: readonly DecodeField[]
  readonly wrongType = {}
  readonly counters = { records: 0, bytes: 0 }
  constructor(fields: readonly DecodeField[], _options: DecoderOptions) {
    this.fields = fields
  }
  decode(): void {
    throw new Error('not yet')
  }
}
