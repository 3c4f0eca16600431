/** CSV (RFC 4180) → columns: quotes, doubled quotes, line ends inside quotes, CRLF. Cells become the declared types as CAST would make them. */
import { isUtf8 } from 'node:buffer'
import { AppError } from '../../../../core/error.ts'
import { type Batch, type Column, makeColumn, NULL_LENGTH } from '../batch.ts'
import { cellReader } from './cells.ts'
import type { BadCode, DecodeField, Decoder, DecoderOptions, OnBad, OnBatch } from './decoder.ts'
import { releaseFill } from './release.ts'

const MAX_ROWS = 8192
const NEWLINE = 10
const RETURN = 13
const BYTE_ORDER_MARK = Buffer.from('\ufeff')

type Problem = { readonly code: BadCode; readonly message: string }

export class CsvDecoder implements Decoder {
  readonly fields: readonly DecodeField[]
  readonly counters = { records: 0, bytes: 0 }
  readonly #batchRows: number
  readonly #fill: boolean
  readonly #delimiter: number
  readonly #quote: number
  readonly #header: boolean
  readonly #wrong: Float64Array
  readonly #setCell: readonly ((column: Column, row: number, from: number, to: number) => boolean)[]
  /** A copy of what is decoded, because doubled quotes are undone in place. */
  #memory: Buffer = Buffer.alloc(0)
  #columns: Column[]
  /** Field of each cell of a record; -1 = not wanted. Null while the header is still to come. */
  #cells: readonly number[] | null
  /** Where the cells of the current record stand; a length of NULL_LENGTH = empty without quotes. */
  #ranges = new Uint32Array(64)

  constructor(fields: readonly DecodeField[], options: DecoderOptions = {}) {
    this.fields = fields
    this.#delimiter = character(options.delimiter ?? ',', 'delimiter')
    this.#quote = character(options.quote ?? '"', 'quote')
    this.#header = options.header ?? false
    this.#batchRows = Math.min(options.batchRows ?? MAX_ROWS, MAX_ROWS)
    this.#fill = releaseFill(options)
    this.#wrong = new Float64Array(fields.length)
    this.#setCell = fields.map((field) => cellReader(field.type))
    this.#columns = []
    this.#cells = this.#header ? null : fields.map((_, i) => i)
  }

