import { AppError } from '../../../core/error.ts'
import type { PlanOp } from '../../../core/plan.ts'
import type { Chunk, Limit, Pending, Source } from '../runtime-type.ts'
import type { IngestLog } from './journal/ingest-log.ts'
import type { Owner, Work } from './work.ts'

export type SourceChunk = Chunk<unknown>

/** One source of a run: reads, knows where it stands, and forgets behind commits. */
export class SourcePort {
  readonly op: PlanOp
  readonly source: Source
  readonly log: LoggedSource | null
  /** Nothing will ever come. */
  ended = false
  /** It asked for the epoch to end behind its last chunk. */
  cut = false
  position: unknown
  readonly #work: Work
  readonly #owner: Owner
  readonly #committed: { epoch: number; position: unknown }[] = []

  constructor(op: PlanOp, source: Source, position: unknown, work: Work, owner: Owner) {
    this.#work = work
    this.#owner = owner
    this.op = op
    this.source = source
    this.log = source instanceof LoggedSource ? source : null
    this.position = position
  }

  async read(limit: Limit): Promise<SourceChunk | 'idle' | 'end'> {
    this.#work.enter(this.#owner)
    const chunk = await this.source.read(limit)
    this.#work.leave()
    if (chunk === 'end') this.ended = true
    else if (chunk !== 'idle') {
      this.position = chunk.position
      if (chunk.cut) this.cut = true
    }
    return chunk
  }

  /** Stamps not yet read may be as early as this: the last one that was read while older input waits in the ingest log; null = none waits. */
  get backlogAt(): number | null {
    return this.log?.backlogAt ?? null
  }

  /** What waits in front of it; null = unknown. */
  get pending(): Pending | null {
    return this.source.pending?.() ?? null
  }

  /** After COMMIT of an epoch. */
  async acknowledge(epoch: number): Promise<void> {
    if (this.position === undefined) return
    this.#committed.push({ epoch, position: this.position })
    if (this.#committed.length > 2) this.#committed.splice(1, this.#committed.length - 2)
    await this.source.committed?.(this.position)
  }

  /** A snapshot was saved at `epoch`: what was committed at the one before it is needed no more. */
  forget(snapshotPositions: unknown): void {
    if (this.log !== null && typeof snapshotPositions === 'number') this.log.forget(snapshotPositions)
  }
}

/** Puts the ingest log behind a source that cannot replay. Its positions are offsets in the log. */
export class LoggedSource implements Source<number> {
  readonly #inner: Source
  readonly #log: IngestLog
  readonly #sync: boolean
  readonly #stamp: () => number
  #at = 0
  #innerEnded = false
  #lastAt: number | null = null

  constructor(inner: Source, log: IngestLog, sync: boolean, stamp: () => number) {
    this.#inner = inner
    this.#log = log
    this.#sync = sync
    this.#stamp = stamp
  }

  async open(from: number | undefined): Promise<void> {
    this.#at = from ?? this.#at
    if (from !== undefined) this.#log.startAt(from)
    await this.#inner.open(undefined)
  }

  /** Leaves what is in the log unread, when `open` gets no position. */
  skip(): void {
    this.#at = this.#log.end
  }

  get backlogAt(): number | null {
    return this.#at < this.#log.end ? this.#lastAt : null
  }

  async read(limit: Limit): Promise<Chunk<number> | 'idle' | 'end'> {
    const logged = this.#logged()
    if (logged !== null) return logged
    if (this.#innerEnded) return 'end'
    const chunk = await this.#inner.read(limit)
    if (chunk === 'end') {
      this.#innerEnded = true
      return 'end'
    }
    if (chunk === 'idle') return 'idle'
    if (chunk.bytes === undefined)
      throw new AppError('NOT_LOGGABLE', 'the source delivers rows, which the ingest log cannot keep', { blame: 'us' })
    this.#log.append(chunk.bytes, this.#stamp())
    if (this.#sync) this.#log.sync()
    await this.#inner.committed?.(chunk.position)
    return this.#logged() ?? 'idle'
  }

  pending(): Pending | null {
    const inner = this.#inner.pending?.() ?? null
    const backlog = this.#log.end - this.#at
    if (backlog === 0) return inner
    return { ...inner, records: null, bytes: backlog + (inner?.bytes ?? 0) }
  }

  /** Drops what no recovery will need. */
  forget(offset: number): void {
    this.#log.truncateBefore(offset)
  }

  syncLog(): void {
    this.#log.sync()
  }

  async close(): Promise<void> {
    await this.#inner.close()
    this.#log.close()
  }

  #logged(): Chunk<number> | null {
    if (this.#at >= this.#log.end) return null
    const chunk = this.#log.read(this.#at)
    if (chunk === null) return null
    this.#at = chunk.next
    this.#lastAt = chunk.at
    return { bytes: chunk.bytes, at: chunk.at, position: chunk.next }
  }
}
