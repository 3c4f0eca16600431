import { functionNamed } from './functions/index.ts'
import type { Typed } from './types.ts'

/** The direct parts of an expression, in order of their text. */
function children(e: Typed): readonly Typed[] {
  switch (e.kind) {
    case 'literal':
    case 'field':
      return []
    case 'arithmetic':
    case 'concat':
    case 'compare':
    case 'distinct':
      return [e.left, e.right]
    case 'and':
    case 'or':
      return e.operands
    case 'negate':
    case 'not':
    case 'isNull':
    case 'like':
    case 'cast':
      return [e.operand]
    case 'between':
      return [e.operand, e.low, e.high]
    case 'in':
      return [e.operand, ...e.items]
    case 'case':
      return [...e.branches.flatMap((branch) => [branch.when, branch.then]), e.otherwise]
    case 'call':
      return e.args
  }
}

/** The names of the fields that an expression reads, each once, in order of appearance. */
export function fieldsOf(expr: Typed): string[] {
  const names = new Set<string>()
  const visit = (e: Typed): void => {
    if (e.kind === 'field') names.add(e.name)
    children(e).forEach(visit)
  }
  visit(expr)
  return [...names]
}

/** Whether the same row always gives the same value; false when it calls a function such as now(). */
export function isDeterministic(expr: Typed): boolean {
  return !(expr.kind === 'call' && functionNamed(expr.name)?.deterministic === false) && children(expr).every(isDeterministic)
}

/** The conditions that must all be true: a top-level AND taken apart, through nested ANDs. */
export function conjuncts(expr: Typed): Typed[] {
  return expr.kind === 'and' ? expr.operands.flatMap(conjuncts) : [expr]
}

/** The expression with fields replaced; `replace` answers null to keep a field. The replacement must have the field's type. */
export function substitute(expr: Typed, replace: (name: string) => Typed | null): Typed {
  const s = (e: Typed): Typed => substitute(e, replace)
  switch (expr.kind) {
    case 'literal':
      return expr
    case 'field':
      return replace(expr.name) ?? expr
    case 'arithmetic':
    case 'concat':
    case 'compare':
    case 'distinct':
      return { ...expr, left: s(expr.left), right: s(expr.right) }
    case 'and':
    case 'or':
      return { ...expr, operands: expr.operands.map(s) }
    case 'negate':
    case 'not':
    case 'isNull':
    case 'like':
    case 'cast':
      return { ...expr, operand: s(expr.operand) }
    case 'between':
      return { ...expr, operand: s(expr.operand), low: s(expr.low), high: s(expr.high) }
    case 'in':
      return { ...expr, operand: s(expr.operand), items: expr.items.map(s) }
    case 'case':
      return { ...expr, branches: expr.branches.map(({ when, then }) => ({ when: s(when), then: s(then) })), otherwise: s(expr.otherwise) }
    case 'call':
      return { ...expr, args: expr.args.map(s) }
  }
}
