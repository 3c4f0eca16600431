import type { Files } from '../files.ts'
import { FRAME, type Frame } from './frames.ts'
import { Log, type LogOptions } from './log.ts'
import { corrupt } from './problems.ts'
import { ownerPart } from './segments.ts'

/** One committed epoch, as recovered. The payload is the parts given to `append`, one after the other; it is borrowed until the next one. */
export type Commit = { readonly epoch: number; readonly payload: Buffer }

/** What the journal knew when it was opened. */
export type Recovered = {
  /** The last committed epoch; 0 when there is none. */
  readonly lastEpoch: number
  /** Number of this start: larger than that of every start before it. */
  readonly generation: number
  /** The last published epoch of each sink that has published. */
  readonly published: ReadonlyMap<number, number>
  /**
   * The commits after `epoch`, in order, read as they are asked for; all of them are durable. Read them before the first `append`.
   * Throws JOURNAL_CORRUPT when the journal does not reach back to `epoch`, or ends before it.
   */
  commits(epoch: number): Generator<Commit, void, undefined>
}

/** The journal of one segment of a plan: one checksummed record an epoch, in files `j-<first epoch>.wal`. Any failed write ends its use. */
export class Journal {
  readonly #log: Log
  readonly #always: boolean
  readonly #seen: Seen

  private constructor(log: Log, always: boolean, seen: Seen) {
    this.#log = log
    this.#always = always
    this.#seen = seen
  }

  /**
   * Recovers the journal in `dir`, which is created when it does not exist, and gets it ready for new commits. When it returns, everything
   * recovered is durable. Throws JOURNAL_CORRUPT (with file and byte), NO_SPACE, DISK_FAILED, STATE_NOT_WRITABLE or STATE_VERSION.
   */
  static open(files: Files, dir: string, options: LogOptions): { journal: Journal; recovered: Recovered } {
    const seen: Seen = { lastEpoch: 0, earlier: 0, published: new Map() }
    const log = Log.open(
      files,
      dir,
      {
        prefix: 'j-',
        suffix: '.wal',
        counted: FRAME.commit,
        visit: (frame) => see(seen, frame),
        head: () => encodeHead(seen),
        next: () => seen.lastEpoch + 1,
      },
      options,
    )
    const journal = new Journal(log, options.sync === 'always', seen)
    const { lastEpoch } = seen
    return {
      journal,
      recovered: {
        lastEpoch,
        generation: journal.generation,
        published: new Map(seen.published),
        commits: (epoch) => journal.#commits(dir, epoch, lastEpoch),
      },
    }
  }

  /** Number of this start: larger than that of every start before it. */
  get generation(): number {
    return this.#seen.earlier + 1
  }

  /** Bytes appended since `open`: the difference between two readings says when the next snapshot is due. */
  get bytes(): number {
    return this.#log.bytes
  }

  /** Commits an epoch: with `sync: 'always'` it is durable when this returns. Epochs ascend. The parts are not kept. */
  append(epoch: number, parts: readonly Uint8Array[]): void {
    if (!(epoch > this.#seen.lastEpoch)) throw new RangeError(`epoch ${epoch} after ${this.#seen.lastEpoch}`)
    this.#log.append(FRAME.commit, epoch, parts)
    if (this.#always) this.#log.sync()
    this.#seen.lastEpoch = epoch
  }

  /** Notes that everything of a sink up to `epoch` is out. Not synced: a sink must know by itself, or bear the repetition. */
  published(sink: number, epoch: number): void {
    const body = Buffer.alloc(4)
    body.writeUInt32LE(sink)
    this.#log.append(FRAME.published, epoch, [body])
    this.#seen.published.set(sink, epoch)
  }

  /** Makes every commit so far durable: for `sync: 'interval'`, and before a snapshot is saved. */
  sync(): void {
    this.#log.sync()
  }

  /** Deletes whole files that hold no commit from `epoch` on. The caller needs those after its oldest kept snapshot and all unpublished ones. */
  dropBefore(epoch: number): void {
    this.#log.dropBefore(epoch)
  }

  /** Closes the file, without a sync. */
  close(): void {
    this.#log.close()
  }

  *#commits(dir: string, epoch: number, lastEpoch: number): Generator<Commit, void, undefined> {
    if (this.#log.first > epoch + 1)
      throw corrupt(dir, 0, `the journal begins with epoch ${this.#log.first}, but everything after epoch ${epoch} is needed`)
    if (epoch > lastEpoch) throw corrupt(dir, 0, `the journal ends with epoch ${lastEpoch}, but there is a snapshot of epoch ${epoch}`)
    const cursor = this.#log.read(epoch + 1)
    try {
      for (let frame = cursor.next(); frame !== null && frame.number <= lastEpoch; frame = cursor.next())
        if (frame.number > epoch) yield { epoch: frame.number, payload: frame.body }
    } finally {
      cursor.close()
    }
  }
}

/** What the frames tell: the last epoch, the generation of the last start before this one, the published epochs by sink. */
type Seen = { lastEpoch: number; earlier: number; published: Map<number, number> }

function see(seen: Seen, frame: Frame): void {
  if (frame.type === FRAME.commit) seen.lastEpoch = frame.number
  else if (frame.type === FRAME.published) seen.published.set(frame.body.readUInt32LE(), frame.number)
  else if (frame.type === FRAME.start) {
    const body = ownerPart(frame)
    seen.lastEpoch = Math.max(seen.lastEpoch, body.readDoubleLE(0))
    seen.earlier = body.readDoubleLE(8)
    for (let at = 16; at < body.length; at += 16) seen.published.set(body.readDoubleLE(at), body.readDoubleLE(at + 8))
  }
}

/** The files before a segment may be gone: its first frame repeats what only they would tell. */
function encodeHead(seen: Seen): Buffer {
  const values = [seen.lastEpoch, seen.earlier + 1, ...[...seen.published].flat()]
  const head = Buffer.alloc(values.length * 8)
  for (const [i, value] of values.entries()) head.writeDoubleLE(value, i * 8)
  return head
}
