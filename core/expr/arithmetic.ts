import { type ArithmeticOp, type ExprEnv, fail } from './types.ts'

/** The long, or NULL and an error outside ±(2^53−1). There is no −0 among the longs. */
export const long = (x: number, env: ExprEnv): number | null => (Number.isSafeInteger(x) ? x + 0 : fail(env))

/** The double, or NULL and an error for NaN and the infinities. */
export const double = (x: number, env: ExprEnv): number | null => (Number.isFinite(x) ? x : fail(env))

/** Applies an operator to two numbers; `type` is the type of its result. */
export function calculate(op: ArithmeticOp, type: 'long' | 'double', x: number, y: number, env: ExprEnv): number | null {
  if ((op === '/' || op === '%' || op === 'DIV') && y === 0) return fail(env)
  return (type === 'long' ? long : double)(raw(op, x, y), env)
}

function raw(op: ArithmeticOp, x: number, y: number): number {
  switch (op) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      return x / y
    case '%':
      return x % y
    case 'DIV':
      return Math.trunc(x / y) // exact: for longs the rounded quotient never reaches the next integer
  }
}
