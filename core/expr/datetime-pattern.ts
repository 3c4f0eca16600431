import { utc } from './datetime.ts'

/** A piece of a date pattern: a part of the time with its number of digits, or literal text. */
type Piece = { part: Part; width: number } | { literal: string }
type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millis'

/** The letters of Spark's patterns that are known here, with the one length each may have. */
const LETTERS: Readonly<Record<string, { part: Part; width: number }>> = {
  y: { part: 'year', width: 4 },
  M: { part: 'month', width: 2 },
  d: { part: 'day', width: 2 },
  H: { part: 'hour', width: 2 },
  m: { part: 'minute', width: 2 },
  s: { part: 'second', width: 2 },
  S: { part: 'millis', width: 3 },
}

/** Takes apart a pattern of yyyy MM dd HH mm ss SSS, 'quoted' text and punctuation; a text says what is wrong with it. */
export function parseDatePattern(pattern: string): Piece[] | string {
  const pieces: Piece[] = []
  for (const [text] of pattern.matchAll(/'(?:[^']|'')*'|'|([a-zA-Z])\1*|[^a-zA-Z']+/g)) {
    if (text === "'") return 'a quote in the pattern is not closed'
    if (text[0] === "'") pieces.push({ literal: text === "''" ? "'" : text.slice(1, -1).replaceAll("''", "'") })
    else if (/[a-zA-Z]/.test(text[0])) {
      const known = LETTERS[text[0]]
      if (known === undefined || known.width !== text.length) return `\`${text}\` is not known in a date pattern`
      pieces.push(known)
    } else pieces.push({ literal: text })
  }
  return pieces
}

/** The time as text, in UTC; null outside the years 0 to 9999. */
export function formatDate(t: number, pieces: readonly Piece[]): string | null {
  const date = new Date(t)
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) return null
  const parts: Record<Part, number> = {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millis: date.getUTCMilliseconds(),
  }
  return pieces.map((piece) => ('literal' in piece ? piece.literal : String(parts[piece.part]).padStart(piece.width, '0'))).join('')
}

/** Epoch milliseconds of a text in UTC; parts that the pattern lacks are those of 1970-01-01. Null when the text does not follow the pattern. */
export function parseDate(s: string, pieces: readonly Piece[]): number | null {
  const parts: Record<Part, number> = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, millis: 0 }
  let at = 0
  for (const piece of pieces) {
    if ('literal' in piece) {
      if (!s.startsWith(piece.literal, at)) return null
      at += piece.literal.length
    } else {
      const digits = s.slice(at, at + piece.width)
      if (digits.length !== piece.width || !/^[0-9]+$/.test(digits)) return null
      parts[piece.part] = Number(digits)
      at += piece.width
    }
  }
  return at === s.length ? utc(parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second, parts.millis) : null
}
