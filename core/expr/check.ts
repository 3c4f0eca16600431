import { nearest } from '../issue.ts'
import { type FieldType, fieldTypes } from '../shape.ts'
import { castHint, castOf } from './cast.ts'
import { checkCall } from './check-call.ts'
import { common, isNumber } from './functions/function.ts'
import { parseLike } from './like.ts'
import { type ExprProblem, type ExprProblemCode, problem } from './problem.ts'
import type { Syntax } from './syntax.ts'
import type { ExprType, Fields, Typed } from './types.ts'

/** SQL's names of types that are ours under another name. */
const TYPE_NAMES: Readonly<Record<string, FieldType>> = { bigint: 'long' }

/** Gives every node its type. Null, with the problems added to the list, when the expression does not fit the fields. */
export function check(syntax: Syntax, fields: Fields, problems: ExprProblem[]): Typed | null {
  return new Checker(fields, problems).typed(syntax)
}

type Place = { from: number; to: number }

class Checker {
  readonly #fields: Fields
  readonly #problems: ExprProblem[]

  constructor(fields: Fields, problems: ExprProblem[]) {
    this.#fields = fields
    this.#problems = problems
  }

  #report(code: ExprProblemCode, at: Place, message: string, hint?: string): null {
    this.#problems.push(problem(code, at, message, hint))
    return null
  }

  /** All of them, or null when one has a problem; every one is looked at. */
  #all(parts: readonly Syntax[]): Typed[] | null {
    const found = parts.map((part) => this.typed(part))
    return found.every((e) => e !== null) ? found : null
  }

  typed(s: Syntax): Typed | null {
    const place = { from: s.from, to: s.to }
    switch (s.kind) {
      case 'literal':
        return { kind: 'literal', type: s.type, value: s.value, ...place }
      case 'name':
        return this.#field(s.name, place)
      case 'negate':
        return this.#negate(s.operand, place)
      case 'not': {
        const operand = this.#boolean(s.operand, 'NOT')
        return operand && { kind: 'not', type: 'boolean', operand, ...place }
      }
      case 'and':
      case 'or': {
        const operands = s.operands.map((part) => this.#boolean(part, s.kind.toUpperCase()))
        return operands.every((e) => e !== null) ? { kind: s.kind, type: 'boolean', operands, ...place } : null
      }
      case 'arithmetic':
        return this.#arithmetic(s, place)
      case 'concat': {
        const pair = this.#all([s.left, s.right])
        if (pair === null || !pair.every((e) => this.#isText(e))) return null
        return { kind: 'concat', type: 'string', left: pair[0], right: pair[1], ...place }
      }
      case 'compare':
      case 'distinct': {
        const pair = this.#all([s.left, s.right])
        if (pair === null || !this.#comparable(pair, place)) return null
        const [left, right] = pair
        return s.kind === 'compare'
          ? { kind: 'compare', type: 'boolean', op: s.op, left, right, ...place }
          : { kind: 'distinct', type: 'boolean', left, right, negated: s.negated, ...place }
      }
      case 'isNull': {
        const operand = this.typed(s.operand)
        return operand && { kind: 'isNull', type: 'boolean', operand, negated: s.negated, ...place }
      }
      case 'between': {
        const parts = this.#all([s.operand, s.low, s.high])
        if (parts === null || !this.#comparable(parts, place)) return null
        return { kind: 'between', type: 'boolean', operand: parts[0], low: parts[1], high: parts[2], ...place }
      }
      case 'in': {
        const parts = this.#all([s.operand, ...s.items])
        if (parts === null || !this.#comparable(parts, place)) return null
        return { kind: 'in', type: 'boolean', operand: parts[0], items: parts.slice(1), ...place }
      }
      case 'like':
        return this.#like(s, place)
      case 'case':
        return this.#case(s, place)
      case 'cast':
        return this.#cast(s, place)
      case 'call': {
        const args = this.#all(s.args)
        return args && checkCall(s.name, args, place, this.#problems)
      }
    }
  }

  #field(name: string, place: Place): Typed | null {
    if (Object.hasOwn(this.#fields, name)) return { kind: 'field', name, type: this.#fields[name], ...place }
    const known = Object.keys(this.#fields)
    const owner = known.find((field) => this.#fields[field] === 'json' && name.startsWith(`${field}.`))
    const near = nearest(name, known)
    const hint =
      owner !== undefined
        ? `\`${owner}\` is JSON: write get_json_object(${owner}, '$.${name.slice(owner.length + 1)}')`
        : near !== null
          ? `did you mean \`${near}\`?`
          : known.length === 0
            ? 'the wire has no fields here'
            : `there is: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ' …' : ''}`
    return this.#report('EXPR_UNKNOWN_FIELD', place, `there is no field \`${name}\``, hint)
  }

  #boolean(s: Syntax, of: string): Typed | null {
    const e = this.typed(s)
    if (e === null || e.type === 'boolean' || e.type === 'null') return e
    const hint = isNumber(e.type) ? 'compare it: x <> 0' : e.type === 'string' ? "compare it: x = 'yes'" : undefined
    return this.#report('EXPR_TYPE', e, `${of} needs a boolean, this is a ${e.type}`, hint)
  }

  #isNumber(e: Typed, op: string): boolean {
    if (isNumber(e.type) || e.type === 'null') return true
    const hint =
      e.type === 'string'
        ? op === '+'
          ? 'join texts with ||; convert with CAST(x AS double)'
          : 'convert it: CAST(x AS double)'
        : e.type === 'timestamp'
          ? 'reckon in milliseconds: timestamp_millis(unix_millis(t) + 1000)'
          : e.type === 'boolean'
            ? 'convert it: CAST(x AS long)'
            : "take a number out: CAST(get_json_object(field, '$.a') AS double)"
    this.#report('EXPR_TYPE', e, `\`${op}\` needs numbers, this is a ${e.type}`, hint)
    return false
  }

  #isText(e: Typed): boolean {
    if (e.type === 'string' || e.type === 'null') return true
    const hint = e.type === 'double' ? 'write it out: format_number(x, 2)' : 'convert it: CAST(x AS string)'
    this.#report('EXPR_TYPE', e, `\`||\` needs texts, this is a ${e.type}`, hint)
    return false
  }

  #comparable(parts: readonly Typed[], place: Place): boolean {
    let type: ExprType = 'null'
    for (const e of parts) {
      if (e.type === 'json') {
        this.#report(
          'EXPR_TYPE',
          e,
          'JSON cannot be compared',
          "compare a member, get_json_object(field, '$.a'), or the text, CAST(field AS string)",
        )
        return false
      }
      const wider = common(type, e.type)
      if (wider === null) {
        this.#report('EXPR_TYPE', place, `cannot compare a ${type} with a ${e.type}`, comparisonHint(type, e.type))
        return false
      }
      type = wider
    }
    return true
  }

  #negate(s: Syntax, place: Place): Typed | null {
    const operand = this.typed(s)
    if (operand === null || !this.#isNumber(operand, '-')) return null
    if (operand.kind === 'literal' && typeof operand.value === 'number') {
      return { ...operand, value: operand.type === 'long' ? 0 - operand.value : -operand.value, ...place }
    }
    return { kind: 'negate', type: operand.type === 'null' ? 'long' : operand.type, operand, ...place }
  }

  #arithmetic(s: Extract<Syntax, { kind: 'arithmetic' }>, place: Place): Typed | null {
    const pair = this.#all([s.left, s.right])
    if (pair === null) return null
    const fits = pair.map((e) => this.#isNumber(e, s.op))
    if (fits.includes(false)) return null
    const [left, right] = pair
    if (s.op === 'DIV') {
      const double = pair.find((e) => e.type === 'double')
      if (double !== undefined)
        return this.#report('EXPR_TYPE', double, 'DIV needs longs, this is a double', 'use floor(x / y), or convert with CAST(x AS long)')
    }
    const type = s.op === '/' || left.type === 'double' || right.type === 'double' ? 'double' : 'long'
    return { kind: 'arithmetic', type, op: s.op, left, right, ...place }
  }

  #like(s: Extract<Syntax, { kind: 'like' }>, place: Place): Typed | null {
    const pattern = parseLike(s.pattern)
    if ('message' in pattern) {
      const from = s.patternFrom + 1 + s.pattern.slice(0, pattern.at).replaceAll("'", "''").length
      this.#report('EXPR_PATTERN', { from, to: from + 1 }, pattern.message, 'write \\\\ for a backslash')
    }
    const operand = this.typed(s.operand)
    if (operand === null || 'message' in pattern) return null
    if (operand.type !== 'string' && operand.type !== 'null') {
      return this.#report(
        'EXPR_TYPE',
        operand,
        `LIKE needs a text, this is a ${operand.type}`,
        operand.type === 'double' ? undefined : 'convert it: CAST(x AS string)',
      )
    }
    return { kind: 'like', type: 'boolean', operand, pattern: s.pattern, ...place }
  }

  #case(s: Extract<Syntax, { kind: 'case' }>, place: Place): Typed | null {
    const branches = s.branches.map(({ when, then }) => ({ when: this.#boolean(when, 'WHEN'), then: this.typed(then) }))
    const otherwise: Typed | null =
      s.otherwise === null ? { kind: 'literal', type: 'null', value: null, from: s.to, to: s.to } : this.typed(s.otherwise)
    const whole = branches.every((b): b is { when: Typed; then: Typed } => b.when !== null && b.then !== null)
    if (!whole || otherwise === null) return null
    let type: ExprType = 'null'
    for (const e of [...branches.map((b) => b.then), otherwise]) {
      const wider = common(type, e.type)
      if (wider === null)
        return this.#report(
          'EXPR_TYPE',
          e,
          `the branches of CASE yield a ${type} and a ${e.type}`,
          'convert one of them with CAST(x AS type)',
        )
      type = wider
    }
    return { kind: 'case', type, branches, otherwise, ...place }
  }

  #cast(s: Extract<Syntax, { kind: 'cast' }>, place: Place): Typed | null {
    const operand = this.typed(s.operand)
    const word = s.target.toLowerCase()
    const target = TYPE_NAMES[word] ?? fieldTypes.find((type) => type === word)
    if (target === undefined) {
      return this.#report(
        'EXPR_CAST',
        { from: s.targetFrom, to: s.targetFrom + s.target.length },
        `there is no type \`${s.target}\``,
        `write one of: ${fieldTypes.join(', ')}`,
      )
    }
    if (operand === null) return null
    if (castOf(operand.type, target) === null)
      return this.#report('EXPR_CAST', place, `a ${operand.type} cannot become a ${target}`, castHint(operand.type, target))
    return { kind: 'cast', type: target, operand, ...place }
  }
}

function comparisonHint(a: ExprType, b: ExprType): string | undefined {
  const pair = [a, b]
  if (pair.includes('timestamp')) {
    if (pair.includes('string')) return "write to_timestamp('2026-01-31 12:00:00')"
    return pair.some(isNumber) ? 'write unix_millis(t), or timestamp_millis(n)' : undefined
  }
  if (pair.includes('string') && pair.some(isNumber)) return 'convert the text: CAST(x AS double), or CAST(x AS long)'
  if (pair.includes('boolean') && pair.includes('string')) return 'write TRUE or FALSE without quotes'
  return 'convert one of them with CAST(x AS type)'
}
