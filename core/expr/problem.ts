import type { Words } from '../words.ts'

/** Every code a problem in an expression may carry, with its meaning. */
export const exprProblemCodes = {
  EXPR_SYNTAX: { en: 'The text is not an expression.', zh: '文本不是有效的表达式。' },
  EXPR_NUMBER: { en: 'A number is beyond what its type can hold.', zh: '数字超出其类型的范围。' },
  EXPR_TOO_LARGE: { en: 'The expression is larger than the limit.', zh: '表达式超过规模上限。' },
  EXPR_UNKNOWN_FIELD: { en: 'No field of the wire has this name.', zh: '连线上没有这个字段。' },
  EXPR_UNKNOWN_FUNCTION: { en: 'No function has this name.', zh: '没有这个函数。' },
  EXPR_ARITY: { en: 'A function gets too few or too many arguments.', zh: '函数的参数数量不对。' },
  EXPR_TYPE: { en: 'A value has a type that does not fit its use.', zh: '值的类型不适用。' },
  EXPR_CAST: { en: 'The types cannot be converted into each other.', zh: '这两种类型之间不能转换。' },
  EXPR_LITERAL: { en: 'An argument must be written out, not computed.', zh: '该参数必须直接写出，不能是计算结果。' },
  EXPR_PATTERN: { en: 'A pattern, path or unit is not valid.', zh: '模式、路径或单位无效。' },
} as const satisfies Record<string, Words>

export type ExprProblemCode = keyof typeof exprProblemCodes

/** A mistake in an expression: what, where (offsets into the text, `to` exclusive) and what to do. */
export type ExprProblem = { code: ExprProblemCode; message: string; hint?: string; from: number; to: number }

/** A problem; an absent hint leaves no key. */
export function problem(code: ExprProblemCode, at: { from: number; to: number }, message: string, hint?: string): ExprProblem {
  return { code, message, ...(hint === undefined ? {} : { hint }), from: at.from, to: at.to }
}

/** Ends parsing at the first problem; never leaves `compileExpression`. */
export class Stop extends Error {
  readonly problem: ExprProblem

  constructor(found: ExprProblem) {
    super(found.message)
    this.problem = found
  }
}

export function stop(...args: Parameters<typeof problem>): never {
  throw new Stop(problem(...args))
}
