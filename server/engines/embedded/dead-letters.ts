import { AppError } from '../../../core/error.ts'
import { type Files, writeAll } from './files.ts'
import type { Rejected } from './wiring.ts'
import { Writer } from './writer.ts'

const NAME = 'dead-letters.jsonl'
const IN_ALL = 1_000
const WINDOW = 100
const MAX_RAW = 64 * 1024

/** The records that could not be decoded, as a file of JSON lines beside the journal. Written by the epoch's commit, so that each is there exactly once. */
export class DeadLetters {
  readonly path: string | null
  readonly #files: Files
  readonly #lines = new Writer(1 << 12)
  #file: number | null = null
  #length = 0
  #count = 0
  /** The last hundred records: 1 = dead. */
  readonly #recent = new Uint8Array(WINDOW)
  #seen = 0

  /** `dir` null = they are only counted. */
  constructor(files: Files, dir: string | null) {
    this.#files = files
    this.path = dir === null ? null : `${dir}/${NAME}`
  }

  /** Cuts the file to what was committed. */
  open(length: number): void {
    if (this.path === null) return
    this.#file = this.#files.exists(this.path) ? this.#files.open(this.path, 'r+') : this.#files.open(this.path, 'w')
    if (this.#files.size(this.#file) > length) this.#files.truncate(this.#file, length)
    this.#length = length
  }

  get length(): number {
    return this.#length + this.#lines.length
  }

  get count(): number {
    return this.#count
  }

  /** `at` = the time of the epoch, epoch milliseconds. */
  add(record: Rejected, at: number, epoch: number, position: unknown): void {
    this.#count++
    if (this.path === null) return
    const raw = record.raw.subarray(0, MAX_RAW)
    const text = JSON.stringify({
      node: record.node,
      code: record.code,
      message: record.message,
      at,
      epoch,
      position,
      raw: raw.toString('latin1') === raw.toString('utf8') || !raw.toString('utf8').includes('\ufffd') ? raw.toString('utf8') : undefined,
      base64: raw.toString('utf8').includes('\ufffd') ? raw.toString('base64') : undefined,
      cut: record.raw.length > MAX_RAW ? record.raw.length : undefined,
    })
    this.#lines.room(3 * text.length + 1)
    this.#lines.length += this.#lines.buffer.utf8Write(text, this.#lines.length)
    this.#lines.u8(10)
  }

  /** Notes the outcome of a batch; throws TOO_MANY_DEAD_LETTERS above the limits: half of the last hundred records, or a thousand in all. */
  outcome(good: number, dead: number): void {
    for (let i = 0; i < Math.min(WINDOW, good); i++) this.#recent[this.#seen++ % WINDOW] = 0
    for (let i = 0; i < Math.min(WINDOW, dead); i++) this.#recent[this.#seen++ % WINDOW] = 1
    if (dead === 0) return
    const bad = this.#recent.reduce((sum, x) => sum + x, 0)
    const share = this.#seen >= WINDOW && bad > WINDOW / 2
    if (!share && this.#count < IN_ALL) return
    throw new AppError(
      'TOO_MANY_DEAD_LETTERS',
      share ? `${bad} of the last ${WINDOW} records could not be decoded` : `${this.#count} records could not be decoded`,
      {
        blame: 'user',
        hint:
          this.path === null
            ? 'check the codec of the decode node'
            : `look at the first lines of ${this.path}, and check the codec of the decode node`,
      },
    )
  }

  /** The bytes of the epoch, for the commit. */
  view(): Buffer {
    return this.#lines.view()
  }

  /** After COMMIT: writes them at their place. */
  publish(): void {
    if (this.#lines.length === 0) return
    this.#put(this.#lines.view())
    this.#lines.clear()
  }

  /** Writes again what a commit found in the journal says stands before `end`. */
  redo(bytes: Buffer, end: number): void {
    if (bytes.length === 0 || this.#file === null) return
    writeAll(this.#files, this.#file, bytes, end - bytes.length)
  }

  /** Drops what an epoch that failed had collected. */
  rollback(): void {
    this.#lines.clear()
  }

  flush(): void {
    if (this.#file !== null) this.#files.fdatasync(this.#file)
  }

  close(): void {
    if (this.#file !== null) this.#files.close(this.#file)
    this.#file = null
  }

  #put(bytes: Buffer): void {
    if (this.#file !== null) writeAll(this.#files, this.#file, bytes, this.#length)
    this.#length += bytes.length
  }
}
