import { compileExpression, type ExprProblem, type ExprType, type Fields, fieldsOf, toClosure, type Value } from '../../core/expr/index.ts'

/** What an expression is and gives: its problems, else its type, and its value on a record where there is one. */
export type ExpressionResult =
  | { readonly problems: readonly ExprProblem[] }
  | { readonly problems: readonly []; readonly type: ExprType; readonly result: { readonly value: Value; readonly failed: boolean } | null }

/** Checks a text against fields and computes it on a record; a record that lacks a field it reads gives no result. Null for an empty text or unknown fields. */
export function expressionResult(
  text: string,
  fields: Fields | null,
  sample: Readonly<Record<string, Value>> | null,
  now: () => number,
): ExpressionResult | null {
  if (text.trim() === '' || fields === null) return null
  const { expr, problems } = compileExpression(text, fields)
  if (expr === null) return { problems }
  if (sample === null || fieldsOf(expr).some((name) => !Object.hasOwn(sample, name))) return { problems: [], type: expr.type, result: null }
  const errors = { count: 0 }
  const value = toClosure(expr, { now, errors })((name) => sample[name])
  return { problems: [], type: expr.type, result: { value, failed: errors.count > 0 } }
}
