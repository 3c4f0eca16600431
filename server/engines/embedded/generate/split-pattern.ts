import { compilePattern } from '../../../../core/expr/index.ts'

/** How a text is split by a pattern, empty parts dropped: by a table of separator bytes where that is the same, else by a function. */
export type Splitter = { kind: 'bytes'; table: Uint8Array; split: Split } | { kind: 'pattern'; split: Split }
type Split = (text: string | null) => string[]

/** What RE2 reads `\s` as. */
const SPACE = '\t\n\f\r '

/** The splitter of a pattern that the node type has checked. */
export function splitter(pattern: string): Splitter {
  const separators = separatorBytes(pattern)
  const compiled = compilePattern(pattern)
  const split: Split = (text) => (text === null ? [] : compiled.split(text).filter((part) => part !== ''))
  if (separators === null) return { kind: 'pattern', split }
  const table = new Uint8Array(256)
  for (const c of separators) table[c.charCodeAt(0)] = 1
  return { kind: 'bytes', table, split }
}

/** The ASCII characters that one occurrence of the pattern consists of, when it is a class of such characters, with or without `+`; else null. */
function separatorBytes(pattern: string): string | null {
  const one = pattern.endsWith('+') && pattern.length > 1 ? pattern.slice(0, -1) : pattern
  if (one === '\\s') return SPACE
  if (/^[\x20-\x7e]$/.test(one)) return /[\\^$.|?*+()[\]{}]/.test(one) ? null : one
  if (/^\\[tnr]$/.test(one)) return { t: '\t', n: '\n', r: '\r' }[one[1]]!
  if (/^\\[^A-Za-z0-9\x80-\uffff]$/.test(one)) return one[1]
  const inClass = /^\[((?:\\s|\\[tnr]|\\[^A-Za-z0-9\x80-\uffff]|[^\\\]^\-\x80-\uffff[])+)\]$/.exec(one)
  if (inClass === null) return null
  return inClass[1]
    .replace(/\\s/g, SPACE)
    .replace(/\\([tnr])/g, (_, c: string) => ({ t: '\t', n: '\n', r: '\r' })[c]!)
    .replace(/\\(.)/g, '$1')
}
