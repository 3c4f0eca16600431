/** Cuts source bytes into pieces of whole lines that fit into a decoder's memory. */
import { isUtf8 } from 'node:buffer'
import type { OnBad } from './decoder.ts'

/** About this many bytes are decoded at once: large enough for full batches, small enough for the cache. */
const PIECE = 256 * 1024
const NEWLINE = 10

/** Calls `visit(from, to)` for pieces of whole lines of at most `capacity` − 1 bytes, so that a missing last newline can be added; a longer line is a bad record TOO_LARGE. */
export function eachPiece(
  bytes: Buffer,
  from: number,
  to: number,
  capacity: number,
  visit: (from: number, to: number) => void,
  onBad: OnBad,
): void {
  while (from < to) {
    let end = Math.min(from + PIECE, to)
    if (end < to) {
      const last = bytes.subarray(from, end).lastIndexOf(NEWLINE)
      const next = last >= 0 ? from + last : bytes.indexOf(NEWLINE, end)
      end = next < 0 || next >= to ? to : next + 1
    }
    if (end - from < capacity) visit(from, end)
    else
      onBad(
        { code: 'TOO_LARGE', message: `the record is longer than ${capacity - 1} bytes`, from, to: withoutNewline(bytes, from, end) },
        bytes,
      )
    from = end
  }
}

/** Calls `visit(from, to)` (line end included) for each line of bytes [from, to) that is not valid UTF-8. Cheap when all are. */
export function eachInvalidLine(bytes: Buffer, from: number, to: number, visit: (from: number, to: number) => void): void {
  if (isUtf8(bytes.subarray(from, to))) return
  while (from < to) {
    const next = bytes.indexOf(NEWLINE, from)
    const end = next < 0 || next >= to ? to : next + 1
    if (!isUtf8(bytes.subarray(from, end))) visit(from, end)
    from = end
  }
}

/** The end of the line [from, to) without its newline. */
export function withoutNewline(bytes: Buffer, from: number, to: number): number {
  return to > from && bytes[to - 1] === NEWLINE ? to - 1 : to
}
