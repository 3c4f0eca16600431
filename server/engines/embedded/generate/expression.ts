import { castOf } from '../../../../core/expr/cast.ts'
import type { Typed, TypedOf } from '../../../../core/expr/index.ts'
import { invokerOf } from '../../../../core/expr/invoke.ts'
import { likeMatcher, type SimpleLike, simpleLike } from '../../../../core/expr/like.ts'
import type { CompareOp, ExprEnv, Value } from '../../../../core/expr/types.ts'
import type { FieldType } from '../../../../core/shape.ts'
import { NULL_LENGTH } from '../batch.ts'
import { bytesTest, type Range, sameBytes } from './bytes-test.ts'
import { isAscii, isLeaf, isText, literalText, localName, numberCode } from './code.ts'

/**
 * Where generated code finds a field in its row `r`. A column's locals are c<index>n (Float64Array), c<index>r (Uint32Array of ranges) and
 * c<index>b (Buffer); other names are locals that the surrounding code declares.
 */
export type FieldRef =
  | { kind: 'column'; index: number }
  /** A number, NaN = NULL; a boolean is 1 or 0. */
  | { kind: 'number'; local: string }
  /** string | null. */
  | { kind: 'string'; local: string }
  /** Three locals, <local>_b, <local>_o, <local>_n: bytes, offset, length; length >= NULL_LENGTH = NULL. */
  | { kind: 'range'; local: string }

const FLIPPED: Readonly<Record<CompareOp, CompareOp>> = { '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' }

/**
 * Writes JavaScript for typed expressions, in the scope of `H` (Helpers), `C` (`constants`), `r` (the row) and the locals of columns and fields.
 * Every part is written once, so that code grows with the expression only. Nothing of the user's text reaches the code: fields become numbers
 * of columns, texts become constants.
 */
export class ExpressionWriter {
  readonly constants: unknown[] = []
  /** Indexes of the columns whose locals the loop must declare. */
  readonly columns = new Set<number>()
  readonly #resolve: (name: string) => FieldRef

  constructor(resolve: (name: string) => FieldRef) {
    this.#resolve = resolve
  }

  /** A long, double, timestamp or boolean (1, 0) as a JavaScript expression; NaN = NULL. */
  number(e: Typed): string {
    switch (e.kind) {
      case 'literal':
        return numberCode(e.value)
      case 'field':
        return this.#numberField(e)
      case 'arithmetic':
        return this.#arithmetic(e)
      case 'negate':
        return e.type === 'long' ? `(0 - ${this.number(e.operand)})` : `(-${this.number(e.operand)})`
      case 'not':
        return `(1 - ${this.number(e.operand)})`
      case 'and':
      case 'or':
        return this.#chain(e)
      case 'compare':
        return this.#comparison(e)
      case 'isNull':
      case 'distinct':
        return `(${this.isTrue(e)} ? 1 : 0)`
      case 'between': {
        const parts = [e.operand, e.low, e.high]
        return parts.some(isText)
          ? `H.betweenTexts(${this.#strings(parts)})`
          : `H.between(${parts.map((part) => this.number(part)).join(', ')})`
      }
      case 'in':
        if (e.operand.type === 'null') return 'NaN'
        return isText(e.operand)
          ? `H.amongTexts(${this.string(e.operand)}, [${this.#strings(e.items)}])`
          : `H.among(${this.number(e.operand)}, [${e.items.map((item) => this.number(item)).join(', ')}])`
      case 'like':
        return this.#truthOnBytes(e) ?? `H.like(${this.#constant(likeMatcher(e.pattern))}, ${this.string(e.operand)})`
      case 'case':
        return e.branches.reduceRight(
          (rest, { when, then }) => `(${this.isTrue(when)} ? ${this.number(then)} : ${rest})`,
          this.number(e.otherwise),
        )
      case 'cast':
        return this.#numberCast(e)
      case 'call':
        return this.#numberCall(e)
      default:
        throw new Error(`not a number: ${e.kind}`)
    }
  }

  /** A JavaScript condition: the boolean expression is certainly true. */
  isTrue(e: Typed): string {
    return this.#condition(e, true)
  }

  /** A JavaScript condition: the boolean expression is certainly false. */
  isFalse(e: Typed): string {
    return this.#condition(e, false)
  }

