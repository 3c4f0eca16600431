import { type ExprEnv, fail, limits } from './types.ts'

/** Order of two texts by their UTF-8 bytes (= by code points): negative, 0 or positive. JavaScript's `<` differs beyond U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? rank(x) - rank(y) : x - y
  }
  return a.length - b.length
}

/** Code units with surrogates, which stand for characters beyond U+FFFF, above all others. */
const rank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit + 0x2000)

/** Bytes of the text in UTF-8. */
export function utf8Length(s: string): number {
  let n = s.length
  for (let i = 0; i < s.length; i++) {
    const unit = s.charCodeAt(i)
    if (unit >= 0x80) n += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1 // a pair of surrogates is four bytes
  }
  return n
}

/** The text, or NULL and an error when it is larger than a result may be. */
export function bounded(s: string, env: ExprEnv): string | null {
  return 3 * s.length <= limits.result || utf8Length(s) <= limits.result ? s : fail(env)
}

/** Length in code points. */
export function length(s: string): number {
  let n = s.length
  for (let i = 0; i < s.length; i++) if ((s.charCodeAt(i) & 0xfc00) === 0xd800) n--
  return n
}

/** The index of the code unit at which code point `index` (from 0) begins; the text's length when there are fewer. */
export function unitIndex(s: string, index: number): number {
  let at = 0
  for (let n = 0; n < index && at < s.length; n++) at += (s.charCodeAt(at) & 0xfc00) === 0xd800 ? 2 : 1
  return Math.min(at, s.length)
}

/** The text without characters of which `drop` is true, at its beginning (`start`), its end or both. A pattern such as / +$/ would take quadratic time. */
export function strip(s: string, drop: (unit: number) => boolean, start = true, end = true): string {
  let from = 0
  let to = s.length
  if (start) while (from < to && drop(s.charCodeAt(from))) from++
  if (end) while (to > from && drop(s.charCodeAt(to - 1))) to--
  return s.slice(from, to)
}

/** The text without white space and control characters (ASCII) around it, as Spark trims before it converts. */
export const trimmed = (s: string): string => strip(s, (unit) => unit <= 32 || unit === 127)
