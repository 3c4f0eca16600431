import { compareUtf8, utf8Length } from '../../../../core/expr/text.ts'
import { type ExprEnv, limits, type Value } from '../../../../core/expr/types.ts'
import { NULL_LENGTH } from '../batch.ts'

/**
 * What generated code calls, as `H`; one per run. Numbers and booleans (1, 0) are NULL as NaN, texts as null, ranges by their length.
 * A method that gives a truth value gives 1, 0 or NaN; one that gives a boolean says whether something is certainly so.
 */
export class Helpers {
  /** Evaluations that failed and yielded NULL: bad casts, divisions by zero, overflows. */
  errors = 0
  /** The time of the epoch in epoch milliseconds. */
  now = 0
  /** Scratch of one expression: written and read within it, never across a nested one. */
  t = 0
  /** The same counters for functions of the table. */
  readonly env: ExprEnv

  constructor() {
    const self = this
    this.env = {
      now: () => self.now,
      errors: {
        get count() {
          return self.errors
        },
        set count(n) {
          self.errors = n
        },
      },
    }
  }

  /** Counts an error unless the value is NULL already; always NULL. */
  fail(x: number): number {
    if (x === x) this.errors++
    return Number.NaN
  }

  /** A long, or NULL and an error outside ±(2^53−1). There is no −0 among the longs. */
  safe(x: number): number {
    return x <= 9007199254740991 && x >= -9007199254740991 ? x + 0 : this.fail(x)
  }

  /** A double, or NULL and an error for an infinity. */
  finite(x: number): number {
    return x - x === 0 ? x : this.fail(x)
  }

  div(x: number, y: number): number {
    return y === 0 ? this.fail(x) : this.finite(x / y)
  }

  /** Division of longs, truncated. */
  quotient(x: number, y: number): number {
    return y === 0 ? this.fail(x) : Math.trunc(x / y) + 0
  }

  /** x % m for longs and a constant m > 0, exact, with the sign of x (the rounded quotient of longs never reaches the next integer); V8's % on doubles is a C call. */
  mod(x: number, m: number): number {
    return x - Math.trunc(x / m) * m
  }

  remainder(x: number, y: number): number {
    return y === 0 ? this.fail(x) : x % y
  }

  /** A double cut to a long. */
  truncate(x: number): number {
    return this.safe(Math.trunc(x))
  }

  /** A number as a truth value: everything but 0 is true. */
  truth(x: number): number {
    return x === x ? (x === 0 ? 0 : 1) : x
  }

  eq(x: number, y: number): number {
    return x === y ? 1 : x < y || x > y ? 0 : Number.NaN
  }

  lt(x: number, y: number): number {
    return x < y ? 1 : x >= y ? 0 : Number.NaN
  }

  le(x: number, y: number): number {
    return x <= y ? 1 : x > y ? 0 : Number.NaN
  }

  /** Both are known and different. */
  differs(x: number, y: number): boolean {
    return x < y || x > y
  }

  /** IS DISTINCT FROM for numbers. */
  distinct(x: number, y: number): boolean {
    return x !== y && (x === x || y === y)
  }

  /** AND of two truth values. */
  and(x: number, y: number): number {
    return x === 0 || y === 0 ? 0 : x * y
  }

  /** OR of two truth values. */
  or(x: number, y: number): number {
    return x === 1 || y === 1 ? 1 : x + y
  }

  between(x: number, low: number, high: number): number {
    if (x < low || x > high) return 0
    return x >= low && x <= high ? 1 : Number.NaN
  }

  betweenTexts(s: string | null, low: string | null, high: string | null): number {
    return this.and(this.le(this.order(low, s), 0), this.le(this.order(s, high), 0))
  }

  /** x IN computed items. */
  among(x: number, items: readonly number[]): number {
    if (x !== x) return x
    let result = 0
    for (const y of items) {
      if (x === y) return 1
      if (y !== y) result = y
    }
    return result
  }

  amongTexts(s: string | null, items: readonly (string | null)[]): number {
    if (s === null) return Number.NaN
    return items.includes(s) ? 1 : items.includes(null) ? Number.NaN : 0
  }

  /** Known, and not in a set without NULL. */
  outside(v: number | string | null, set: ReadonlySet<number | string>): boolean {
    return v !== null && v === v && !set.has(v)
  }

  /** Order of two texts, NaN when one is NULL. */
  order(s: string | null, t: string | null): number {
    return s === null || t === null ? Number.NaN : compareUtf8(s, t)
  }

  sameText(s: string | null, t: string | null): boolean {
    return s !== null && s === t
  }

  otherText(s: string | null, t: string | null): boolean {
    return s !== null && t !== null && s !== t
  }

  like(matches: (s: string) => boolean, s: string | null): number {
    return s === null ? Number.NaN : matches(s) ? 1 : 0
  }

  concat(s: string | null, t: string | null): string | null {
    if (s === null || t === null) return null
    const joined = s + t
    if (3 * joined.length <= limits.result || utf8Length(joined) <= limits.result) return joined
    this.errors++
    return null
  }