  /** A text or JSON as a JavaScript expression of string | null. */
  string(e: Typed): string {
    const range = this.#range(e)
    if (range !== null) return `H.string(${range.bytes}, ${range.from}, ${range.length})`
    switch (e.kind) {
      case 'literal':
        return e.value === null ? 'null' : this.#constant(e.value)
      case 'field': {
        const ref = this.#resolve(e.name)
        if (ref.kind !== 'string') throw new Error(`field ${e.name} is a ${e.type}, but its reference is a ${ref.kind}`)
        return localName(ref.local)
      }
      case 'concat':
        return `H.concat(${this.string(e.left)}, ${this.string(e.right)})`
      case 'case':
        return e.branches.reduceRight(
          (rest, { when, then }) => `(${this.isTrue(when)} ? ${this.string(then)} : ${rest})`,
          this.string(e.otherwise),
        )
      case 'cast':
        return this.#stringCast(e)
      case 'call':
        if (e.name === 'coalesce' || e.name === 'nvl') return `(${e.args.map((arg) => this.string(arg)).join(' ?? ')})`
        if (e.name === 'if') return `(${this.isTrue(e.args[0])} ? ${this.string(e.args[1])} : ${this.string(e.args[2])})`
        return this.#invoke(e)
      default:
        throw new Error(`not a text: ${e.kind}`)
    }
  }

  /** "bytes, offset, length" of a text that is a plain column or range, else null. */
  range(e: Typed): string | null {
    const range = this.#range(e)
    return range === null ? null : `${range.bytes}, ${range.from}, ${range.length}`
  }

