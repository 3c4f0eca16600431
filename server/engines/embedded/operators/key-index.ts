import { NULL_LENGTH } from '../batch.ts'
import type { Reader, Writer } from '../writer.ts'

/** Keys → dense slots 0, 1, 2 …; NULL is a normal key. Dropped as a whole. */
export interface KeyIndex {
  readonly size: number
  /** Appends a slot's key; `readSlot` of the same kind of index finds or makes the slot of such a key. */
  writeSlot(slot: number, w: Writer): void
  readSlot(r: Reader): number
  /** The slot here of a slot's key in another index of the same kind. */
  slotOf(other: this, slot: number): number
  /** Bytes held, about. */
  bytes(): number
}

/** The one slot of an aggregate without keys. */
export class NoKey implements KeyIndex {
  readonly size = 1
  slot(): number {
    return 0
  }
  writeSlot(): void {}
  readSlot(): number {
    return 0
  }
  slotOf(): number {
    return 0
  }
  bytes(): number {
    return 0
  }
}

/** One number, timestamp or boolean key: open addressing over doubles, no object per key. */
export class NumberKeys implements KeyIndex {
  keys = new Float64Array(64)
  size = 0
  #index = new Int32Array(128)
  #mask = 127
  #null = -1

  /** `key` NaN = NULL; −0 and 0 are one key. */
  slot(key: number): number {
    let h = hashNumber(key) & this.#mask
    for (;;) {
      const s = this.#index[h]
      if (s === 0) return this.#insert(key, h)
      if (this.keys[s - 1] === key) return s - 1
      h = (h + 1) & this.#mask
    }
  }

  writeSlot(slot: number, w: Writer): void {
    w.f64(this.keys[slot])
  }

  readSlot(r: Reader): number {
    return this.slot(r.f64())
  }

  slotOf(other: this, slot: number): number {
    return this.slot(other.keys[slot])
  }

  bytes(): number {
    return this.keys.byteLength + this.#index.byteLength
  }

  #insert(key: number, h: number): number {
    if (key !== key) {
      if (this.#null >= 0) return this.#null
      this.#null = this.size
    } else this.#index[h] = this.size + 1
    if (this.size === this.keys.length) {
      const wider = new Float64Array(2 * this.size)
      wider.set(this.keys)
      this.keys = wider
    }
    this.keys[this.size] = key
    if (2 * ++this.size > this.#mask) this.#rehash()
    return this.size - 1
  }

  #rehash(): void {
    const n = 2 * this.#index.length
    this.#index = new Int32Array(n)
    this.#mask = n - 1
    for (let s = 0; s < this.size; s++) {
      const key = this.keys[s]
      if (key !== key) continue
      let h = hashNumber(key) & this.#mask
      while (this.#index[h] !== 0) h = (h + 1) & this.#mask
      this.#index[h] = s + 1
    }
  }
}

/** Small integers, the usual keys, take the short path; other doubles mix both halves and the fraction. */
function hashNumber(x: number): number {
  const i = x | 0
  const mixed = i === x ? i : i ^ Math.imul((x * 2.3283064365386963e-10) | 0, 0x85ebca6b) ^ ((x - Math.floor(x)) * 1e9)
  const h = Math.imul(mixed, 0x9e3779b1)
  return h ^ (h >>> 15)
}

/** One text key, or several keys packed into bytes: open addressing over hashes, equal hashes compared byte by byte in an arena. */
export class BytesKeys implements KeyIndex {
  arena: Buffer = Buffer.allocUnsafeSlow(1 << 10)
  ends = new Uint32Array(32)
  size = 0
  #hashes = new Int32Array(32)
  #index = new Int32Array(128)
  #mask = 127
  #null = -1

