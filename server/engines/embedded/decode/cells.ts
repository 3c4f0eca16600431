/** CSV cells → column values, by the rules of CAST. */
import { castOf } from '../../../../core/expr/cast.ts'
import type { ExprEnv } from '../../../../core/expr/types.ts'
import type { Column, ColumnType } from '../batch.ts'
import { deeperThan } from './members.ts'

/** Stores the cell [from, to) of the column's bytes in a row; false (and the row stays NULL) where it does not have the column's type. */
export type CellReader = (column: Column, row: number, from: number, to: number) => boolean

const MAX_JSON_DEPTH = 64
const env: ExprEnv = { now: () => 0, errors: { count: 0 } }

const toLong = castOf('string', 'long')!
const toDouble = castOf('string', 'double')!
const toBoolean = castOf('string', 'boolean')!

export function cellReader(type: ColumnType): CellReader {
  return readers[type]
}

const readers: Readonly<Record<ColumnType, CellReader>> = {
  text: (column, row, from, to) => {
    column.ranges[2 * row] = from
    column.ranges[2 * row + 1] = to - from
    return true
  },
  json: (column, row, from, to) => {
    if (deeperThan(MAX_JSON_DEPTH, column.bytes, from, to)) return false
    try {
      JSON.parse(column.bytes.utf8Slice(from, to))
    } catch {
      return false
    }
    // line ends are white space there, but would end the record in a file of JSON lines
    for (let p = from; p < to; p++) if (column.bytes[p] === 10 || column.bytes[p] === 13) column.bytes[p] = 32
    column.ranges[2 * row] = from
    column.ranges[2 * row + 1] = to - from
    return true
  },
  long: (column, row, from, to) => {
    const digits = shortInteger(column.bytes, from, to)
    return digits >= 0 ? store(column, row, digits) : store(column, row, toLong(column.bytes.utf8Slice(from, to), env))
  },
  double: (column, row, from, to) => {
    const digits = shortInteger(column.bytes, from, to)
    return digits >= 0 ? store(column, row, digits) : store(column, row, toDouble(column.bytes.utf8Slice(from, to), env))
  },
  boolean: (column, row, from, to) => {
    const value = toBoolean(column.bytes.utf8Slice(from, to), env)
    return value !== null && store(column, row, value === true ? 1 : 0)
  },
}

function store(column: Column, row: number, x: unknown): boolean {
  if (x === null) return false
  column.nums[row] = x as number
  return true
}

/** Up to 15 digits and nothing else, or -1. */
function shortInteger(bytes: Buffer, from: number, to: number): number {
  if (to === from || to - from > 15) return -1
  let x = 0
  for (let p = from; p < to; p++) {
    const digit = bytes[p] - 48
    if (digit < 0 || digit > 9) return -1
    x = x * 10 + digit
  }
  return x
}