  #constant(v: unknown): string {
    return `C[${this.constants.push(v) - 1}]`
  }

  #bytes(text: string): string {
    return this.#constant(Buffer.from(text))
  }

  #strings(parts: readonly Typed[]): string {
    return parts.map((part) => this.string(part)).join(', ')
  }

  #range(e: Typed): Range | null {
    if (e.kind === 'cast' && e.type === 'string' && isText(e.operand)) return this.#range(e.operand)
    if (e.kind !== 'field' || !isText(e)) return null
    const ref = this.#resolve(e.name)
    if (ref.kind === 'range') {
      const local = localName(ref.local)
      return { bytes: `${local}_b`, from: `${local}_o`, length: `${local}_n` }
    }
    if (ref.kind !== 'column') return null
    this.columns.add(ref.index)
    return { bytes: `c${ref.index}b`, from: `c${ref.index}r[2 * r]`, length: `c${ref.index}r[2 * r + 1]` }
  }

  #numberField(e: TypedOf<'field'>): string {
    const ref = this.#resolve(e.name)
    if (ref.kind === 'number') return localName(ref.local)
    if (ref.kind !== 'column' || isText(e)) throw new Error(`field ${e.name} is a ${e.type}, but its reference is a ${ref.kind}`)
    this.columns.add(ref.index)
    return `c${ref.index}n[r]`
  }

  #arithmetic(e: TypedOf<'arithmetic'>): string {
    const x = this.number(e.left)
    const y = this.number(e.right)
    switch (e.op) {
      case '/':
        return `H.div(${x}, ${y})`
      case 'DIV':
        return `H.quotient(${x}, ${y})`
      case '%':
        if (e.type !== 'long') return `H.remainder(${x}, ${y})`
        return e.right.kind === 'literal' && Number(e.right.value) > 0 ? `H.mod(${x}, ${y})` : `(H.remainder(${x}, ${y}) + 0)`
      default:
        return `H.${e.type === 'long' ? 'safe' : 'finite'}(${x} ${e.op} ${y})`
    }
  }

  /** AND, OR as a truth value: parts are evaluated in order until one decides. */
  #chain(e: TypedOf<'and'> | TypedOf<'or'>): string {
    const decisive = e.kind === 'and' ? 0 : 1
    const [first, ...rest] = e.operands.map((part) => this.number(part))
    return `((H.t = ${first}) === ${decisive}${rest.map((x) => ` || (H.t = H.${e.kind}(H.t, ${x})) === ${decisive}`).join('')}, H.t)`
  }

  #comparison(e: TypedOf<'compare'>): string {
    const onBytes = this.#truthOnBytes(e)
    if (onBytes !== null) return onBytes
    const text = isText(e.left) || isText(e.right)
    const [x, y] = text ? [this.#order(e.left, e.right), '0'] : [this.number(e.left), this.number(e.right)]
    switch (e.op) {
      case '=':
        return `H.eq(${x}, ${y})`
      case '<>':
        return `(1 - H.eq(${x}, ${y}))`
      case '<':
        return `H.lt(${x}, ${y})`
      case '<=':
        return `H.le(${x}, ${y})`
      case '>':
        return `(1 - H.le(${x}, ${y}))`
      case '>=':
        return `(1 - H.lt(${x}, ${y}))`
    }
  }

  #condition(e: Typed, want: boolean): string {
    switch (e.kind) {
      case 'literal':
        return String(e.value === want)
      case 'and':
      case 'or':
        return `(${e.operands.map((part) => this.#condition(part, want)).join((e.kind === 'and') === want ? ' && ' : ' || ')})`
      case 'not':
        return this.#condition(e.operand, !want)
      case 'isNull':
        return this.#isNull(e.operand, want !== e.negated)
      case 'distinct':
        return `${want !== e.negated ? '' : '!'}${this.#distinct(e)}`
      case 'compare':
        return this.#compare(e, want)
      case 'in':
        return this.#in(e, want)
      case 'like':
        return this.#onBytes(e, want) ?? `${this.number(e)} === ${want ? 1 : 0}`
      case 'case':
        return e.branches.reduceRight(
          (rest, { when, then }) => `(${this.isTrue(when)} ? ${this.#condition(then, want)} : ${rest})`,
          this.#condition(e.otherwise, want),
        )
      case 'call':
        return this.#callCondition(e, want) ?? `${this.number(e)} === ${want ? 1 : 0}`
      default:
        return `${this.number(e)} === ${want ? 1 : 0}`
    }
  }

  #isNull(e: Typed, want: boolean): string {
    const range = this.#range(e)
    if (range !== null) return `${range.length} ${want ? '>=' : '<'} ${NULL_LENGTH}`
    if (isText(e)) return `${this.string(e)} ${want ? '===' : '!=='} null`
    const x = this.number(e)
    return isLeaf(x) ? `${x} ${want ? '!==' : '==='} ${x}` : `${want ? '' : '!'}Number.isNaN(${x})`
  }

  #distinct({ left, right }: TypedOf<'distinct'>): string {
    if (!isText(left) && !isText(right)) return `H.distinct(${this.number(left)}, ${this.number(right)})`
    const [range, text] = [this.#range(left), literalText(right)]
    if (range !== null && text !== null) return `(!${this.#same(range, text)})`
    return `(${this.string(left)} !== ${this.string(right)})`
  }

  #compare(e: TypedOf<'compare'>, want: boolean): string {
    const { left, right } = e
    const op = want ? e.op : FLIPPED[e.op]
    if (isText(left) || isText(right)) return this.#compareTexts(e, op, want)
    const x = this.number(left)
    const y = this.number(right)
    if (op === '=') return `${x} === ${y}`
    if (op !== '<>') return `${x} ${op} ${y}`
    return isLeaf(x) && isLeaf(y) ? `(${x} < ${y} || ${x} > ${y})` : `H.differs(${x}, ${y})`
  }

  #compareTexts(e: TypedOf<'compare'>, op: CompareOp, want: boolean): string {
    const { left, right } = e
    if (op !== '=' && op !== '<>') return `${this.#order(left, right)} ${op} 0`
    const onBytes = this.#onBytes(e, want)
    if (onBytes !== null) return onBytes
    const [a, b] = [this.range(left), this.range(right)]
    if (a !== null && b !== null) return `H.${op === '=' ? 'sameRanges' : 'otherRanges'}(${a}, ${b})`
    return `H.${op === '=' ? 'sameText' : 'otherText'}(${this.string(left)}, ${this.string(right)})`
  }

  /** A test that runs on the bytes of a range, as a truth value: short enough to be written for either outcome. */
  #truthOnBytes(e: Typed): string | null {
    const yes = this.#onBytes(e, true)
    return yes && `(${yes} ? 1 : ${this.#onBytes(e, false)} ? 0 : NaN)`
  }

  /** The condition of a simple test of a range against a constant text, else null. */
  #onBytes(e: Typed, want: boolean): string | null {
    switch (e.kind) {
      case 'like': {
        const simple = simpleLike(e.pattern)
        return simple && this.#simple(simple, e.operand, want)
      }
      case 'compare': {
        if (e.op !== '=' && e.op !== '<>') return null
        const [operand, text] = literalText(e.left) === null ? [e.left, literalText(e.right)] : [e.right, literalText(e.left)]
        return text === null ? null : this.#simple({ form: 'equals', text }, operand, (e.op === '=') === want)
      }
      case 'call': {
        const form = TEXT_TESTS[e.name]
        const text = form === undefined ? null : literalText(e.args[1])
        return text === null ? null : this.#simple({ form, text }, e.args[0], want)
      }
      default:
        return null
    }
  }

  /** Order of two texts by UTF-8 bytes: negative, 0, positive; NaN when one is NULL. */
  #order(left: Typed, right: Typed): string {
    const a = this.range(left)
    const text = literalText(right)
    if (a !== null && text !== null) return `H.orderBytes(${a}, ${this.#bytes(text)})`
    const b = this.range(right)
    if (a !== null && b !== null) return `H.orderRanges(${a}, ${b})`
    return `H.order(${this.string(left)}, ${this.string(right)})`
  }

  #same(range: Range, text: string): string {
    return sameBytes(range, text, (constant) => this.#bytes(constant))
  }

  /** The text equals, starts with, ends with or contains a constant, on bytes; null when the text is no range, or the lower case of one. */
  #simple({ form, text }: SimpleLike, operand: Typed, want: boolean): string | null {
    const folded = operand.kind === 'call' && operand.name === 'lower'
    if (folded && (text === '' || !isAscii(text) || (form !== 'contains' && form !== 'equals'))) return null
    const range = this.#range(folded ? operand.args[0] : operand)
    if (range === null) return null
    return bytesTest({ range, form, text, folded, want }, (constant) => this.#bytes(constant))
  }

  #in(e: TypedOf<'in'>, want: boolean): string {
    if (e.operand.type === 'null') return 'false'
    const literals = e.items.filter((item) => item.kind === 'literal')
    if (literals.length < e.items.length) return `${this.number(e)} === ${want ? 1 : 0}`
    const known = literals.flatMap((item) => (item.value === null ? [] : [item.value]))
    if (!want && known.length < literals.length) return 'false' // x NOT IN (…, NULL) is never true
    const range = this.#range(e.operand)
    if (range !== null && known.length <= 8) {
      if (known.length === 1 && want) return this.#same(range, known[0] as string)
      const texts = this.#constant(known.map((text) => Buffer.from(text as string)))
      const found = `H.oneOf(${range.bytes}, ${range.from}, ${range.length}, ${texts})`
      return want ? found : `(${range.length} < ${NULL_LENGTH} && !${found})`
    }
    const operand = isText(e.operand) ? this.string(e.operand) : this.number(e.operand)
    if (want && !isText(e.operand) && known.length <= 4 && known.length > 0 && isLeaf(operand)) {
      return `(${known.map((v) => `${operand} === ${numberCode(v)}`).join(' || ')})`
    }
    const set = this.#constant(new Set(known.map((v) => (typeof v === 'boolean' ? Number(v) : v))))
    return want ? `${set}.has(${operand})` : `H.outside(${operand}, ${set})`
  }

  #callCondition(e: TypedOf<'call'>, want: boolean): string | null {
    if (e.name === 'if') return `(${this.isTrue(e.args[0])} ? ${this.#condition(e.args[1], want)} : ${this.#condition(e.args[2], want)})`
    return this.#onBytes(e, want)
  }

  #numberCast(e: TypedOf<'cast'>): string {
    const { type } = e.operand
    if (type === 'null') return 'NaN'
    if (isText(e.operand)) return `H.number(${this.#convert(e)})`
    const x = this.number(e.operand)
    if (type === 'double' && e.type === 'long') return `H.truncate(${x})`
    return e.type === 'boolean' && type !== 'boolean' ? `H.truth(${x})` : x
  }

  #stringCast(e: TypedOf<'cast'>): string {
    const { type } = e.operand
    if (type === 'null') return 'null'
    if (isText(e.operand)) return this.string(e.operand)
    return type === 'long' ? `H.digits(${this.number(e.operand)})` : this.#convert(e)
  }

  #convert(e: TypedOf<'cast'>): string {
    const cast = castOf(e.operand.type, e.type as FieldType)!
    return `${this.#constant((v: Value, env: ExprEnv) => (v === null ? null : cast(v, env)))}(${this.#value(e.operand)}, H.env)`
  }

  #numberCall(e: TypedOf<'call'>): string {
    const { args } = e
    if (e.name === 'if') return `(${this.isTrue(args[0])} ? ${this.number(args[1])} : ${this.number(args[2])})`
    if (e.name === 'coalesce' || e.name === 'nvl') {
      return args
        .map((arg) => this.number(arg))
        .reduceRight((rest, x) => (isLeaf(x) ? `(${x} === ${x} ? ${x} : ${rest})` : `((H.t = ${x}) === H.t ? H.t : ${rest})`))
    }
    return this.#truthOnBytes(e) ?? `H.number(${this.#invoke(e)})`
  }

  #invoke(e: TypedOf<'call'>): string {
    return `${this.#constant(invokerOf(e))}([${e.args.map((arg) => this.#value(arg)).join(', ')}], H.env)`
  }

  /** A part as a value of the function table. */
  #value(e: Typed): string {
    if (isText(e)) return this.string(e)
    if (e.type === 'null') return 'null'
    if (e.kind === 'literal' && typeof e.value === 'number') return numberCode(e.value)
    return `H.${e.type === 'boolean' ? 'boolean' : 'value'}(${this.number(e)})`
  }
}

/** Functions that are a simple LIKE when their second argument is a literal. */
const TEXT_TESTS: Readonly<Record<string, SimpleLike['form']>> = { startswith: 'starts', endswith: 'ends', contains: 'contains' }
