/** Appends values to a Writer as text: copies of short ranges and the digits of numbers, without strings where that pays. */
import { type Constant, kernel } from '../decode/wasm.ts'
import type { Writer } from '../writer.ts'
import { NUMBER_WASM } from './number.gen.ts'

/** Below this length a loop over four bytes at a time beats a call of `copy`. */
const SHORT = 96

/** Appends bytes [from, from + n) of `source`; `data` is a view of the same memory. */
export function copyBytes(out: Writer, source: Buffer, data: DataView, from: number, n: number): void {
  out.room(n + 4)
  const at = out.length
  out.length = at + n
  if (n <= SHORT && from + n + 3 <= data.byteLength) {
    // may store up to three bytes too many, which the next value overwrites
    const to = out.data
    for (let i = 0; i < n; i += 4) to.setUint32(at + i, data.getUint32(from + i, true), true)
  } else source.copy(out.buffer, at, from, from + n)
}

/** Appends a short ASCII text. */
export function putAscii(out: Writer, s: string): void {
  out.room(s.length)
  out.length += out.buffer.latin1Write(s, out.length)
}

type Exports = { readonly memory: { readonly buffer: ArrayBuffer }; readonly OUT: Constant; print(x: number): number }
const newPrinter = kernel<Exports>(NUMBER_WASM)
let printer: { readonly print: (x: number) => number; readonly text: Buffer; readonly data: DataView } | undefined

function startPrinter(): NonNullable<typeof printer> {
  const { memory, OUT, print } = newPrinter()
  return { print, text: Buffer.from(memory.buffer, OUT.value, 64), data: new DataView(memory.buffer, OUT.value, 64) }
}

/** Appends a number as JSON.stringify prints it. `x` is finite. */
export function putNumber(out: Writer, x: number): void {
  printer ??= startPrinter()
  const n = printer.print(x)
  if (n > 0) copyBytes(out, printer.text, printer.data, 0, n)
  else putAscii(out, String(x))
}
