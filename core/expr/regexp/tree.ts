/** Characters as a set of bits: 0–127 are ASCII, bit 128 stands for all others. */
export type Chars = bigint
export const ALL: Chars = (1n << 129n) - 1n
const OTHERS: Chars = 1n << 128n

/** A pattern of the part of RE2 that JavaScript reads in the same way. */
export type Regexp =
  | { kind: 'chars'; set: Chars; source: string }
  /** `^` and `$`, of the whole text; `\b` and `\B` between ASCII words. */
  | { kind: 'assert'; source: '^' | '$' | '\\b' | '\\B' }
  | { kind: 'group'; capture: boolean; branches: Regexp[][] }
  | { kind: 'repeat'; item: Regexp; least: number; most: number; lazy: boolean }

const range = (from: number, to: number): Chars => {
  let set = 0n
  for (let c = from; c <= to; c++) set |= 1n << BigInt(c)
  return set
}
const one = (c: string): Chars => (c.codePointAt(0)! < 128 ? 1n << BigInt(c.codePointAt(0)!) : OTHERS)

const DIGIT = range(48, 57)
const WORD = DIGIT | range(65, 90) | range(97, 122) | one('_')
const SPACE = one('\t') | one('\n') | one('\f') | one('\r') | one(' ')
const CLASSES: Readonly<Record<string, { set: Chars; inside: string }>> = {
  d: { set: DIGIT, inside: '\\d' },
  w: { set: WORD, inside: '\\w' },
  s: { set: SPACE, inside: '\\t\\n\\f\\r ' }, // JavaScript's \s knows more spaces than RE2's
}
const CONTROLS = 'tnrf'

/** Reads a valid RE2 pattern; null when it holds anything that JavaScript has not, or reads in another way. */
export function readRegexp(pattern: string): Regexp[][] | null {
  try {
    const reader = new Reader([...pattern])
    const branches = reader.branches()
    return reader.ended() ? branches : null
  } catch (error) {
    if (error === foreign) return null
    throw error
  }
}

const foreign = new Error('not in the common part')

class Reader {
  readonly #text: readonly string[]
  #at = 0

  constructor(text: readonly string[]) {
    this.#text = text
  }

  ended(): boolean {
    return this.#at === this.#text.length
  }

  branches(): Regexp[][] {
    const found = [this.#sequence()]
    while (this.#accept('|')) found.push(this.#sequence())
    return found
  }

  #accept(c: string): boolean {
    if (this.#text[this.#at] !== c) return false
    this.#at++
    return true
  }

  #next(): string {
    if (this.ended()) throw foreign
    return this.#text[this.#at++]
  }

  #sequence(): Regexp[] {
    const items: Regexp[] = []
    while (!this.ended() && this.#text[this.#at] !== '|' && this.#text[this.#at] !== ')') items.push(this.#repeated(this.#item()))
    return items
  }

  #repeated(item: Regexp): Regexp {
    const bounds = this.#bounds()
    if (bounds === null) return item
    if (item.kind === 'assert') throw foreign
    const lazy = this.#accept('?')
    if ('*+?{'.includes(this.#text[this.#at] ?? ' ')) throw foreign
    return { kind: 'repeat', item, ...bounds, lazy }
  }

  #bounds(): { least: number; most: number } | null {
    if (this.#accept('*')) return { least: 0, most: Number.POSITIVE_INFINITY }
    if (this.#accept('+')) return { least: 1, most: Number.POSITIVE_INFINITY }
    if (this.#accept('?')) return { least: 0, most: 1 }
    if (!this.#accept('{')) return null
    let text = ''
    for (let c = this.#next(); c !== '}'; c = this.#next()) text += c
    const m = /^(\d+)(,(\d*))?$/.exec(text)
    if (m === null) throw foreign // RE2 takes such a brace for a character
    return { least: Number(m[1]), most: m[2] === undefined ? Number(m[1]) : m[3] === '' ? Number.POSITIVE_INFINITY : Number(m[3]) }
  }

  #item(): Regexp {
    const c = this.#next()
    switch (c) {
      case '^':
      case '$':
        return { kind: 'assert', source: c }
      case '.':
        return { kind: 'chars', set: ALL & ~one('\n'), source: '[^\\n]' }
      case '[':
        return this.#class()
      case '\\':
        return this.#escape()
      case '(':
        return this.#group()
      case '{':
      case '}':
      case ']':
        throw foreign
    }
    return { kind: 'chars', set: one(c), source: literal(c) }
  }

  #group(): Regexp {
    const capture = !this.#accept('?')
    if (!capture && !this.#accept(':')) throw foreign
    const branches = this.branches()
    if (!this.#accept(')')) throw foreign
    return { kind: 'group', capture, branches }
  }

  #escape(): Regexp {
    const c = this.#next()
    if (c === 'b' || c === 'B') return { kind: 'assert', source: c === 'b' ? '\\b' : '\\B' }
    const known = CLASSES[c]
    if (known !== undefined) return { kind: 'chars', set: known.set, source: `[${known.inside}]` }
    const complement = CLASSES[c.toLowerCase()]
    if (complement !== undefined) return { kind: 'chars', set: ALL & ~complement.set, source: `[^${complement.inside}]` }
    const { set, inside } = escaped(c)
    return { kind: 'chars', set, source: inside }
  }

  #class(): Regexp {
    const negated = this.#accept('^')
    let set = 0n
    let inside = ''
    for (let first = true; first || this.#text[this.#at] !== ']'; first = false) {
      const from = this.#member()
      set |= from.set
      inside += from.inside
      if (this.#text[this.#at] !== '-' || this.#text[this.#at + 1] === ']') continue
      this.#at++
      const to = this.#member()
      if (from.char === undefined || to.char === undefined) throw foreign
      const [low, high] = [from.char.codePointAt(0)!, to.char.codePointAt(0)!]
      if (low > high) throw foreign
      set |= (low < 128 ? range(low, Math.min(high, 127)) : 0n) | (high > 127 ? OTHERS : 0n)
      inside += `-${to.inside}`
    }
    this.#at++
    // a complement keeps the bit of the others: of all characters beyond ASCII, a class names only some
    return { kind: 'chars', set: negated ? (ALL & ~set) | OTHERS : set, source: `[${negated ? '^' : ''}${inside}]` }
  }

  #member(): { set: Chars; inside: string; char?: string } {
    const c = this.#next()
    if (c === '[' || c === ']' || c === '^' || c === '&') throw foreign
    if (c !== '\\') return { set: one(c), inside: literal(c), char: c }
    const e = this.#next()
    return CLASSES[e] ?? escaped(e)
  }
}

function escaped(c: string): { set: Chars; inside: string; char: string } {
  const char = CONTROLS.includes(c) ? { t: '\t', n: '\n', r: '\r', f: '\f' }[c]! : c
  if (char === c && /[\p{L}\p{N}]/u.test(c)) throw foreign
  return { set: one(char), inside: char === c ? literal(c) : `\\${c}`, char }
}

/** A character as JavaScript's `u` mode takes it for itself, in and outside of classes. */
const literal = (c: string): string => (/[\\^$.*+?()[\]{}|/-]/.test(c) ? (c === '-' ? '\\x2d' : `\\${c}`) : c)
