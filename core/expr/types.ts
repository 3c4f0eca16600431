import type { FieldType } from '../shape.ts'

/** Logical types of expressions: those of fields, and the type of a bare NULL. A timestamp is epoch milliseconds (UTC); json is the text of one JSON value. */
export type ExprType = FieldType | 'null'

/** The fields an expression may read, by name; a name with dots is a path into nested records. */
export type Fields = Readonly<Record<string, FieldType>>

/** A value at run time; SQL NULL is null. NaN and the infinities are never values. */
export type Value = string | number | boolean | null

export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | 'DIV'
export type CompareOp = '=' | '<>' | '<' | '<=' | '>' | '>='

type Node<K extends string> = {
  readonly kind: K
  readonly type: ExprType /** Offsets into the text it was written in. */
  readonly from: number
  readonly to: number
}

/** A type-checked expression: plain data. A pattern of LIKE is valid, a call names a known function with fitting arguments. */
export type Typed =
  | (Node<'literal'> & { readonly value: Value })
  | (Node<'field'> & { readonly name: string })
  | (Node<'arithmetic'> & { readonly op: ArithmeticOp; readonly left: Typed; readonly right: Typed })
  | (Node<'negate'> & { readonly operand: Typed })
  | (Node<'concat'> & { readonly left: Typed; readonly right: Typed })
  | (Node<'compare'> & { readonly op: CompareOp; readonly left: Typed; readonly right: Typed })
  | (Node<'distinct'> & { readonly left: Typed; readonly right: Typed /** IS NOT DISTINCT FROM */; readonly negated: boolean })
  | (Node<'and'> & { readonly operands: readonly Typed[] })
  | (Node<'or'> & { readonly operands: readonly Typed[] })
  | (Node<'not'> & { readonly operand: Typed })
  | (Node<'isNull'> & { readonly operand: Typed /** IS NOT NULL */; readonly negated: boolean })
  | (Node<'between'> & { readonly operand: Typed; readonly low: Typed; readonly high: Typed })
  | (Node<'in'> & { readonly operand: Typed; readonly items: readonly Typed[] })
  | (Node<'like'> & { readonly operand: Typed; readonly pattern: string })
  | (Node<'case'> & { readonly branches: readonly { readonly when: Typed; readonly then: Typed }[]; readonly otherwise: Typed })
  | (Node<'cast'> & { readonly operand: Typed })
  | (Node<'call'> & { readonly name: string; readonly args: readonly Typed[] })

export type TypedOf<K extends Typed['kind']> = Extract<Typed, { kind: K }>

/** What evaluation needs and reports: `now` = the time of the epoch in epoch milliseconds; `errors` counts bad casts, divisions by zero, overflows and the like, each of which yields NULL. */
export type ExprEnv = { readonly now: () => number; readonly errors: { count: number } }

/** Counts a failed evaluation; its value is NULL. */
export function fail(env: ExprEnv): null {
  env.errors.count++
  return null
}

/** Static limits: the language has no loops, so these bound the cost of an expression. */
export const limits = { nodes: 2_000, depth: 200, text: 16_384, pattern: 1_024, result: 1 << 20 } as const
