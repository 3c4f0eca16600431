import type { FieldType } from '../../shape.ts'
import type { Words } from '../../words.ts'
import type { ExprEnv, ExprType, Value } from '../types.ts'

/** What an argument may be: a type, `number` = long or double, `text` = string or json, `same` = of one type with all other `same` arguments, `ordered` = likewise but no json. */
export type ArgumentType = FieldType | 'number' | 'text' | 'same' | 'ordered'

/** Why a literal does not fit, or null. */
export type LiteralCheck = (v: Value) => { message: string; hint?: string } | null

export type Argument = {
  readonly name: string
  readonly type: ArgumentType
  readonly optional?: true
  /** The last argument may be repeated. */
  readonly variadic?: true
  /** Must be written as a literal, which this checks at design time. */
  readonly literal?: LiteralCheck
}

export type FunctionExample = { readonly call: string; readonly result: Value }

/** One function of the language: its documentation, types and meaning, stated once. Name and argument order are Spark SQL's. */
export type FunctionDef = {
  readonly name: string
  readonly group: 'text' | 'number' | 'time' | 'conditional' | 'json'
  readonly arguments: readonly Argument[]
  /** The type of the result; `same` = the common type of the `same` or `ordered` arguments, `first` = the type of the first argument, `widest` = long when all
   * arguments are longs, else double. */
  readonly result: FieldType | 'same' | 'first' | 'widest'
  readonly doc: Words
  readonly examples: readonly [FunctionExample, ...FunctionExample[]]
  /** Checks literal arguments against each other; a computed argument is undefined. */
  readonly check?: (args: readonly (Value | undefined)[]) => { argument: number; message: string; hint?: string } | null
  /** Called only when no argument is NULL, unless `nulls`. Must not throw; what has no value is NULL through `fail`. */
  readonly evaluate: (args: readonly Value[], env: ExprEnv) => Value
  /** Takes NULLs itself. */
  readonly nulls?: true
  /** The same arguments may give another result. */
  readonly deterministic?: false
}

export const isNumber = (type: ExprType): boolean => type === 'long' || type === 'double'

/** The type that holds both, or null. A bare NULL fits everything, a long widens to a double. */
export function common(a: ExprType, b: ExprType): ExprType | null {
  if (a === b || b === 'null') return a
  if (a === 'null') return b
  return isNumber(a) && isNumber(b) ? 'double' : null
}
