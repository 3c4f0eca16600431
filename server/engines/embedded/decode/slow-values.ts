/** What the scanner leaves to JavaScript: rows it refused, values it could not finish, and the members that no field takes. */
import { type Column, Kind, NULL_LENGTH } from '../batch.ts'
import type { BadCode, DecodeField } from './decoder.ts'
import type { KeyNode } from './fields.ts'
import { deeperThan, eachMember, hasEscape, skipWhite, spelled } from './members.ts'
import type { Scanner } from './scanner.ts'

/** Deeper records are refused: what reads them later (scripts, other systems) may recurse. */
const MAX_DEPTH = 64
const QUOTE = 34
const BRACE = 123

export class SlowValues {
  /** Rows judged so far. */
  rows = 0
  /**
   * End of what this scan put into the spill area. It never overflows: text shrinks when it is unescaped and each byte of the input belongs to one
   * text, so both the texts and the rest take at most as many bytes as the input, and the area is twice as large.
   */
  spillEnd: number
  readonly #scanner: Scanner
  readonly #fields: readonly DecodeField[]
  readonly #columns: readonly Column[]
  readonly #tree: KeyNode
  readonly #wrong: Float64Array

  /** `wrong` counts members of the wrong type per field. */
  constructor(scanner: Scanner, fields: readonly DecodeField[], columns: readonly Column[], tree: KeyNode, wrong: Float64Array) {
    this.#scanner = scanner
    this.#fields = fields
    this.#columns = columns
    this.#tree = tree
    this.#wrong = wrong
    this.spillEnd = scanner.spill
  }

  /** Begins a scan: the spill area is free again. */
  begin(): void {
    this.spillEnd = this.#scanner.spill
  }

