/** Where records end in a stream of bytes that arrives in pieces. */
import type { Codec } from '../../../../core/plan.ts'

/** Finds record borders. Bytes are shown once and in order, from the start of a record on; what matters of them is carried from call to call. */
export interface Framer {
  /** The end (behind its line end) of the last record that ends in bytes [from, to), or -1; all of [from, to) counts as shown. */
  lastEnd(bytes: Buffer, from: number, to: number): number
  /** The end of the first record that ends in bytes [from, to), or -1; the bytes up to it count as shown. */
  firstEnd(bytes: Buffer, from: number, to: number): number
  /** The next byte begins a record. */
  reset(): void
}

/** `delimiter` and `quote` (csv): one ASCII character each; default `,` and `"`. */
export type FramerOptions = { readonly delimiter?: string; readonly quote?: string }

/** `lines` also frames JSON lines. In `csv` a line end inside quotes is no border. */
export function makeFramer(kind: 'lines' | 'csv', options: FramerOptions = {}): Framer {
  return kind === 'lines' ? lineFramer : new CsvFramer(options)
}

/** How records behind a codec end; null = undecoded, which is read as lines. */
export const framerOf = (codec: Codec | null): Framer => (codec?.kind === 'csv' ? makeFramer('csv', codec) : makeFramer('lines'))

/** The records in bytes that end at a record border; the last one may lack its line end. */
export function* recordsIn(bytes: Buffer, framer: Framer): Generator<Buffer, void, undefined> {
  framer.reset()
  for (let from = 0; from < bytes.length; ) {
    const end = framer.firstEnd(bytes, from, bytes.length)
    const to = end < 0 ? bytes.length : end
    yield bytes.subarray(from, to)
    from = to
  }
}

const NEWLINE = 10

const lineFramer: Framer = {
  lastEnd(bytes, from, to) {
    const at = bytes.subarray(from, to).lastIndexOf(NEWLINE)
    return at < 0 ? -1 : from + at + 1
  },
  firstEnd(bytes, from, to) {
    const at = bytes.subarray(from, to).indexOf(NEWLINE)
    return at < 0 ? -1 : from + at + 1
  },
  reset() {},
}

/** The same reading of quotes as the CSV decoder's: a quote opens only at the start of a cell. */
class CsvFramer implements Framer {
  readonly #delimiter: number
  readonly #quote: number
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start'

  constructor(options: FramerOptions) {
    this.#delimiter = (options.delimiter ?? ',').charCodeAt(0)
    this.#quote = (options.quote ?? '"').charCodeAt(0)
  }

