/**
 * An append-only log of frames in segment files: what the journal and the ingest log have in common.
 *
 * A segment file gets its name only when its beginning is durable, and its first frame says how far the segment before it counts. So a
 * bad frame means a torn tail in the last segment only, behind everything that was durable; anywhere else it is damage and is refused.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type File, type Files, writeAll } from '../files.ts'
import { makeDir } from './folders.ts'
import { encodeHead, FRAME, FRAME_HEAD, type FrameType } from './frames.ts'
import { LogCursor } from './log-cursor.ts'
import { corrupt, diskProblem, poisoned } from './problems.ts'
import { findSegments, type LogUse, reading, recover, type Segment, segmentName, type Tail } from './segments.ts'

/** When written frames are made durable: by every append (journal) or before they may be read (ingest log); by the caller's `sync`; not at all. */
export type Sync = 'always' | 'interval' | 'never'
export type LogOptions = { sync: Sync; segmentBytes?: number }

const SEGMENT_BYTES = 64 * 1024 * 1024
/** Frames up to this size are copied together and written at once. */
const GATHER = 1 << 16

export class Log {
  readonly #files: Files
  readonly #dir: string
  readonly #use: LogUse
  readonly #sync: Sync
  readonly #segmentBytes: number
  readonly #segments: Segment[]
  #file: File = -1
  #mark = 0
  #durable = 0
  #empty = true
  #bytes = 0
  #failure: unknown = null
  readonly #gather = Buffer.allocUnsafeSlow(GATHER)

  private constructor(files: Files, dir: string, use: LogUse, options: LogOptions, segments: Segment[]) {
    this.#files = files
    this.#dir = dir
    this.#use = use
    this.#sync = options.sync
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES
    this.#segments = segments
  }

  /**
   * Recovers what the folder holds, hands it to `use.visit`, and begins a new segment, with the frames of the old tail that may not be
   * durable written and synced once more. Throws JOURNAL_CORRUPT and changes nothing when bytes that were durable are not what was written.
   */
  static open(files: Files, dir: string, use: LogUse, options: LogOptions): Log {
    try {
      makeDir(files, dir)
      const segments = findSegments(files, dir, use)
      const last = segments.at(-1)
      if (last) syncFile(files, join(dir, segmentName(use, last.first)))
      const tail = recover(files, dir, use, segments)
      const log = new Log(files, dir, use, options, segments)
      log.#begin(tail?.frames[0]?.number ?? use.next(), tail)
      return log
    } catch (error) {
      throw diskProblem(error, dir)
    }
  }

  /** Bytes appended since `open`. */
  get bytes(): number {
    return this.#bytes
  }

  /** The smallest number that the log can still hold. */
  get first(): number {
    return this.#segments[0]!.first
  }

  /** Appends one frame, after beginning a new segment when this one is full. It is durable after the next `sync`. */
  append(type: FrameType, number: number, parts: readonly Uint8Array[]): void {
    if (type === this.#use.counted && !this.#empty && this.#current.end >= this.#segmentBytes) this.#rotate(number)
    this.#guard(() => {
      const segment = this.#current
      const length = this.#put(this.#file, segment.end, { type, number, mark: this.#mark, durable: this.#durable }, parts)
      segment.end += length
      this.#bytes += length
      if (type === this.#use.counted) this.#empty = false
    })
  }