  get wrongType(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.fields.map((field, i) => [field.name, this.#wrong[i]]))
  }

  begin(header: Buffer | null): void {
    if (!this.#header) return
    this.#cells = null
    if (header === null || header.length === 0) return
    this.#load(header, 0, header.length)
    this.#readHeader(this.#afterMark(0))
  }

  decode(bytes: Buffer, from: number, to: number, at: number, onBatch: OnBatch, onBad: OnBad): void {
    if (from === to) return
    this.counters.bytes += to - from
    const end = this.#load(bytes, from, to)
    const valid = isUtf8(bytes.subarray(from, to))
    let p = 0
    if (this.#cells === null) p = this.#readHeader(this.#afterMark(p))
    const cells = this.#cells!
    const batch: Batch = { rows: 0, count: 0, sel: null, columns: this.#columns, lines: null, bytes: null, at }
    const emit = (): void => {
      if (batch.rows === 0) return
      batch.count = batch.rows
      this.counters.records += batch.rows
      onBatch(batch)
      if (this.#fill) for (const column of this.#columns) column.ranges.fill(0xffffffff, 0, 2 * batch.rows)
      batch.rows = 0
    }
    while (p < end) {
      const start = p
      const blank = this.#memory[p] === NEWLINE || (this.#memory[p] === RETURN && this.#memory[p + 1] === NEWLINE)
      if (blank && cells.length !== 1) {
        p += this.#memory[p] === NEWLINE ? 1 : 2
        continue
      }
      let problem = this.#record(p)
      p = this.#after
      if (problem === null && this.#count > cells.length) {
        problem = {
          code: 'MALFORMED',
          message: `the record has ${this.#count} cells; ${cells.length} ${this.#header ? 'are in the header' : 'fields are declared'}`,
        }
      }
      const last = Math.min(withoutLineEnd(bytes, from + start, from + p), to)
      if (!valid && !isUtf8(bytes.subarray(from + start, last)))
        problem = { code: 'INVALID_UTF8', message: 'the record is not valid UTF-8' }
      if (problem !== null) {
        onBad({ ...problem, from: from + start, to: last }, bytes)
        continue
      }
      this.#fillRow(batch.rows++, cells)
      if (batch.rows === this.#batchRows) emit()
    }
    emit()
    if (this.#fill) this.#memory.fill(0xff, 0, end)
  }

  /** Copies bytes [from, to) to the memory, adds a last line end if it is missing, and returns the end. */
  #load(bytes: Buffer, from: number, to: number): number {
    if (this.#memory.length < to - from + 2) {
      this.#memory = Buffer.allocUnsafeSlow(Math.max(2 * (to - from), 1 << 16))
      this.#columns = this.fields.map((field) => makeColumn(field.name, field.type, this.#batchRows, this.#memory))
    }
    let end = bytes.copy(this.#memory, 0, from, to)
    if (end > 0 && this.#memory[end - 1] !== NEWLINE) this.#memory[end++] = NEWLINE
    this.#end = end
    return end
  }

  #afterMark(p: number): number {
    return this.#memory.subarray(p, p + 3).equals(BYTE_ORDER_MARK) ? p + 3 : p
  }

  /** Reads the names of the columns; returns where the records begin. */
  #readHeader(p: number): number {
    this.#record(p)
    const names = Array.from({ length: this.#count }, (_, i) => {
      const length = this.#ranges[2 * i + 1]
      return length >= NULL_LENGTH ? '' : this.#memory.utf8Slice(this.#ranges[2 * i], this.#ranges[2 * i] + length)
    })
    const wanted = new Map(this.fields.map((field, i) => [field.name, i]))
    this.#cells = names.map((name, i) => (names.indexOf(name) < i ? -1 : (wanted.get(name) ?? -1)))
    return this.#after
  }

  /** Converts the cells of the current record into a row; cells that are not there are NULL. */
  #fillRow(row: number, cells: readonly number[]): void {
    for (const column of this.#columns) setNull(column, row)
    const count = Math.min(this.#count, cells.length)
    for (let i = 0; i < count; i++) {
      const field = cells[i]
      const from = this.#ranges[2 * i]
      const length = this.#ranges[2 * i + 1]
      if (field < 0 || length >= NULL_LENGTH) continue
      if (!this.#setCell[field](this.#columns[field], row, from, from + length)) this.#wrong[field]++
    }
  }

  /** Second results of #record: number of cells, and where the next record begins. */
  #count = 0
  #after = 0
  #end = 0

  /** Finds the cells of the record at `p`, and undoes its doubled quotes. Reads the same borders as the framer, also in malformed records. */
  #record(p: number): Problem | null {
    const memory = this.#memory
    const quote = this.#quote
    const delimiter = this.#delimiter
    let problem: Problem | null = null
    this.#count = 0
    for (let at = p; ; at++) {
      let from = at
      let to = at
      let quoted = false
      if (memory[at] === quote) {
        quoted = true
        from = to = ++at
        for (; at < this.#end; at++) {
          const c = memory[at]
          if (c !== quote) memory[to++] = c
          else if (memory[at + 1] === quote) memory[to++] = memory[at++]
          else break
        }
        if (at >= this.#end) {
          this.#after = this.#end
          return { code: 'MALFORMED', message: 'a quote is opened and never closed' }
        }
        at++
        if (memory[at] === RETURN && memory[at + 1] === NEWLINE) at++
        if (memory[at] !== delimiter && memory[at] !== NEWLINE) {
          problem = { code: 'MALFORMED', message: `cell ${this.#count + 1} goes on behind its closing quote` }
        }
      }
      while (memory[at] !== delimiter && memory[at] !== NEWLINE) at++
      const last = memory[at] === NEWLINE
      if (!quoted) to = last && at > from && memory[at - 1] === RETURN ? at - 1 : at
      this.#addCell(from, quoted || to > from ? to - from : NULL_LENGTH)
      if (!last) continue
      this.#after = at + 1
      return problem
    }
  }

  #addCell(from: number, length: number): void {
    if (2 * this.#count === this.#ranges.length) {
      const wider = new Uint32Array(2 * this.#ranges.length)
      wider.set(this.#ranges)
      this.#ranges = wider
    }
    this.#ranges[2 * this.#count] = from
    this.#ranges[2 * this.#count + 1] = length
    this.#count++
  }
}

function setNull(column: Column, row: number): void {
  column.ranges[2 * row] = 0
  column.ranges[2 * row + 1] = NULL_LENGTH
}

function withoutLineEnd(bytes: Buffer, from: number, to: number): number {
  let end = to
  if (end > from && bytes[end - 1] === NEWLINE) end--
  if (end > from && bytes[end - 1] === RETURN) end--
  return end
}

function character(text: string, setting: string): number {
  const code = text.charCodeAt(0)
  if (text.length === 1 && code < 128 && code !== NEWLINE && code !== RETURN) return code
  throw new AppError('SETTING', `the CSV ${setting} ${JSON.stringify(text)} is not one ASCII character`, {
    blame: 'user',
    hint: 'use a comma, semicolon, tab, | or the like',
  })
}