  lastEnd(bytes: Buffer, from: number, to: number): number {
    if ((this.#state === 'start' || this.#state === 'plain') && !bytes.subarray(from, to).includes(this.#quote)) {
      const end = lineFramer.lastEnd(bytes, from, to)
      if (to > from) this.#state = bytes[to - 1] === NEWLINE || bytes[to - 1] === this.#delimiter ? 'start' : 'plain'
      return end
    }
    let last = -1
    for (let p = from; p < to; ) {
      const end = this.firstEnd(bytes, p, to)
      if (end < 0) break
      last = p = end
    }
    return last
  }

  firstEnd(bytes: Buffer, from: number, to: number): number {
    let state = this.#state
    for (let p = from; p < to; p++) {
      const c = bytes[p]
      if (state === 'quoted') {
        if (c === this.#quote) state = 'quote'
      } else if (c === this.#quote && (state === 'start' || state === 'quote')) state = 'quoted'
      else if (c === NEWLINE) {
        this.#state = 'start'
        return p + 1
      } else state = c === this.#delimiter ? 'start' : 'plain'
    }
    this.#state = state
    return -1
  }

  reset(): void {
    this.#state = 'start'
  }
}

export type FrameBufferOptions = {
  /** Longer records (line end not counted) are skipped; default 1 MiB. */
  readonly maxRecord?: number
  /** Called once for each record that is skipped, with its first bytes (at most 1 KiB, borrowed). */
  readonly onTooLarge?: (head: Buffer) => void
}

const HEAD = 1024

/** Collects the pieces of one stream and gives out regions of complete records; an unfinished tail stays. Holds at most what was pushed since the last `take` and one record. */
export class FrameBuffer {
  /** Bytes of the stream that were given out or skipped as whole records: where reading may begin again. */
  consumed = 0
  /** Records skipped because they were too large. */
  tooLarge = 0
  readonly #framer: Framer
  readonly #maxRecord: number
  readonly #onTooLarge: (head: Buffer) => void
  #buffer = Buffer.allocUnsafeSlow(1 << 16)
  /** [start, length) is held, [start, scanned) was shown to the framer, [start, border) is complete. */
  #start = 0
  #border = 0
  #scanned = 0
  #length = 0
  /** While a record that is too large is skipped: its bytes so far. */
  #skipped = 0
  #skipping = false

  constructor(framer: Framer, options: FrameBufferOptions = {}) {
    this.#framer = framer
    this.#maxRecord = options.maxRecord ?? 1 << 20
    this.#onTooLarge = options.onTooLarge ?? (() => {})
  }

  /** Bytes held that were not given out. */
  get pending(): number {
    return this.#length - this.#start
  }

  /** Whether the stream is inside a record that is too large. */
  get skipping(): boolean {
    return this.#skipping
  }

  /** Appends a copy of `bytes`. Ends the loan of what `take` gave. */
  push(bytes: Uint8Array): void {
    this.reserve(bytes.length).set(bytes)
    this.commit(bytes.length)
  }

  /** Memory for `n` bytes to be read into; `commit` then says how many came. Ends the loan of what `take` gave. */
  reserve(n: number): Buffer {
    if (this.#length + n > this.#buffer.length) this.#makeRoom(n)
    return this.#buffer.subarray(this.#length, this.#length + n)
  }

  commit(n: number): void {
    this.#length += n
    if (this.#skipping) this.#skip()
  }

  /** The complete records held, at most `most` bytes of them unless the first alone is longer; null when there is none. Borrowed until the next push or reserve. */
  take(most = Number.POSITIVE_INFINITY): Buffer | null {
    const stop = this.#start + most
    while (!this.#skipping) {
      // the framer is never shown more than the largest record that may follow the border, so that a larger one shows by having no end there
      const largest = this.#border + this.#maxRecord + 1
      if (this.#scanned >= largest) {
        if (this.#border > this.#start) break
        this.#beginSkip()
        continue
      }
      if (this.#scanned === this.#length) break
      const limit = Math.min(this.#length, largest)
      if (this.#scanned < stop) {
        const to = Math.min(limit, stop)
        const end = this.#framer.lastEnd(this.#buffer, this.#scanned, to)
        this.#scanned = to
        if (end >= 0) this.#border = end
      } else {
        if (this.#border > this.#start) break
        const end = this.#framer.firstEnd(this.#buffer, this.#scanned, limit)
        this.#scanned = end < 0 ? limit : end
        if (end >= 0) this.#border = end
      }
    }
    return this.#give(this.#border)
  }

  /** At the end of the stream: what `take` still has, then the unfinished tail as the last record, then null. */
  end(): Buffer | null {
    const complete = this.take()
    if (complete !== null) return complete
    if (this.#skipping) {
      this.consumed += this.#skipped
      this.#skipping = false
      this.#skipped = 0
    }
    this.#border = this.#length
    return this.#give(this.#length)
  }

  /** Forgets everything held: the stream begins again, at byte `consumed`. */
  reset(consumed = 0): void {
    this.#framer.reset()
    this.#start = this.#border = this.#scanned = this.#length = this.#skipped = 0
    this.#skipping = false
    this.consumed = consumed
  }

  #give(to: number): Buffer | null {
    if (to === this.#start) return null
    const region = this.#buffer.subarray(this.#start, to)
    this.consumed += region.length
    this.#start = to
    if (this.#scanned < to) this.#scanned = to
    return region
  }

  #beginSkip(): void {
    this.tooLarge++
    this.#onTooLarge(this.#buffer.subarray(this.#start, Math.min(this.#start + HEAD, this.#length)))
    this.#skipping = true
    this.#skip()
  }

  /** Drops what is held of a record that is too large; the framer has seen all up to `scanned` and found no end. */
  #skip(): void {
    const end = this.#framer.firstEnd(this.#buffer, this.#scanned, this.#length)
    const to = end < 0 ? this.#length : end
    this.#skipped += to - this.#start
    this.#start = this.#border = this.#scanned = to
    if (end < 0) return
    this.consumed += this.#skipped
    this.#skipped = 0
    this.#skipping = false
  }

  /** Moves what is held to the front, of larger memory unless half of it is then free: so moving stays rare. */
  #makeRoom(n: number): void {
    const held = this.#length - this.#start
    const from = this.#buffer
    if (held + n > from.length / 2) this.#buffer = Buffer.allocUnsafeSlow(Math.max(2 * from.length, held + n))
    from.copy(this.#buffer, 0, this.#start, this.#length)
    this.#border -= this.#start
    this.#scanned -= this.#start
    this.#length = held
    this.#start = 0
  }
}
