import { limits } from './types.ts'

/** A LIKE pattern taken apart: literal texts, `one` = any one code point, `many` = any text. */
export type LikePart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'one' | 'many' }

/** Takes a pattern apart, or says what is wrong and at which index. Backslash escapes `%`, `_` and itself, nothing else. */
export function parseLike(pattern: string): readonly LikePart[] | { message: string; at: number } {
  if (pattern.length > limits.pattern)
    return { message: `the pattern has ${pattern.length} characters, the limit is ${limits.pattern}`, at: 0 }
  const parts: LikePart[] = []
  let text = ''
  const flush = () => {
    if (text !== '') parts.push({ kind: 'text', text })
    text = ''
  }
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]
    if (c === '\\') {
      const escaped = pattern[++i]
      if (escaped !== '%' && escaped !== '_' && escaped !== '\\')
        return { message: '`\\` in a LIKE pattern must stand before %, _ or \\', at: i - 1 }
      text += escaped
    } else if (c === '%' || c === '_') {
      flush()
      if (c === '_' || parts[parts.length - 1]?.kind !== 'many') parts.push({ kind: c === '%' ? 'many' : 'one' })
    } else text += c
  }
  flush()
  return parts
}

/** A pattern of one literal and at most a `%` on either side: the forms that need no matcher. */
export type SimpleLike = { form: 'equals' | 'starts' | 'ends' | 'contains'; text: string }

/** The simple form of a valid pattern, or null. */
export function simpleLike(pattern: string): SimpleLike | null {
  const parts = likeParts(pattern)
  const open = parts[0]?.kind === 'many'
  const close = parts.length > 1 && parts[parts.length - 1].kind === 'many'
  const inner = parts.slice(open ? 1 : 0, close ? -1 : undefined)
  if (inner.length > 1 || (inner.length === 1 && inner[0].kind !== 'text')) return null
  const text = inner.length === 1 && inner[0].kind === 'text' ? inner[0].text : ''
  if (inner.length === 0 && open) return { form: 'contains', text: '' }
  return { form: open ? (close ? 'contains' : 'ends') : close ? 'starts' : 'equals', text }
}

function likeParts(pattern: string): readonly LikePart[] {
  const parts = parseLike(pattern)
  if ('message' in parts) throw new Error(`a LIKE pattern reached execution unchecked: ${parts.message}`)
  return parts
}

/** A test for a valid pattern. Takes at most text × pattern steps: every run between two `%` is placed as far left as it fits. */
export function likeMatcher(pattern: string): (s: string) => boolean {
  const runs: LikePart[][] = [[]]
  for (const part of likeParts(pattern)) {
    if (part.kind === 'many') runs.push([])
    else runs[runs.length - 1].push(part)
  }
  const first = runs[0]
  if (runs.length === 1) return (s) => place(first, s, 0) === s.length
  const last = runs[runs.length - 1]
  const middle = runs.slice(1, -1)
  return (s) => {
    let at = place(first, s, 0)
    if (at < 0) return false
    for (const run of middle) {
      at = search(run, s, at)
      if (at < 0) return false
    }
    return endsWith(last, s, at)
  }
}

/** Where the run ends when it is laid at `at`, or -1. */
function place(run: readonly LikePart[], s: string, at: number): number {
  for (const part of run) {
    if (part.kind === 'text') {
      if (!s.startsWith(part.text, at)) return -1
      at += part.text.length
    } else {
      if (at >= s.length) return -1
      at += width(s, at)
    }
  }
  return at
}

/** Where the leftmost place of the run at or behind `at` ends, or -1. */
function search(run: readonly LikePart[], s: string, at: number): number {
  const [head] = run
  while (at <= s.length) {
    if (head?.kind === 'text') {
      at = s.indexOf(head.text, at)
      if (at < 0) return -1
    }
    const end = place(run, s, at)
    if (end >= 0) return end
    at++
  }
  return -1
}

function endsWith(run: readonly LikePart[], s: string, from: number): boolean {
  let at = s.length
  for (let i = run.length - 1; i >= 0; i--) {
    const part = run[i]
    if (part.kind === 'text') {
      at -= part.text.length
      if (at < from || !s.startsWith(part.text, at)) return false
    } else {
      at -= at >= 2 && (s.charCodeAt(at - 1) & 0xfc00) === 0xdc00 ? 2 : 1
      if (at < from) return false
    }
  }
  return at >= from
}

const width = (s: string, at: number): number => ((s.charCodeAt(at) & 0xfc00) === 0xd800 ? 2 : 1)
