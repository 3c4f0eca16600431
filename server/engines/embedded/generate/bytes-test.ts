import type { SimpleLike } from '../../../../core/expr/like.ts'
import { NULL_LENGTH } from '../batch.ts'
import { isAscii } from './code.ts'

/** Where the bytes of a text are: expressions of the buffer, the offset and the length. */
export type Range = { readonly bytes: string; readonly from: string; readonly length: string }
/** Makes a constant of the bytes of a text; answers its expression. */
type BytesOf = (text: string) => string

/** The condition that a text is a constant. */
export function sameBytes({ bytes, from, length }: Range, text: string, bytesOf: BytesOf): string {
  if (text === '') return `(${length} === 0)`
  if (text.length === 1 && isAscii(text)) return `(${length} === 1 && ${bytes}[${from}] === ${text.charCodeAt(0)})`
  return `H.same(${bytes}, ${from}, ${length}, ${bytesOf(text)})`
}

export type BytesTest = SimpleLike & {
  readonly range: Range
  /** The lower case of the text is tested: for `equals` and `contains` with ASCII alone. */
  readonly folded: boolean
  readonly want: boolean
}

/** The condition that a text certainly equals, starts with, ends with or contains a constant, or with `want: false` that it certainly does not. */
export function bytesTest({ range, form, text, folded, want }: BytesTest, bytesOf: BytesOf): string {
  const known = `${range.length} < ${NULL_LENGTH}`
  const not = want ? '' : '!'
  if (folded)
    return `(${known} && ${not}H.${form === 'equals' ? 'sameFolded' : 'containsFolded'}(${range.bytes}, ${range.from}, ${range.length}, ${bytesOf(text)}))`
  if (form === 'equals') return want ? sameBytes(range, text, bytesOf) : `(${known} && !${sameBytes(range, text, bytesOf)})`
  if (text === '') return want ? known : 'false'
  return `(${known} && ${not}H.${form}(${range.bytes}, ${range.from}, ${range.length}, ${bytesOf(text)}))`
}