  /** Makes everything that was appended durable. */
  sync(): void {
    this.#guard(() => {
      if (this.#durable === this.#current.end) return
      this.#files.fdatasync(this.#file)
      this.#durable = this.#current.end
    })
  }

  /** Deletes the segments that hold no counted frame from `number` on, oldest first; the current one always stays. */
  dropBefore(number: number): void {
    this.#guard(() => {
      while (this.#segments.length > 1 && this.#segments[1]!.first <= number) {
        this.#files.unlink(this.#path(this.#segments[0]!.first))
        // One by one, so that no loss of power can take a later one and leave an earlier one.
        this.#files.syncDir(this.#dir)
        this.#segments.shift()
      }
    })
  }

  /** Closes the file without a sync. */
  close(): void {
    if (this.#file >= 0) this.#files.close(this.#file)
    this.#file = -1
  }

  /** Reads counted frames from the first segment on that may hold `number`; those before `number` may come too. */
  read(number: number): LogCursor {
    const segments = this.#segments
    let at = segments.length - 1
    while (at > 0 && segments[at]!.first > number) at--
    return new LogCursor(this.#files, segments[at]!, {
      path: (segment) => this.#path(segment.first),
      // With 'always' nobody gets to see what a loss of power could take back.
      end: (segment) => (segment === this.#current && this.#sync === 'always' ? this.#durable : segment.end),
      after: (segment) => segments.find((other) => other.first > segment.first) ?? null,
      counted: this.#use.counted,
    })
  }

  get #current(): Segment {
    return this.#segments.at(-1)!
  }

  #path(first: number): string {
    return join(this.#dir, segmentName(this.#use, first))
  }

  #guard(act: () => void): void {
    const path = this.#path(this.#current.first)
    if (this.#failure !== null) throw poisoned(path, this.#failure)
    if (this.#file < 0) throw new Error(`${path} was closed`)
    try {
      act()
    } catch (error) {
      this.#failure = error
      throw diskProblem(error, path)
    }
  }

  #rotate(first: number): void {
    this.sync()
    this.#guard(() => this.#begin(first, null))
  }

  /** Begins a new segment, with the frames of the tail that may not be durable written once more. */
  #begin(first: number, tail: Tail | null): void {
    const files = this.#files
    const old = this.#segments.at(-1)
    // A segment of the same name holds nothing durable that is counted: the new one takes its place.
    const replaces = old !== undefined && old.first === first
    const previous = old === undefined ? null : replaces ? old.previous : { first: old.first, end: old.end }
    const copied = tail?.frames ?? []
    const owner = this.#use.head()
    const start = Buffer.alloc(16)
    start.writeDoubleLE(previous === null ? -1 : previous.first, 0)
    start.writeDoubleLE(previous === null ? 0 : previous.end, 8)
    const length = FRAME_HEAD + start.length + owner.length + copied.reduce((sum, frame) => sum + frame.length, 0)
    const mark = randomBytes(4).readUInt32LE()

    const path = this.#path(first)
    const file = files.open(`${path}.tmp`, 'w')
    try {
      const end = this.#put(file, 0, { type: FRAME.start, number: first, mark, durable: length }, [start, owner])
      if (copied.length > 0) this.#copy(copied, this.#path(old!.first), file, end, mark)
      files.fdatasync(file)
      files.rename(`${path}.tmp`, path)
      files.syncDir(this.#dir)
    } catch (error) {
      files.close(file)
      throw error
    }
    if (this.#file >= 0) files.close(this.#file)
    if (replaces) this.#segments.pop()
    else if (old && tail && tail.to > tail.from) truncateFile(files, this.#path(old.first), old.end)
    this.#segments.push({ first, end: length, previous })
    this.#file = file
    this.#mark = mark
    this.#durable = length
    this.#empty = copied.length === 0
  }

  /** Writes the given frames of the file `from` once more, from `position` on. */
  #copy(frames: Tail['frames'], from: string, file: File, position: number, mark: number): void {
    reading(this.#files, from, (reader) => {
      const size = reader.size()
      reader.frame(0, size)
      for (const { at } of frames) {
        const frame = reader.frame(at, size)
        if (frame === null) throw corrupt(from, at, 'it changed while it was read')
        position += this.#put(file, position, { type: frame.type, number: frame.number, mark, durable: 0 }, [frame.body])
      }
    })
  }

  /** Writes one frame at `position`; returns its length. */
  #put(
    file: File,
    position: number,
    frame: { type: FrameType; number: number; mark: number; durable: number },
    parts: readonly Uint8Array[],
  ): number {
    const gather = this.#gather
    const length = encodeHead(gather, frame, parts)
    if (length <= gather.length) {
      let o = FRAME_HEAD
      for (const part of parts) {
        gather.set(part, o)
        o += part.length
      }
      writeAll(this.#files, file, gather.subarray(0, length), position)
    } else {
      writeAll(this.#files, file, gather.subarray(0, FRAME_HEAD), position)
      let o = position + FRAME_HEAD
      for (const part of parts) {
        if (part.length > 0) writeAll(this.#files, file, part, o)
        o += part.length
      }
    }
    return length
  }
}

function syncFile(files: Files, path: string): void {
  const file = files.open(path, 'r+')
  try {
    files.fdatasync(file)
  } finally {
    files.close(file)
  }
}

function truncateFile(files: Files, path: string, length: number): void {
  const file = files.open(path, 'r+')
  try {
    files.truncate(file, length)
  } finally {
    files.close(file)
  }
}