  /** Unescapes texts and converts long numbers in the good rows; `numbers` = the scanner's number of each field. */
  finish(rows: number, numbers: readonly number[]): void {
    const { status, odd, bytes } = this.#scanner
    this.#columns.forEach((column, i) => {
      if (odd[numbers[i]] === 0) return
      const { ranges, type } = column
      const kinds = column.kinds!
      for (let row = 0; row < rows; row++) {
        if (status[row] !== 0) continue
        const kind = kinds[row]
        if (kind === Kind.escaped && type === 'text') {
          const from = ranges[2 * row]
          this.#spill(column, row, JSON.parse(bytes.utf8Slice(from - 1, from + ranges[2 * row + 1] + 1)))
        } else if (kind === Kind.longNumber && (type === 'double' || type === 'long')) {
          const span = this.#scanner.span(numbers[i], row)
          this.#number(column, row, span.from, span.to)
          if (column.nums[row] !== column.nums[row]) this.#wrong[i]++
        }
      }
    })
  }

  /** Judges the line [from, to) by JSON.parse and fills the row from it, or says why it is no record. */
  row(row: number, from: number, to: number): { code: BadCode; message: string } | null {
    const { bytes } = this.#scanner
    this.rows++
    if (deeperThan(MAX_DEPTH, bytes, from, to)) return { code: 'TOO_DEEP', message: `the record is nested deeper than ${MAX_DEPTH} levels` }
    let value: unknown
    try {
      value = JSON.parse(bytes.utf8Slice(from, to))
    } catch (error) {
      return { code: 'MALFORMED', message: (error as Error).message }
    }
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      return {
        code: 'NOT_AN_OBJECT',
        message: `the record is ${value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`}, not an object`,
      }
    }
    this.#clear(this.#tree, row)
    this.#members(row, skipWhite(bytes, from), this.#tree)
    this.#columns.forEach((column, i) => {
      const kind = column.kinds![row]
      if (kind !== Kind.missing && kind !== Kind.null && isNull(column, row)) this.#wrong[i]++
    })
    return null
  }

  /** Writes the members of the object that begins the line at `from` which no field takes into the row of `rest`, as one JSON object. */
  rest(rest: Column, row: number, from: number): void {
    const start = this.spillEnd
    this.#keep(skipWhite(this.#scanner.bytes, from), this.#tree)
    setRange(rest.ranges, row, start, this.spillEnd - start)
  }

  #keep(from: number, node: KeyNode): void {
    const { bytes } = this.#scanner
    const last = new Map<string, readonly [number, number, number, number]>() // of duplicate keys the last one counts
    eachMember(bytes, from, (...where) => last.set(spelled(bytes, where[0], where[1]), where))
    bytes[this.spillEnd++] = BRACE
    const first = this.spillEnd
    for (const [key, [keyFrom, keyTo, valueFrom, valueTo]] of last) {
      const member = node.members.get(key)
      if (member !== undefined && member.field >= 0) continue
      const before = this.spillEnd
      if (before > first) this.#append(',')
      this.spillEnd += bytes.copy(bytes, this.spillEnd, keyFrom, keyTo)
      this.#append(':')
      if (member === undefined || bytes[valueFrom] !== BRACE) {
        this.spillEnd += bytes.copy(bytes, this.spillEnd, valueFrom, valueTo)
        continue
      }
      const inner = this.spillEnd
      this.#keep(valueFrom, member)
      if (this.spillEnd - inner === 2) this.spillEnd = before // all its members are taken by fields
    }
    this.#append('}')
  }

  #append(character: string): void {
    this.#scanner.bytes[this.spillEnd++] = character.charCodeAt(0)
  }

  #members(row: number, from: number, node: KeyNode): void {
    const { bytes } = this.#scanner
    eachMember(bytes, from, (keyFrom, keyTo, valueFrom, valueTo) => {
      const member = node.members.get(spelled(bytes, keyFrom, keyTo))
      if (member === undefined) return
      if (member.members.size > 0) {
        this.#clear(member, row) // what an earlier member of the same key held is void
        if (bytes[valueFrom] === BRACE) this.#members(row, valueFrom, member)
      }
      if (member.field >= 0) this.#place(member.field, row, valueFrom, valueTo)
    })
  }

  #clear(node: KeyNode, row: number): void {
    for (const member of node.members.values()) {
      if (member.field >= 0) {
        this.#columns[member.field].kinds![row] = Kind.missing
        setNull(this.#columns[member.field], row)
      }
      this.#clear(member, row)
    }
  }

  /** Sets one value from its JSON text [from, to), as the scanner would. */
  #place(field: number, row: number, from: number, to: number): void {
    const { bytes } = this.#scanner
    const column = this.#columns[field]
    const { type, spans } = column
    const first = bytes[from]
    const kind = kindOf(bytes, from, to)
    column.kinds![row] = kind
    setNull(column, row)
    if (kind === Kind.null) return
    if (type === 'text') {
      if (first === QUOTE) {
        if (spans !== null) setRange(spans, row, from + 1, to - from - 2)
        if (kind === Kind.escaped) this.#spill(column, row, spelled(bytes, from, to))
        else setRange(column.ranges, row, from + 1, to - from - 2)
      } else if (this.#fields[field].text === 'any') {
        if (spans !== null) setRange(spans, row, 0, NULL_LENGTH)
        setRange(column.ranges, row, from, to - from)
      }
      return
    }
    if (spans !== null) setRange(spans, row, from, to - from)
    if (type === 'json') setRange(column.ranges, row, from, to - from)
    else if (type === 'boolean') {
      if (kind === Kind.true || kind === Kind.false) column.nums[row] = kind === Kind.true ? 1 : 0
    } else if (kind === Kind.integer || kind === Kind.double) this.#number(column, row, from, to)
  }

  #number(column: Column, row: number, from: number, to: number): void {
    const x = Number(this.#scanner.bytes.latin1Slice(from, to))
    if (column.type === 'double' ? Number.isFinite(x) : Number.isSafeInteger(x))
      column.nums[row] = column.type === 'double' ? x : x + 0 // a long has no -0
    else setNull(column, row)
  }

  #spill(column: Column, row: number, text: string): void {
    const length = this.#scanner.bytes.utf8Write(text, this.spillEnd)
    setRange(column.ranges, row, this.spillEnd, length)
    this.spillEnd += length
  }
}

function kindOf(bytes: Buffer, from: number, to: number): number {
  switch (bytes[from]) {
    case QUOTE: {
      if (hasEscape(bytes, from, to)) return Kind.escaped
      for (let p = from; p < to; p++) if (bytes[p] >= 0x80) return Kind.utf8
      return Kind.ascii
    }
    case 116:
      return Kind.true
    case 102:
      return Kind.false
    case 110:
      return Kind.null
    case BRACE:
    case 91:
      return Kind.raw
  }
  for (let p = from; p < to; p++) if (bytes[p] === 46 || (bytes[p] | 32) === 101) return Kind.double
  return Kind.integer
}

function setRange(ranges: Uint32Array, row: number, from: number, length: number): void {
  ranges[2 * row] = from
  ranges[2 * row + 1] = length
}

/** NULL in both readings of the eight bytes. */
function setNull(column: Column, row: number): void {
  setRange(column.ranges, row, 0, NULL_LENGTH)
}

function isNull(column: Column, row: number): boolean {
  return column.ranges[2 * row] === 0 && column.ranges[2 * row + 1] === NULL_LENGTH
}
