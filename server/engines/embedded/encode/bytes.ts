/** Appends values to a Writer as text: copies of short ranges and the digits of numbers, without strings where that pays. */
import type { Writer } from '../writer.ts'

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

const PAIRS = new Uint16Array(100)
for (let i = 0; i < 100; i++) PAIRS[i] = (48 + Math.trunc(i / 10)) | ((48 + (i % 10)) << 8)

/** Appends the digits of an integer 0 ≤ x < 2^32, at least `least` of them (leading zeros). */
function putDigits(out: Writer, x: number, least: number): void {
  let v = x >>> 0
  const digits =
    v < 10 ? 1 : v < 100 ? 2 : v < 1e3 ? 3 : v < 1e4 ? 4 : v < 1e5 ? 5 : v < 1e6 ? 6 : v < 1e7 ? 7 : v < 1e8 ? 8 : v < 1e9 ? 9 : 10
  const n = digits < least ? least : digits
  let at = out.length + n
  const first = out.length
  out.length = at
  const { data } = out
  while (at >= first + 2) {
    const q = (v / 100) >>> 0
    at -= 2
    data.setUint16(at, PAIRS[v - q * 100], true)
    v = q
  }
  if (at > first) data.setUint8(first, 48 + v)
}

/** Appends a number as JSON.stringify prints it. `x` is finite. */
export function putNumber(out: Writer, x: number): void {
  out.room(40)
  let y = x
  if (x < 0) {
    y = -x
    if (y < 1e15) out.buffer[out.length++] = 45
  }
  if (y < 1e15) {
    if (Math.trunc(y) === y) {
      putInteger(out, y)
      return
    }
    if (y >= 1e-3 && y < 1e9 && putShortDecimal(out, y)) return
    if (x < 0) out.length--
  }
  putAscii(out, x === 0 ? '0' : String(x))
}

function putInteger(out: Writer, x: number): void {
  if (x < 4294967296) {
    putDigits(out, x, 1)
    return
  }
  const high = Math.trunc(x / 1e8)
  putInteger(out, high)
  putDigits(out, x - high * 1e8, 8)
}

const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6]

/** Appends `x` when it has at most 6 decimals and 15 digits: m / 10^k correctly rounded to x proves that these are its shortest digits. */
function putShortDecimal(out: Writer, x: number): boolean {
  for (let k = 1; k <= 6; k++) {
    const p = POWERS[k]
    const m = Math.round(x * p)
    if (m / p !== x) continue
    if (m >= 1e15) return false
    const whole = Math.trunc(m / p)
    putDigits(out, whole, 1)
    out.buffer[out.length++] = 46
    putDigits(out, m - whole * p, k)
    return true
  }
  return false
}
