/** Text as a JSON string, from its bytes. */
import type { Writer } from '../writer.ts'
import { copyBytes } from './bytes.ts'

/** What stands behind the backslash; 0 = nothing to escape, 1 = \u00XX. */
const ESCAPE = new Uint8Array(256)
ESCAPE.fill(1, 0, 32)
ESCAPE[8] = 98
ESCAPE[9] = 116
ESCAPE[10] = 110
ESCAPE[12] = 102
ESCAPE[13] = 114
ESCAPE[34] = 34
ESCAPE[92] = 92

const HEX = Buffer.from('0123456789abcdef')

/** Appends the UTF-8 bytes [from, from + n) of `source` as a JSON string with quotes, escaped as JSON.stringify does; `data` is a view of the same memory. */
export function putJsonText(out: Writer, source: Buffer, data: DataView, from: number, n: number): void {
  out.room(2)
  out.buffer[out.length++] = 34
  const to = from + n
  let start = from
  for (let p = from; p < to; p++) {
    const code = ESCAPE[source[p]]
    if (code === 0) continue
    copyBytes(out, source, data, start, p - start)
    putEscape(out, source[p], code)
    start = p + 1
  }
  copyBytes(out, source, data, start, to - start)
  out.room(1)
  out.buffer[out.length++] = 34
}

function putEscape(out: Writer, c: number, code: number): void {
  out.room(6)
  const { buffer } = out
  buffer[out.length++] = 92
  if (code !== 1) {
    buffer[out.length++] = code
    return
  }
  buffer[out.length++] = 117
  buffer[out.length++] = 48
  buffer[out.length++] = 48
  buffer[out.length++] = HEX[c >> 4]
  buffer[out.length++] = HEX[c & 15]
}
