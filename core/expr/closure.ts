import type { FieldType } from '../shape.ts'
import { calculate } from './arithmetic.ts'
import { castOf } from './cast.ts'
import { invokerOf } from './invoke.ts'
import { likeMatcher } from './like.ts'
import { bounded, compareUtf8 } from './text.ts'
import type { CompareOp, ExprEnv, Typed, TypedOf, Value } from './types.ts'

/** Evaluates an expression for one row; `row` gives the value of a field. Never throws. */
export type Evaluate = (row: (name: string) => Value) => Value

/** The expression as nested functions: same meaning as the generated code, for places that may not generate code. */
export function toClosure(expr: Typed, env: ExprEnv): Evaluate {
  const c = (e: Typed): Evaluate => toClosure(e, env)
  switch (expr.kind) {
    case 'literal': {
      const { value } = expr
      return () => value
    }
    case 'field': {
      const { name } = expr
      return (row) => row(name)
    }
    case 'arithmetic': {
      const { op } = expr
      const type = expr.type === 'long' ? 'long' : 'double'
      return both(c(expr.left), c(expr.right), (x, y) => calculate(op, type, x as number, y as number, env))
    }
    case 'negate': {
      const operand = c(expr.operand)
      const isLong = expr.type === 'long'
      return (row) => {
        const x = operand(row) as number | null
        return x === null ? null : isLong ? 0 - x : -x
      }
    }
    case 'concat':
      return both(c(expr.left), c(expr.right), (a, b) => bounded((a as string) + (b as string), env))
    case 'compare':
      return both(c(expr.left), c(expr.right), comparison(expr.op))
    case 'distinct': {
      const [left, right, { negated }] = [c(expr.left), c(expr.right), expr]
      return (row) => (left(row) === right(row)) === negated
    }
    case 'and':
    case 'or':
      return chain(expr.operands.map(c), expr.kind === 'or')
    case 'not': {
      const operand = c(expr.operand)
      return (row) => {
        const v = operand(row)
        return v === null ? null : !v
      }
    }
    case 'isNull': {
      const [operand, { negated }] = [c(expr.operand), expr]
      return (row) => (operand(row) === null) !== negated
    }
    case 'between':
      return between(expr, c)
    case 'in':
      return among(c(expr.operand), expr.items.map(c))
    case 'like': {
      const operand = c(expr.operand)
      const matches = likeMatcher(expr.pattern)
      return (row) => {
        const s = operand(row) as string | null
        return s === null ? null : matches(s)
      }
    }
    case 'case': {
      const branches = expr.branches.map(({ when, then }) => [c(when), c(then)] as const)
      const otherwise = c(expr.otherwise)
      return (row) => {
        for (const [when, then] of branches) if (when(row) === true) return then(row)
        return otherwise(row)
      }
    }
    case 'cast': {
      const operand = c(expr.operand)
      const cast = castOf(expr.operand.type, expr.type as FieldType)!
      return (row) => {
        const v = operand(row)
        return v === null ? null : cast(v, env)
      }
    }
    case 'call':
      return call(expr, expr.args.map(c), env)
  }
}

function both(left: Evaluate, right: Evaluate, f: (a: Value, b: Value) => Value): Evaluate {
  return (row) => {
    const a = left(row)
    if (a === null) return null
    const b = right(row)
    return b === null ? null : f(a, b)
  }
}

/** Negative, 0 or positive; both values are of one type and not NULL. */
const sign = (a: Value, b: Value): number => (typeof a === 'string' ? compareUtf8(a, b as string) : Number(a) - Number(b))

function comparison(op: CompareOp): (a: Value, b: Value) => boolean {
  switch (op) {
    case '=':
      return (a, b) => a === b
    case '<>':
      return (a, b) => a !== b
    case '<':
      return (a, b) => sign(a, b) < 0
    case '<=':
      return (a, b) => sign(a, b) <= 0
    case '>':
      return (a, b) => sign(a, b) > 0
    case '>=':
      return (a, b) => sign(a, b) >= 0
  }
}

/** AND (`decisive` false) or OR (true): the decisive value ends it, else a NULL among the parts makes it NULL. */
function chain(parts: readonly Evaluate[], decisive: boolean): Evaluate {
  return (row) => {
    let unknown = false
    for (const part of parts) {
      const v = part(row)
      if (v === decisive) return decisive
      if (v === null) unknown = true
    }
    return unknown ? null : !decisive
  }
}

function between(expr: TypedOf<'between'>, c: (e: Typed) => Evaluate): Evaluate {
  const [operand, low, high] = [c(expr.operand), c(expr.low), c(expr.high)]
  return (row) => {
    const v = operand(row)
    if (v === null) return null
    const [a, b] = [low(row), high(row)]
    if ((a !== null && sign(v, a) < 0) || (b !== null && sign(v, b) > 0)) return false
    return a === null || b === null ? null : true
  }
}

function among(operand: Evaluate, items: readonly Evaluate[]): Evaluate {
  return (row) => {
    const v = operand(row)
    if (v === null) return null
    let unknown = false
    for (const item of items) {
      const w = item(row)
      if (w === v) return true
      if (w === null) unknown = true
    }
    return unknown ? null : false
  }
}

function call(expr: TypedOf<'call'>, args: readonly Evaluate[], env: ExprEnv): Evaluate {
  switch (expr.name) {
    case 'coalesce':
    case 'nvl':
      return (row) => {
        for (const arg of args) {
          const v = arg(row)
          if (v !== null) return v
        }
        return null
      }
    case 'if': {
      const [condition, then, otherwise] = args
      return (row) => (condition(row) === true ? then(row) : otherwise(row))
    }
  }
  const invoke = invokerOf(expr)
  return (row) => {
    const values: Value[] = []
    for (const arg of args) values.push(arg(row))
    return invoke(values, env)
  }
}
