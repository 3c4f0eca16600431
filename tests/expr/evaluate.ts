import { expect } from 'vitest'
import { compileExpression, type Fields, type Value } from '../../core/expr/index.ts'
import { batchOf, byClosure, byCode, type Row } from './run.ts'

const NOW = 1_760_000_000_000

/** The value of an expression for a row, found by both back ends, which must agree, and the number of errors of the closures. */
export function evaluate(text: string, fields: Fields = {}, row: Row = {}): { value: Value; errors: number } {
  const { expr, problems } = compileExpression(text, fields)
  if (expr === null) throw new Error(`${text}: ${problems.map((p) => p.message).join('; ')}`)
  const closure = byClosure(expr, [row], NOW)
  const withRow = Object.keys(fields).length === 0 ? ({ _: 'long' } as const) : fields
  const code = byCode(expr, withRow, batchOf(withRow, [Object.keys(fields).length === 0 ? { _: 0 } : row]), NOW)
  expect({ text, values: code.values, errors: code.errors > 0 }).toEqual({ text, values: closure.values, errors: closure.errors > 0 })
  return { value: closure.values[0], errors: closure.errors }
}

/** The value alone. */
export const answer = (text: string, fields?: Fields, row?: Row): Value => evaluate(text, fields, row).value