  /** length >= NULL_LENGTH = NULL. */
  slot(bytes: Buffer, from: number, length: number): number {
    if (length >= NULL_LENGTH) return this.#nullSlot()
    let hash = 0x811c9dc5
    for (let i = from, end = from + length; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
    return this.slotHashed(bytes, from, length, hash)
  }

  /** As `slot`, for callers that have read the bytes anyway; `hash` is 32-bit FNV-1a as a signed integer. */
  slotHashed(bytes: Buffer, from: number, length: number, hash: number): number {
    let h = (hash ^ (hash >>> 15)) & this.#mask
    for (;;) {
      const s = this.#index[h] - 1
      if (s < 0) return this.#insert(bytes, from, length, hash, h)
      if (this.#hashes[s] === hash && this.#same(s, bytes, from, length)) return s
      h = (h + 1) & this.#mask
    }
  }

  slotString(text: string | null): number {
    if (text === null) return this.#nullSlot()
    const bytes = Buffer.from(text)
    return this.slot(bytes, 0, bytes.length)
  }

  isNull(slot: number): boolean {
    return slot === this.#null
  }

  start(slot: number): number {
    return slot === 0 ? 0 : this.ends[slot - 1]
  }

  writeSlot(slot: number, w: Writer): void {
    if (slot === this.#null) w.u32(NULL_LENGTH)
    else {
      const from = this.start(slot)
      w.u32(this.ends[slot] - from)
      w.bytes(this.arena.subarray(from, this.ends[slot]))
    }
  }

  readSlot(r: Reader): number {
    const length = r.u32()
    if (length >= NULL_LENGTH) return this.#nullSlot()
    const bytes = r.bytes(length)
    return this.slot(bytes, 0, length)
  }

  slotOf(other: this, slot: number): number {
    if (other.isNull(slot)) return this.#nullSlot()
    const from = other.start(slot)
    return this.slotHashed(other.arena, from, other.ends[slot] - from, other.#hashes[slot])
  }

  bytes(): number {
    return this.arena.length + this.ends.byteLength + this.#hashes.byteLength + this.#index.byteLength
  }

  #same(slot: number, bytes: Buffer, from: number, length: number): boolean {
    const a = slot === 0 ? 0 : this.ends[slot - 1]
    if (this.ends[slot] - a !== length || slot === this.#null) return false
    const { arena } = this
    for (let i = 0; i < length; i++) if (arena[a + i] !== bytes[from + i]) return false
    return true
  }

  #nullSlot(): number {
    if (this.#null < 0) this.#null = this.#append(EMPTY, 0, 0, 0)
    return this.#null
  }

  #insert(bytes: Buffer, from: number, length: number, hash: number, h: number): number {
    const s = this.#append(bytes, from, length, hash)
    this.#index[h] = s + 1
    if (2 * this.size > this.#mask) this.#rehash()
    return s
  }

  #append(bytes: Buffer, from: number, length: number, hash: number): number {
    const s = this.size++
    const at = s === 0 ? 0 : this.ends[s - 1]
    if (s === this.ends.length) {
      const ends = new Uint32Array(2 * s)
      ends.set(this.ends)
      this.ends = ends
      const hashes = new Int32Array(2 * s)
      hashes.set(this.#hashes)
      this.#hashes = hashes
    }
    if (at + length > this.arena.length) {
      const arena = Buffer.allocUnsafeSlow(2 * this.arena.length + length)
      this.arena.copy(arena, 0, 0, at)
      this.arena = arena
    }
    bytes.copy(this.arena, at, from, from + length)
    this.ends[s] = at + length
    this.#hashes[s] = hash
    return s
  }

  #rehash(): void {
    const n = 2 * this.#index.length
    this.#index = new Int32Array(n)
    this.#mask = n - 1
    for (let s = 0; s < this.size; s++) {
      if (s === this.#null) continue
      let h = (this.#hashes[s] ^ (this.#hashes[s] >>> 15)) & this.#mask
      while (this.#index[h] !== 0) h = (h + 1) & this.#mask
      this.#index[h] = s + 1
    }
  }
}

const EMPTY = Buffer.alloc(0)

/** Packs several keys into bytes for `BytesKeys`, and unpacks them. A number takes nine bytes, a text five and its own. */
export class PackedKey {
  bytes: Buffer = Buffer.allocUnsafeSlow(256)
  length = 0

  clear(): void {
    this.length = 0
  }

  number(x: number): void {
    this.#room(9)
    const at = this.length
    if (x !== x) this.bytes[at] = 0
    else this.bytes[at] = 1
    this.bytes.writeDoubleLE(x === x ? x + 0 : 0, at + 1) // −0 + 0 is 0: the two zeros are one key
    this.length += 9
  }

  text(bytes: Buffer, from: number, length: number): void {
    const isNull = length >= NULL_LENGTH
    const n = isNull ? 0 : length
    this.#room(5 + n)
    this.bytes[this.length] = isNull ? 0 : 1
    this.bytes.writeUInt32LE(n, this.length + 1)
    if (n > 0) bytes.copy(this.bytes, this.length + 5, from, from + n)
    this.length += 5 + n
  }

  string(text: string | null): void {
    if (text === null) this.text(EMPTY, 0, NULL_LENGTH)
    else {
      const bytes = Buffer.from(text)
      this.text(bytes, 0, bytes.length)
    }
  }

  #room(n: number): void {
    if (this.length + n <= this.bytes.length) return
    const wider = Buffer.allocUnsafeSlow(2 * this.bytes.length + n)
    this.bytes.copy(wider, 0, 0, this.length)
    this.bytes = wider
  }
}
