import { AppError } from '../../../../core/error.ts'
import type { Files } from '../files.ts'
import { FRAME, type Frame } from './frames.ts'
import { Log, type LogOptions } from './log.ts'
import type { LogCursor } from './log-cursor.ts'
import { ownerPart } from './segments.ts'

/** A run of whole records as they arrived. */
export type IngestChunk = {
  /** Borrowed until the next `read`. */
  bytes: Buffer
  /** When they arrived: epoch milliseconds that never decrease along the log. */
  at: number
  /** Offset after the chunk. */
  next: number
  /** All of what was appended at once; the chunk is the rest of it. */
  whole: Buffer
}

const STAMP = 8

/**
 * The log behind a source that cannot replay, in files `i-<first offset>.log`. An offset counts the bytes of records appended since the log
 * began. With `sync: 'always'` what was appended can be read only after the next `sync`: nothing is processed that a loss of power could take
 * back. Any failed write ends its use.
 */
export class IngestLog {
  readonly #log: Log
  readonly #dir: string
  readonly #seen: Seen
  readonly #stamp = Buffer.alloc(STAMP)
  #cursor: LogCursor | null = null
  #cursorAt = 0

  private constructor(log: Log, dir: string, seen: Seen) {
    this.#log = log
    this.#dir = dir
    this.#seen = seen
  }

  /** Recovers the log in `dir`, which is created when it does not exist. Everything recovered is durable. Throws as `Journal.open` does. */
  static open(files: Files, dir: string, options: LogOptions): IngestLog {
    const seen: Seen = { end: 0, at: 0 }
    const use = {
      prefix: 'i-',
      suffix: '.log',
      counted: FRAME.chunk,
      visit: (frame: Frame) => see(seen, frame),
      head: () => encodeHead(seen),
      next: () => seen.end,
    }
    return new IngestLog(Log.open(files, dir, use, options), dir, seen)
  }

  /** Offset after the last appended byte. */
  get end(): number {
    return this.#seen.end
  }

  /** The smallest offset that can be read, or `end`. */
  get begin(): number {
    return this.#log.first
  }

  /** Bytes written since `open`. */
  get bytes(): number {
    return this.#log.bytes
  }

  /** Appends whole records that arrived at `at` (epoch milliseconds; an earlier time than the last one counts as the last). Returns the offset after them. */
  append(bytes: Uint8Array, at: number): number {
    const seen = this.#seen
    if (bytes.length === 0) return seen.end
    const stamp = Math.max(at, seen.at)
    this.#stamp.writeDoubleLE(stamp)
    this.#log.append(FRAME.chunk, seen.end, [this.#stamp, bytes])
    seen.at = stamp
    seen.end += bytes.length
    return seen.end
  }

  /** Makes everything that was appended durable: one sync for a group of appends, before any of them is acknowledged. */
  sync(): void {
    this.#log.sync()
  }

  /**
   * Takes the position that the journal committed; call it once after recovery. Without `sync: 'always'` a loss of power may leave the log
   * shorter than that: then it goes on at `offset`, lest new records pass for old ones. Returns how many bytes are missing (they had been processed).
   */
  startAt(offset: number): number {
    const missing = Math.max(0, offset - this.#seen.end)
    this.#seen.end += missing
    return missing
  }

  /**
   * The chunk that begins at the offset `from`, or the rest of it when `from` lies inside; null when there is none yet. Reading on at `next` is
   * cheap, elsewhere it searches a file. Throws POSITION_LOST where the log does not reach, JOURNAL_CORRUPT where it is damaged.
   */
  read(from: number): IngestChunk | null {
    if (from < this.begin || from > this.end) throw this.#lost(from)
    if (this.#cursor === null || from !== this.#cursorAt) {
      this.#cursor?.close()
      this.#cursor = this.#log.read(from)
      this.#cursorAt = from
    }
    for (let frame = this.#cursor.next(); frame !== null; frame = this.#cursor.next()) {
      const next = frame.number + frame.body.length - STAMP
      if (next <= from) continue
      if (frame.number > from) throw this.#lost(from)
      this.#cursorAt = next
      const whole = frame.body.subarray(STAMP)
      return { bytes: whole.subarray(from - frame.number), at: frame.body.readDoubleLE(), next, whole }
    }
    return null
  }

  /** Deletes whole files that hold nothing from `offset` on. */
  truncateBefore(offset: number): void {
    this.#log.dropBefore(offset)
  }

  /** Closes the files, without a sync. */
  close(): void {
    this.#cursor?.close()
    this.#cursor = null
    this.#log.close()
  }

  #lost(from: number): AppError {
    return new AppError('POSITION_LOST', `The ingest log ${this.#dir} holds ${this.begin} to ${this.end}, not position ${from}.`, {
      blame: 'outside',
      hint: 'The journal and the ingest log are not of one time: restore both from one backup, or start anew with another state folder.',
    })
  }
}

/** What the frames tell: the offset after the last chunk, and when it arrived. */
type Seen = { end: number; at: number }

function see(seen: Seen, frame: Frame): void {
  if (frame.type === FRAME.chunk) {
    seen.end = frame.number + frame.body.length - STAMP
    seen.at = frame.body.readDoubleLE()
  } else if (frame.type === FRAME.start) {
    const body = ownerPart(frame)
    seen.end = Math.max(seen.end, body.readDoubleLE())
    seen.at = Math.max(seen.at, body.readDoubleLE(8))
  }
}

/** The files before a segment may be gone: its first frame repeats what only they would tell. */
function encodeHead(seen: Seen): Buffer {
  const head = Buffer.alloc(16)
  head.writeDoubleLE(seen.end)
  head.writeDoubleLE(seen.at, 8)
  return head
}
