const encoder = new TextEncoder()

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

/** CRC-32 (as in zip) of the text's UTF-8 bytes. */
export function crc32(s: string): number {
  let c = 0xffffffff
  for (const b of encoder.encode(s)) c = crcTable[(c ^ b) & 0xff] ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))

/** MD5 of the text's UTF-8 bytes, in 32 hexadecimal digits (RFC 1321). A fingerprint, not a protection. */
export function md5(s: string): string {
  const bytes = encoder.encode(s)
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, bytes.length << 3, true)
  view.setUint32(padded.length - 4, Math.floor(bytes.length / 2 ** 29), true)
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  for (let block = 0; block < padded.length; block += 64) md5Block(state, view, block)
  return [...new Uint8Array(state.buffer)].map((b) => b.toString(16).padStart(2, '0')).join('')
}

function md5Block(state: Int32Array, view: DataView, at: number): void {
  let [a, b, c, d] = state
  for (let i = 0; i < 64; i++) {
    const round = i >> 4
    let f: number
    let k: number
    if (round === 0) [f, k] = [(b & c) | (~b & d), i]
    else if (round === 1) [f, k] = [(d & b) | (~d & c), (5 * i + 1) & 15]
    else if (round === 2) [f, k] = [b ^ c ^ d, (3 * i + 5) & 15]
    else [f, k] = [c ^ (b | ~d), (7 * i) & 15]
    const sum = (a + f + SINES[i] + view.getInt32(at + 4 * k, true)) | 0
    const shift = SHIFTS[4 * round + (i & 3)]
    ;[a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0]
  }
  state[0] += a
  state[1] += b
  state[2] += c
  state[3] += d
}
