/** Walks JSON text that JSON.parse has accepted, to find where its members stand. On other text the answers mean nothing, but every walk ends. */

const QUOTE = 34
const BACKSLASH = 92

/** Calls `visit` with the ranges of each member's key (with quotes) and value of the object whose brace stands at `from`. */
export function eachMember(
  bytes: Buffer,
  from: number,
  visit: (keyFrom: number, keyTo: number, valueFrom: number, valueTo: number) => void,
): void {
  let p = skipWhite(bytes, from + 1)
  while (bytes[p] === QUOTE) {
    const keyTo = skipText(bytes, p)
    const valueFrom = skipWhite(bytes, skipWhite(bytes, keyTo) + 1)
    const valueTo = skipValue(bytes, valueFrom)
    visit(p, keyTo, valueFrom, valueTo)
    p = skipWhite(bytes, valueTo)
    if (bytes[p] === 44) p = skipWhite(bytes, p + 1)
  }
}

/** The string that a JSON text (with quotes) spells. */
export function spelled(bytes: Buffer, from: number, to: number): string {
  return hasEscape(bytes, from, to) ? JSON.parse(bytes.utf8Slice(from, to)) : bytes.utf8Slice(from + 1, to - 1)
}

export function hasEscape(bytes: Buffer, from: number, to: number): boolean {
  for (let p = from; p < to; p++) if (bytes[p] === BACKSLASH) return true
  return false
}

/** Whether containers are nested deeper than `most` in bytes [from, to); also meant for text that is not valid. */
export function deeperThan(most: number, bytes: Buffer, from: number, to: number): boolean {
  let depth = 0
  for (let p = from; p < to; p++) {
    const c = bytes[p]
    if (c === QUOTE) p = skipText(bytes, p) - 1
    else if (c === 123 || c === 91) {
      if (++depth > most) return true
    } else if (c === 125 || c === 93) depth--
  }
  return false
}

export function skipWhite(bytes: Buffer, from: number): number {
  let p = from
  while (bytes[p] === 32 || bytes[p] === 9 || bytes[p] === 13 || bytes[p] === 10) p++
  return p
}

function skipText(bytes: Buffer, from: number): number {
  let p = from + 1
  while (p < bytes.length && bytes[p] !== QUOTE) p += bytes[p] === BACKSLASH ? 2 : 1
  return p + 1
}

function skipValue(bytes: Buffer, from: number): number {
  let p = from
  if (bytes[p] === QUOTE) return skipText(bytes, p)
  if (bytes[p] === 123 || bytes[p] === 91) {
    for (let depth = 0; p < bytes.length; ) {
      const c = bytes[p]
      p = c === QUOTE ? skipText(bytes, p) : p + 1
      if (c === 123 || c === 91) depth++
      else if (c === 125 || c === 93) depth--
      if (depth === 0) break
    }
    return p
  }
  while (p < bytes.length && bytes[p] !== 44 && bytes[p] !== 125 && bytes[p] !== 93 && bytes[p] > 32) p++
  return p
}
