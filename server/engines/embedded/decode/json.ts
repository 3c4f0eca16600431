/** JSON lines → columns. The scanner takes the usual rows; JSON.parse is the judge of every other one, row by row. */
import { AppError } from '../../../../core/error.ts'
import type { Batch, Column } from '../batch.ts'
import { makeColumn } from '../batch.ts'
import type { DecodeField, Decoder, DecoderOptions, OnBad, OnBatch } from './decoder.ts'
import { type KeyNode, keyTree } from './fields.ts'
import { eachInvalidLine, eachPiece, withoutNewline } from './pieces.ts'
import { releaseFill } from './release.ts'
import { Scanner } from './scanner.ts'
import { SlowValues } from './slow-values.ts'

/** The column that `rest: keep` adds, behind the others. */
export const REST = '_rest'

const TYPE_CODE = { long: 0, double: 1, text: 2, boolean: 3, json: 4 } as const
const ANY_TEXT = 5
/** An object that is only on the way to a wanted field. */
const NO_TYPE = 6

const GOOD = 0
const BLANK = 2
const NEWLINE = 10
const SPACE = 32

export class JsonDecoder implements Decoder {
  readonly fields: readonly DecodeField[]
  readonly counters = { records: 0, bytes: 0 }
  readonly #scanner = new Scanner()
  readonly #slow: SlowValues
  readonly #batchRows: number
  readonly #fill: boolean
  readonly #batch: Batch
  readonly #selection: Uint32Array
  /** The scanner's number of each field. */
  readonly #numbers: readonly number[]
  readonly #rest: Column | null
  readonly #wrong: Float64Array

  constructor(fields: readonly DecodeField[], options: DecoderOptions = {}) {
    const scanner = this.#scanner
    const tree = keyTree(fields)
    const spans = options.spans ?? true
    this.#numbers = register(scanner, fields, tree)
    const columns = fields.map((field, i) => scanner.column(this.#numbers[i], field.name, field.type, { spans, kinds: true }))
    this.#wrong = new Float64Array(fields.length)
    this.#slow = new SlowValues(scanner, fields, columns, tree, this.#wrong)
    this.#rest = options.rest === 'keep' ? makeColumn(REST, 'json', scanner.maxRows, scanner.bytes) : null
    this.fields = this.#rest === null ? fields : [...fields, { name: REST, type: 'json' }]
    this.#batchRows = Math.min(options.batchRows ?? scanner.maxRows, scanner.maxRows)
    this.#fill = releaseFill(options)
    this.#selection = new Uint32Array(scanner.maxRows)
    const all = this.#rest === null ? columns : [...columns, this.#rest]
    this.#batch = { rows: 0, count: 0, sel: null, columns: all, lines: scanner.lines, bytes: scanner.bytes, at: 0 }
  }

  get wrongType(): Readonly<Record<string, number>> {
    return Object.fromEntries(Array.from(this.#wrong, (count, i) => [this.fields[i].name, count]))
  }

  /** Rows that JSON.parse had to judge so far: for tests and tuning. */
  get slowRows(): number {
    return this.#slow.rows
  }

  begin(): void {}

  decode(bytes: Buffer, from: number, to: number, at: number, onBatch: OnBatch, onBad: OnBad): void {
    this.counters.bytes += to - from
    this.#batch.at = at
    eachPiece(bytes, from, to, this.#scanner.capacity, (start, end) => this.#piece(bytes, start, end, onBatch, onBad), onBad)
  }

  #piece(bytes: Buffer, from: number, to: number, onBatch: OnBatch, onBad: OnBad): void {
    const { x, bytes: memory } = this.#scanner
    let length = bytes.copy(memory, 0, from, to)
    if (memory[length - 1] !== NEWLINE) memory[length++] = NEWLINE
    eachInvalidLine(bytes, from, to, (start, end) => {
      const last = withoutNewline(bytes, start, end)
      memory.fill(SPACE, start - from, last - from) // a blank line is no record
      onBad({ code: 'INVALID_UTF8', message: 'the record is not valid UTF-8', from: start, to: last }, bytes)
    })
    for (let position = 0; position < length; position = x.consumedBytes()) {
      const rows = x.scan(position, length, this.#batchRows)
      this.#finish(rows, bytes, from, onBad)
      const batch = this.#batch
      if (batch.count > 0) {
        this.counters.records += batch.count
        onBatch(batch)
      }
      if (this.#fill) this.#release(position, rows)
    }
  }

  /** Everything that the scanner left undone for its last `rows` rows. */
  #finish(rows: number, source: Buffer, offset: number, onBad: OnBad): void {
    const { x, wrong } = this.#scanner
    const batch = this.#batch
    batch.rows = rows
    batch.count = rows
    batch.sel = null
    this.#slow.begin()
    if (x.misfitRows() > 0) for (let i = 0; i < this.#wrong.length; i++) this.#wrong[i] += wrong[this.#numbers[i]]
    if (x.oddValues() > 0) this.#slow.finish(rows, this.#numbers)
    if (x.refusedRows() > 0) this.#judge(rows, source, offset, onBad)
    if (this.#rest !== null) this.#keepRest(this.#rest)
  }

  /** Refused rows become good ones or bad records; bad and blank ones leave the selection. */
  #judge(rows: number, source: Buffer, offset: number, onBad: OnBad): void {
    const { status, lines } = this.#scanner
    const selection = this.#selection
    let n = 0
    for (let row = 0; row < rows; row++) {
      if (status[row] === BLANK) continue
      if (status[row] !== GOOD) {
        const from = lines[row]
        const to = lines[row + 1] - 1
        const bad = this.#slow.row(row, from, to)
        if (bad !== null) {
          onBad({ ...bad, from: offset + from, to: offset + to }, source)
          continue
        }
      }
      selection[n++] = row
    }
    this.#batch.count = n
    if (n < rows) this.#batch.sel = selection
  }

  #keepRest(rest: Column): void {
    const { count, sel } = this.#batch
    for (let i = 0; i < count; i++) {
      const row = sel === null ? i : sel[i]
      this.#slow.rest(rest, row, this.#scanner.lines[row])
    }
  }

  #release(from: number, rows: number): void {
    const { x, bytes, spill } = this.#scanner
    bytes.fill(0xff, from, x.consumedBytes())
    bytes.fill(0xff, spill, this.#slow.spillEnd)
    for (const column of this.#batch.columns) column.ranges.fill(0xffffffff, 0, 2 * rows)
  }
}

/** Tells the scanner all fields and the objects on the way to them; returns the scanner's number of each field. */
function register(scanner: Scanner, fields: readonly DecodeField[], tree: KeyNode): number[] {
  const numbers: number[] = []
  const add = (node: KeyNode, parent: number): void => {
    for (const [key, member] of node.members) {
      const field = member.field < 0 ? null : fields[member.field]
      const type = field === null ? NO_TYPE : field.text === 'any' ? ANY_TEXT : TYPE_CODE[field.type]
      const number = scanner.x.addField(scanner.bytes.utf8Write(key, 0), type, parent)
      if (number < 0) throw tooMany(fields.length)
      if (field !== null) numbers[member.field] = number
      if (member.members.size === 0) continue
      const inner = scanner.x.addNode(number)
      if (inner < 0) throw tooMany(fields.length)
      add(member, inner)
    }
  }
  add(tree, 0)
  return numbers
}

const tooMany = (count: number): AppError =>
  new AppError('TOO_MANY_FIELDS', `${count} fields are more than a JSON decoder takes (128 keys in 31 objects, 16 KiB of names)`, {
    blame: 'user',
    hint: 'declare only the fields that you use, or take an object as one json field',
  })
