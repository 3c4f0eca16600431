import { reserved } from './syntax.ts'
import type { Typed } from './types.ts'

/** Strength of the outermost operator: an operand of less strength stands in brackets. */
const strength = { or: 1, and: 2, not: 3, predicate: 4, compare: 5, add: 6, multiply: 7, negate: 8, primary: 9 } as const

/** The canonical text of an expression; compiling it gives the same expression. */
export function print(expr: Typed): string {
  return at(expr, 0)
}

function at(e: Typed, least: number): string {
  const [text, has] = printed(e)
  return has < least ? `(${text})` : text
}

function printed(e: Typed): [text: string, strength: number] {
  const { predicate } = strength
  switch (e.kind) {
    case 'literal':
      return literal(e)
    case 'field':
      return [fieldText(e.name), strength.primary]
    case 'negate': {
      const operand = at(e.operand, strength.negate)
      return [operand.startsWith('-') ? `-(${operand})` : `-${operand}`, strength.negate]
    }
    case 'arithmetic': {
      const own = e.op === '+' || e.op === '-' ? strength.add : strength.multiply
      return [`${at(e.left, own)} ${e.op} ${at(e.right, own + 1)}`, own]
    }
    case 'concat':
      return [`${at(e.left, strength.add)} || ${at(e.right, strength.multiply)}`, strength.add]
    case 'compare':
      return [`${at(e.left, strength.compare)} ${e.op} ${at(e.right, strength.add)}`, strength.compare]
    case 'distinct':
      return [`${at(e.left, predicate)} IS ${e.negated ? 'NOT ' : ''}DISTINCT FROM ${at(e.right, strength.add)}`, predicate]
    case 'and':
      return [e.operands.map((part) => at(part, strength.not)).join(' AND '), strength.and]
    case 'or':
      return [e.operands.map((part) => at(part, strength.and)).join(' OR '), strength.or]
    case 'not':
      return e.operand.kind === 'in' || e.operand.kind === 'like' || e.operand.kind === 'between'
        ? [test(e.operand, 'NOT '), predicate]
        : [`NOT ${at(e.operand, strength.not)}`, strength.not]
    case 'isNull':
      return [`${at(e.operand, predicate)} IS ${e.negated ? 'NOT ' : ''}NULL`, predicate]
    case 'between':
    case 'in':
    case 'like':
      return [test(e, ''), predicate]
    case 'case': {
      const branches = e.branches.map(({ when, then }) => `WHEN ${print(when)} THEN ${print(then)}`).join(' ')
      const none = e.otherwise.kind === 'literal' && e.otherwise.type === 'null'
      return [`CASE ${branches}${none ? '' : ` ELSE ${print(e.otherwise)}`} END`, strength.primary]
    }
    case 'cast':
      return [`CAST(${print(e.operand)} AS ${e.type})`, strength.primary]
    case 'call':
      return [`${e.name}(${e.args.map(print).join(', ')})`, strength.primary]
  }
}

function test(e: Extract<Typed, { kind: 'between' | 'in' | 'like' }>, not: string): string {
  const operand = at(e.operand, strength.predicate)
  if (e.kind === 'in') return `${operand} ${not}IN (${e.items.map(print).join(', ')})`
  if (e.kind === 'like') return `${operand} ${not}LIKE ${quoted(e.pattern)}`
  return `${operand} ${not}BETWEEN ${at(e.low, strength.compare)} AND ${at(e.high, strength.compare)}`
}

function literal(e: Extract<Typed, { kind: 'literal' }>): [string, number] {
  if (e.value === null) return [e.type === 'null' ? 'NULL' : `CAST(NULL AS ${e.type})`, strength.primary]
  if (typeof e.value === 'string') return [quoted(e.value), strength.primary]
  if (typeof e.value === 'boolean') return [e.value ? 'TRUE' : 'FALSE', strength.primary]
  const digits = Object.is(e.value, -0) ? '-0' : String(e.value)
  const text = e.type === 'double' && !/[.e]/.test(digits) ? `${digits}.0` : digits
  return [text, text.startsWith('-') ? strength.negate : strength.primary]
}

const quoted = (s: string): string => `'${s.replaceAll("'", "''")}'`

/** A field as it is written in an expression: parts that are no plain names stand in back-quotes. */
function fieldText(name: string): string {
  return name.split('.').every((part) => /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(part) && !reserved.has(part.toUpperCase()))
    ? name
    : `\`${name.replaceAll('`', '``')}\``
}
