import type { Files } from '../files.ts'
import { type Frame, FrameReader, type FrameType } from './frames.ts'
import { corrupt } from './problems.ts'
import type { Segment } from './segments.ts'

/** What a cursor has to ask its log. */
export type CursorView = {
  counted: FrameType
  path(segment: Segment): string
  /** How many bytes of the segment may be read now. */
  end(segment: Segment): number
  after(segment: Segment): Segment | null
}

/** Reads the counted frames of a log in order. */
export class LogCursor {
  readonly #files: Files
  readonly #view: CursorView
  #segment: Segment
  #reader: FrameReader | null = null
  #at = 0

  constructor(files: Files, segment: Segment, view: CursorView) {
    this.#files = files
    this.#view = view
    this.#segment = segment
  }

  /** The next counted frame, or null when there is none yet; its body is borrowed until the next call. Throws JOURNAL_CORRUPT. */
  next(): Frame | null {
    for (;;) {
      this.#reader ??= new FrameReader(this.#files, this.#view.path(this.#segment))
      const reader = this.#reader
      for (let end = this.#view.end(this.#segment); this.#at < end; ) {
        const frame = reader.frame(this.#at, end)
        if (frame === null) throw corrupt(reader.path, this.#at, 'a frame has a wrong checksum')
        this.#at = frame.next
        if (frame.type === this.#view.counted) return frame
      }
      const next = this.#view.after(this.#segment)
      if (next === null) return null
      this.close()
      this.#segment = next
      this.#at = 0
    }
  }

  close(): void {
    this.#reader?.close()
    this.#reader = null
  }
}
