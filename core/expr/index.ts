import { check } from './check.ts'
import { parse } from './parser.ts'
import { type ExprProblem, problem, Stop } from './problem.ts'
import type { ExprType, Fields, Typed } from './types.ts'

export { toClosure } from './closure.ts'
export type { FunctionDef } from './functions/function.ts'
export { functions } from './functions/index.ts'
export { print } from './print.ts'
export { type ExprProblem, type ExprProblemCode, exprProblemCodes } from './problem.ts'
export { compilePattern, patternProblem } from './regexp/index.ts'
export { compareUtf8 } from './text.ts'
export { conjuncts, fieldsOf, isDeterministic, substitute } from './tree.ts'
export type { ExprEnv, ExprType, Fields, Typed, TypedOf, Value } from './types.ts'

export type Compiled = { expr: Typed; problems: [] } | { expr: null; problems: ExprProblem[] }

/**
 * Parses and type-checks a text against the fields it may read. With `expect` its type must be one of these; a long passes for a double,
 * and a bare NULL becomes a NULL of the type when only one is expected. Without `expect` the type of a bare NULL is 'null'.
 */
export function compileExpression(text: string, fields: Fields, expect?: ExprType | readonly ExprType[]): Compiled {
  const problems: ExprProblem[] = []
  try {
    const expr = check(parse(text), fields, problems)
    const fitting = expr === null || expect === undefined ? expr : conform(expr, typeof expect === 'string' ? [expect] : expect, problems)
    return fitting === null ? { expr: null, problems } : { expr: fitting, problems: [] }
  } catch (error) {
    if (error instanceof Stop) return { expr: null, problems: [error.problem] }
    throw error
  }
}

function conform(expr: Typed, expected: readonly ExprType[], problems: ExprProblem[]): Typed | null {
  if (expected.includes(expr.type) || (expr.type === 'long' && expected.includes('double'))) return expr
  if (expr.type === 'null' && expected.length === 1) return { kind: 'cast', type: expected[0], operand: expr, from: expr.from, to: expr.to }
  if (expr.type === 'null') problems.push(problem('EXPR_TYPE', expr, 'the type of NULL is not known here', 'say it: CAST(NULL AS string)'))
  else
    problems.push(
      problem(
        'EXPR_TYPE',
        expr,
        `the expression yields a ${expr.type}, here it must be a ${expected.join(' or ')}`,
        hintFor(expr.type, expected),
      ),
    )
  return null
}

function hintFor(type: ExprType, expected: readonly ExprType[]): string | undefined {
  if (expected.length > 1) return undefined
  if (expected[0] === 'boolean')
    return type === 'string' ? "write a condition, such as name = 'abc'" : 'write a condition, such as price > 50'
  return type === 'double' && expected[0] === 'string' ? 'use format_number(x, 2)' : `convert it with CAST(… AS ${expected[0]})`
}
