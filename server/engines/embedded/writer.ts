/** A growing byte buffer: outputs of sinks, state deltas, snapshots. Little-endian. */
export class Writer {
  /** The memory in use; only the first `length` bytes count. Replaced when it grows. */
  buffer: Buffer
  /** The same memory, for stores of several bytes at once. */
  data: DataView
  length = 0

  constructor(capacity = 1 << 16) {
    this.buffer = Buffer.allocUnsafeSlow(capacity)
    this.data = new DataView(this.buffer.buffer)
  }

  /** Makes sure that `n` more bytes fit, so that the caller may store into `buffer` behind `length` and advance it. */
  room(n: number): void {
    if (this.length + n > this.buffer.length) this.#grow(n)
  }

  u8(x: number): void {
    this.room(1)
    this.buffer[this.length++] = x
  }

  u32(x: number): void {
    this.room(4)
    this.data.setUint32(this.length, x, true)
    this.length += 4
  }

  f64(x: number): void {
    this.room(8)
    this.data.setFloat64(this.length, x, true)
    this.length += 8
  }

  /** UTF-8 behind its length in bytes (u32). */
  text(s: string): void {
    this.room(3 * s.length + 4)
    const n = this.buffer.utf8Write(s, this.length + 4)
    this.data.setUint32(this.length, n, true)
    this.length += 4 + n
  }

  /** The bytes alone, without a length. */
  bytes(b: Uint8Array): void {
    this.room(b.length)
    this.buffer.set(b, this.length)
    this.length += b.length
  }

  /** The bytes so far; valid until the next write or `clear`. */
  view(): Buffer {
    return this.buffer.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  #grow(n: number): void {
    const wider = Buffer.allocUnsafeSlow(Math.max(2 * this.buffer.length, this.length + n))
    this.buffer.copy(wider, 0, 0, this.length)
    this.buffer = wider
    this.data = new DataView(wider.buffer)
  }
}

/** Thrown when bytes end before the value that was asked for: they are not what a Writer wrote, or not all of it. */
export class ShortReadError extends Error {
  constructor(wanted: number, at: number, length: number) {
    super(`the data ends too early: ${wanted} bytes wanted at offset ${at} of ${length}; it is cut off or was written by another version`)
    this.name = 'ShortReadError'
  }
}

/** Reads back what a Writer wrote, in the same order. Every read throws ShortReadError where bytes are missing. */
export class Reader {
  at = 0
  readonly #bytes: Buffer

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Whether everything was read. */
  get done(): boolean {
    return this.at === this.#bytes.length
  }

  u8(): number {
    return this.#bytes[this.#take(1)]
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#take(4))
  }

  f64(): number {
    return this.#bytes.readDoubleLE(this.#take(8))
  }

  text(): string {
    const n = this.u32()
    const from = this.#take(n)
    return this.#bytes.utf8Slice(from, from + n)
  }

  /** `n` bytes, not copied: valid as long as the memory behind the reader. */
  bytes(n: number): Buffer {
    const from = this.#take(n)
    return this.#bytes.subarray(from, from + n)
  }

  #take(n: number): number {
    const from = this.at
    if (from + n > this.#bytes.length) throw new ShortReadError(n, from, this.#bytes.length)
    this.at = from + n
    return from
  }
}