  /** A long as text. */
  digits(x: number): string | null {
    return x === x ? String(x) : null
  }

  /** A number for the function table. */
  value(x: number): number | null {
    return x === x ? x : null
  }

  /** A truth value for the function table. */
  boolean(x: number): boolean | null {
    return x === x ? x === 1 : null
  }

  /** A result of the function table as a number or truth value. */
  number(v: Value): number {
    return v === null ? Number.NaN : Number(v)
  }

  /** A range as a string. */
  string(bytes: Buffer, from: number, length: number): string | null {
    return length >= NULL_LENGTH ? null : bytes.utf8Slice(from, from + length)
  }

  /** The range is this text; never so for NULL, because no text is that long. */
  same(bytes: Buffer, from: number, length: number, text: Buffer): boolean {
    if (length !== text.length) return false
    for (let i = 0; i < length; i++) if (bytes[from + i] !== text[i]) return false
    return true
  }

  oneOf(bytes: Buffer, from: number, length: number, texts: readonly Buffer[]): boolean {
    for (let k = 0; k < texts.length; k++) if (this.same(bytes, from, length, texts[k])) return true
    return false
  }

  /** The range, which is not NULL, begins with the text. */
  starts(bytes: Buffer, from: number, length: number, text: Buffer): boolean {
    return length >= text.length && this.same(bytes, from, text.length, text)
  }

  /** The range, which is not NULL, ends with the text. */
  ends(bytes: Buffer, from: number, length: number, text: Buffer): boolean {
    return length >= text.length && this.same(bytes, from + length - text.length, text.length, text)
  }

  /** The range, which is not NULL, contains the text, which is not empty. */
  contains(bytes: Buffer, from: number, length: number, text: Buffer): boolean {
    const m = text.length
    const head = text[0]
    for (let i = from, last = from + length - m; i <= last; i++) {
      if (bytes[i] !== head) continue
      let k = 1
      while (k < m && bytes[i + k] === text[k]) k++
      if (k === m) return true
    }
    return false
  }

  /** lower(range) contains the ASCII text; the range is not NULL, the text not empty. A byte beyond ASCII sends the row to the string path. */
  containsFolded(bytes: Buffer, from: number, length: number, text: Buffer): boolean {
    const m = text.length
    const end = from + length
    let hit = false
    for (let i = from; i < end; i++) {
      const b = bytes[i]
      if (b >= 128) return bytes.utf8Slice(from, end).toLowerCase().includes(text.latin1Slice())
      if (hit || i + m > end) continue
      let k = 0
      while (k < m && fold(bytes[i + k]) === text[k]) k++
      if (k === m) hit = true
    }
    return hit
  }

  /** lower(range) is the ASCII text; the range is not NULL. */
  sameFolded(bytes: Buffer, from: number, length: number, text: Buffer): boolean {
    if (length < text.length) return false // lower case never has more characters than bytes before
    let equal = length === text.length
    for (let i = 0; i < length; i++) {
      const b = bytes[from + i]
      if (b >= 128) return bytes.utf8Slice(from, from + length).toLowerCase() === text.latin1Slice()
      if (equal && fold(b) !== text[i]) equal = false
    }
    return equal
  }

  /** Order of a range and a constant, by bytes; NaN for NULL. */
  orderBytes(bytes: Buffer, from: number, length: number, text: Buffer): number {
    return length >= NULL_LENGTH ? Number.NaN : compareRanges(bytes, from, length, text, 0, text.length)
  }

  /** Order of two ranges, by bytes; NaN when one is NULL. */
  orderRanges(a: Buffer, aFrom: number, aLength: number, b: Buffer, bFrom: number, bLength: number): number {
    return aLength >= NULL_LENGTH || bLength >= NULL_LENGTH ? Number.NaN : compareRanges(a, aFrom, aLength, b, bFrom, bLength)
  }

  /** Both ranges are known and equal. */
  sameRanges(a: Buffer, aFrom: number, aLength: number, b: Buffer, bFrom: number, bLength: number): boolean {
    if (aLength !== bLength || aLength >= NULL_LENGTH) return false
    for (let i = 0; i < aLength; i++) if (a[aFrom + i] !== b[bFrom + i]) return false
    return true
  }

  /** Both ranges are known and different. */
  otherRanges(a: Buffer, aFrom: number, aLength: number, b: Buffer, bFrom: number, bLength: number): boolean {
    return aLength < NULL_LENGTH && bLength < NULL_LENGTH && !this.sameRanges(a, aFrom, aLength, b, bFrom, bLength)
  }
}

const fold = (b: number): number => (b >= 65 && b <= 90 ? b | 32 : b)

function compareRanges(a: Buffer, aFrom: number, aLength: number, b: Buffer, bFrom: number, bLength: number): number {
  const n = Math.min(aLength, bLength)
  for (let i = 0; i < n; i++) {
    const d = a[aFrom + i] - b[bFrom + i]
    if (d !== 0) return d
  }
  return aLength - bLength
}
