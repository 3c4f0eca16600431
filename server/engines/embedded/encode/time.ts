/** Timestamps as text. */
import type { Writer } from '../writer.ts'
import { putAscii, putNumber } from './bytes.ts'

/** The range of `Date`. */
const LAST = 8.64e15

/** Appends `2023-11-14T22:13:20.000Z`, in quotes if asked; milliseconds beyond the years that have such a form are written as the number. */
export function isoTime(out: Writer, ms: number, quotes: boolean): void {
  if (ms < -LAST || ms > LAST) {
    putNumber(out, ms)
    return
  }
  const text = new Date(ms).toISOString()
  putAscii(out, quotes ? `"${text}"` : text)
}
