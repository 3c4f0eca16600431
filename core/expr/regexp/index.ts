import { RE2JS, RE2JSSyntaxException } from 're2js'
import { limits } from '../types.ts'
import { type Native, nativeRegexp } from './native.ts'

/** A match: where it begins and ends (code units), and the text of each group, 0 = the whole; null = the group took no part. */
type Match = { readonly from: number; readonly to: number; readonly groups: readonly (string | null)[] }

/** A compiled pattern of RE2's syntax: RE2's meaning, and time linear in the text whichever engine runs. */
export class Pattern {
  readonly #re2: RE2JS
  readonly #native: Native | null

  constructor(pattern: string) {
    this.#re2 = RE2JS.compile(pattern)
    this.#native = nativeRegexp(pattern)
  }

  /** Number of capturing groups. */
  get groups(): number {
    return this.#re2.groupCount()
  }

  /** Whether the pattern matches anywhere in the text. */
  test(s: string): boolean {
    if (this.#native === null || s.length > this.#native.longest) return this.#re2.matcher(s).find()
    this.#native.regex.lastIndex = 0
    return this.#native.regex.test(s)
  }

  /** The first match at or behind a place, or null. */
  find(s: string, from = 0): Match | null {
    if (this.#native !== null && s.length <= this.#native.longest) {
      this.#native.regex.lastIndex = from
      const m = this.#native.regex.exec(s)
      return m === null
        ? null
        : { from: m.index, to: m.index + m[0].length, groups: Array.from(m, (group: string | undefined) => group ?? null) }
    }
    const matcher = this.#re2.matcher(s)
    if (!matcher.find(from)) return null
    return { from: matcher.start(), to: matcher.end(), groups: Array.from({ length: this.groups + 1 }, (_, i) => matcher.group(i)) }
  }

  /** All matches from left to right that do not overlap; behind an empty match the search goes on one character further. */
  *findAll(s: string): Generator<Match> {
    for (let at = 0; at <= s.length; ) {
      const match = this.find(s, at)
      if (match === null) return
      yield match
      at = match.to > match.from ? match.to : match.to + ((s.codePointAt(match.to) ?? 0) > 0xffff ? 2 : 1)
    }
  }

  /** The parts of the text between the matches, empty ones included; an empty match at either end does not split. */
  split(s: string): string[] {
    const parts: string[] = []
    let at = 0
    for (const { from, to } of this.findAll(s)) {
      if (to === from && (from === 0 || from === s.length)) continue
      parts.push(s.slice(at, from))
      at = to
    }
    parts.push(s.slice(at))
    return parts
  }
}

/** Why a text is no pattern, or null when it is one. */
export function patternProblem(pattern: string): { message: string; hint?: string } | null {
  if (pattern.length > limits.pattern) return { message: `the pattern has ${pattern.length} characters, the limit is ${limits.pattern}` }
  try {
    RE2JS.compile(pattern)
    return null
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error
    const hint = /Perl syntax|escape|capture/.test(error.message)
      ? 'patterns are those of RE2, which has no look-around, back references or possessive repetition: https://github.com/google/re2/wiki/Syntax'
      : undefined
    return { message: `not a pattern: ${error.message.replace('error parsing regexp: ', '')}`, ...(hint === undefined ? {} : { hint }) }
  }
}

const compiled = new Map<string, Pattern>()

/** The compiled form of a pattern without a `patternProblem`; the last hundreds are kept. */
export function compilePattern(pattern: string): Pattern {
  let found = compiled.get(pattern)
  if (found === undefined) {
    if (compiled.size >= 500) compiled.clear()
    found = new Pattern(pattern)
    compiled.set(pattern, found)
  }
  return found
}
