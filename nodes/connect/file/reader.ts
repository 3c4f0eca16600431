import fs from 'node:fs'
import { pipeline } from 'node:stream'
import zlib from 'node:zlib'
import { AppError, type FrameBuffer } from '../../../server/engines/runtime-type.ts'

/** The bytes of one open file, in order. */
export interface Reader {
  /** Appends at most about `most` bytes to the frame; false at the end of the file (a plain file may grow, then it is true again). */
  fill(frame: FrameBuffer, most: number): boolean | Promise<boolean>
  close(): void
}

/** Reads a plain file from `offset` on, in place and without waiting: the page cache is faster than a thread pool. */
export class PlainReader implements Reader {
  readonly #file: number
  #offset: number

  constructor(file: number, offset: number) {
    this.#file = file
    this.#offset = offset
  }

  fill(frame: FrameBuffer, most: number): boolean {
    const got = fs.readSync(this.#file, frame.reserve(most), 0, most, this.#offset)
    frame.commit(got)
    this.#offset += got
    return got > 0
  }

  close(): void {
    fs.closeSync(this.#file)
  }
}

const UNPACKED = 1 << 18

/** Reads a gzip file; `offset` counts unpacked bytes. */
export class GzipReader implements Reader {
  readonly #name: string
  readonly #unpacked: zlib.Gunzip
  readonly #chunks: AsyncIterator<Buffer>
  #skip: number

  constructor(file: number, name: string, offset: number) {
    this.#name = name
    this.#skip = offset
    this.#unpacked = zlib.createGunzip({ chunkSize: UNPACKED })
    // errors reach whoever reads the last stream
    pipeline(fs.createReadStream('', { fd: file, start: 0, highWaterMark: UNPACKED }), this.#unpacked, () => {})
    this.#chunks = this.#unpacked[Symbol.asyncIterator]()
  }

  async fill(frame: FrameBuffer): Promise<boolean> {
    for (;;) {
      const { value, done } = await this.#next()
      if (done === true) return false
      const skipped = Math.min(this.#skip, value.length)
      this.#skip -= skipped
      if (skipped === value.length) continue
      frame.push(value.subarray(skipped))
      return true
    }
  }

  close(): void {
    this.#unpacked.destroy()
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.#chunks.next()
    } catch (cause) {
      throw new AppError('FILE_CORRUPT', `${this.#name} cannot be unpacked: ${(cause as Error).message}`, {
        blame: 'outside',
        hint: 'check it with `gzip -t`; a file that is still being written must not be read yet',
        cause,
      })
    }
  }
}
