/**
 * The frame that journal, ingest log and snapshots are made of:
 * `len u32 | crc32 u32 | type u8 | version u8 | number u64 | payload`, all little-endian; the payload begins with `mark u32 | durable u64`.
 */
import { crc32 } from 'node:zlib'
import { AppError } from '../../../../core/error.ts'
import type { File, Files } from '../files.ts'

/** What a frame holds. The numbers are the file format: never change or reuse one. */
export const FRAME = { start: 1, commit: 2, published: 3, chunk: 4, part: 5, end: 6 } as const
export type FrameType = (typeof FRAME)[keyof typeof FRAME]

/** Bytes in front of a frame's body. */
export const FRAME_HEAD = 30
const VERSION = 1
const LARGEST = 0x40000000
const READ_AHEAD = 1 << 18

/** A frame that was read and whose checksum is right. */
export type Frame = {
  type: FrameType
  /** The epoch of a journal or snapshot frame, the offset of the first byte of an ingest chunk. */
  number: number
  /** Random number of the file: bytes of a record that look like a frame are never taken for one. */
  mark: number
  /** How many bytes of the file were known to survive a loss of power when the frame was written. */
  durable: number
  /** Borrowed until the reader's next call. */
  body: Buffer
  at: number
  next: number
}

function putU64(into: Buffer, value: number, at: number): void {
  into.writeUInt32LE(value % 0x100000000, at)
  into.writeUInt32LE(Math.floor(value / 0x100000000), at + 4)
}

function getU64(from: Buffer, at: number): number {
  return from.readUInt32LE(at) + from.readUInt32LE(at + 4) * 0x100000000
}

function checksum(bytes: Buffer, at: number): number {
  return crc32(bytes.subarray(at + 8, at + FRAME_HEAD), crc32(bytes.subarray(at, at + 4)))
}

/** Writes the head of a frame with the given body into the first FRAME_HEAD bytes of `head`; returns the length of the whole frame. */
export function encodeHead(
  head: Buffer,
  frame: { type: FrameType; number: number; mark: number; durable: number },
  parts: readonly Uint8Array[],
): number {
  let length = 0
  for (const part of parts) length += part.length
  if (length > LARGEST) throw new RangeError(`a frame of ${length} bytes is larger than ${LARGEST}`)
  head.writeUInt32LE(length + FRAME_HEAD - 18, 0)
  head[8] = frame.type
  head[9] = VERSION
  putU64(head, frame.number, 10)
  head.writeUInt32LE(frame.mark, 18)
  putU64(head, frame.durable, 22)
  let crc = checksum(head, 0)
  for (const part of parts) crc = crc32(part, crc)
  head.writeUInt32LE(crc, 4)
  return FRAME_HEAD + length
}

/** Reads the frames of one file, at any place, through one buffer that grows to the largest frame. */
export class FrameReader {
  readonly path: string
  readonly #files: Files
  readonly #file: File
  #buffer = Buffer.alloc(0)
  #from = 0
  #filled = 0
  #mark: number | null = null

  constructor(files: Files, path: string) {
    this.#files = files
    this.path = path
    this.#file = files.open(path, 'r')
  }

  size(): number {
    return this.#files.size(this.#file)
  }

  /**
   * The frame at byte `at` of the first `end` bytes, or null when there is none there that is whole and right.
   * The first call must ask for byte 0, whose frame tells the mark that all others have to carry.
   */
  frame(at: number, end: number): Frame | null {
    if (at + FRAME_HEAD > end || !this.#load(at, FRAME_HEAD, end)) return null
    const length = this.#buffer.readUInt32LE(at - this.#from) + 18
    if (length < FRAME_HEAD || at + length > end || !this.#load(at, length, end)) return null
    const o = at - this.#from
    const bytes = this.#buffer
    const mark = bytes.readUInt32LE(o + 18)
    if (this.#mark !== null && mark !== this.#mark) return null
    const body = bytes.subarray(o + FRAME_HEAD, o + length)
    if (crc32(body, checksum(bytes, o)) !== bytes.readUInt32LE(o + 4)) return null
    const type = bytes[o + 8] as FrameType
    if (bytes[o + 9] !== VERSION || type < FRAME.start || type > FRAME.end)
      throw new AppError('STATE_VERSION', `${this.path} has a frame of type ${type}, version ${bytes[o + 9]} at byte ${at}.`, {
        blame: 'user',
        hint: 'A newer version of Millrace wrote it: run that version, or start with a new state folder.',
      })
    this.#mark = mark
    return { type, number: getU64(bytes, o + 10), mark, durable: getU64(bytes, o + 22), body, at, next: at + length }
  }

  /** Whether some whole frame that begins after byte `at` was written when bytes beyond `at` were already known to be durable. */
  durableBeyond(at: number, end: number): boolean {
    if (this.#mark === null) return false
    const needle = Buffer.alloc(4)
    needle.writeUInt32LE(this.#mark)
    // Overlapping windows: a mark across the border of two is whole in one of them.
    for (let from = at + 1; from + FRAME_HEAD <= end; from += READ_AHEAD) {
      const window = Buffer.alloc(Math.min(READ_AHEAD + FRAME_HEAD, end - from))
      const length = this.#fill(window, 0, window.length, from)
      for (let i = window.indexOf(needle, 18); i >= 0 && i + 12 <= length; i = window.indexOf(needle, i + 1)) {
        if (getU64(window, i + 4) > at && this.frame(from + i - 18, end)) return true
      }
    }
    return false
  }

  close(): void {
    this.#files.close(this.#file)
  }

  #load(at: number, length: number, end: number): boolean {
    if (at >= this.#from && at + length <= this.#from + this.#filled) return true
    const want = Math.min(Math.max(length, READ_AHEAD), end - at)
    if (this.#buffer.length < want) this.#buffer = Buffer.allocUnsafeSlow(want)
    this.#from = at
    this.#filled = this.#fill(this.#buffer, 0, want, at)
    return this.#filled >= length
  }

  #fill(into: Buffer, offset: number, length: number, position: number): number {
    let done = 0
    while (done < length) {
      const n = this.#files.read(this.#file, into, offset + done, length - done, position + done)
      if (n === 0) break
      done += n
    }
    return done
  }
}
