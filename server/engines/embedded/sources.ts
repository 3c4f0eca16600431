import { AppError } from '../../../core/error.ts'
import type { Codec, PlanOp } from '../../../core/plan.ts'
import type { Begin, Chunk, Limit, Pending, Source } from '../runtime-type.ts'
import { type Framer, framerOf, recordsIn } from './decode/framer.ts'
import type { IngestLog } from './journal/ingest-log.ts'
import type { Owner, Work } from './work.ts'

export type SourceChunk = Chunk<unknown>

export type SourcePortSpec = {
  readonly op: PlanOp
  /** Of the decoder behind it. */
  readonly codec: Codec | null
  readonly source: Source
  /** Where it stands; undefined = at its configured start. */
  readonly position: unknown
  /** After a crash it yields the same from the same position. */
  readonly again: boolean
  readonly work: Work
  readonly owner: Owner
}

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
  readonly codec: Codec | null
  readonly #again: boolean
  #from: unknown
  readonly #work: Work
  readonly #owner: Owner
  readonly #committed: { epoch: number; position: unknown }[] = []

  constructor({ op, codec, source, position, again, work, owner }: SourcePortSpec) {
    this.#work = work
    this.#owner = owner
    this.#again = again
    this.op = op
    this.codec = codec
    this.source = source
    this.log = source instanceof LoggedSource ? source : null
    this.position = position
  }

  /** The position before the last chunk; null where that means nothing to a later life. */
  get from(): unknown {
    return this.#again ? (this.#from ?? null) : null
  }

  async read(limit: Limit): Promise<SourceChunk | 'idle' | 'end'> {
    this.#work.enter(this.#owner)
    const chunk = await this.source.read(limit)
    this.#work.leave()
    if (chunk === 'end') this.ended = true
    else if (chunk !== 'idle') {
      this.#from = this.position
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

type Rest = { readonly bytes: Buffer; readonly at: number; readonly begins: Begin | undefined }

/** Puts the ingest log behind a source that cannot replay. Its positions are offsets in the log. */
export class LoggedSource implements Source<number> {
  readonly #inner: Source
  readonly #log: IngestLog
  readonly #sync: boolean
  readonly #stamp: () => number
  #at = 0
  #innerEnded = false
  readonly #framer: Framer
  /** The decoder reads headers: then each entry of the log begins with the one of its connection. */
  readonly #headers: boolean
  #header: Buffer | null = null
  /** What is left of a chunk that is given out record by record. */
  #rest: Rest | null = null
  #lastAt: number | null = null

  constructor(inner: Source, log: IngestLog, sync: boolean, stamp: () => number, codec: Codec | null) {
    this.#framer = framerOf(codec)
    this.#headers = codec?.kind === 'csv' && codec.header
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
    const logged = this.#logged(limit)
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
    this.#log.append(this.#headers ? this.#withHeader(chunk.bytes, chunk.begins) : chunk.bytes, this.#stamp())
    if (this.#sync) this.#log.sync()
    await this.#inner.committed?.(chunk.position)
    return this.#logged(limit) ?? 'idle'
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

  /** The records with the header of their connection in front, so that they can be decoded by themselves. */
  #withHeader(bytes: Buffer, begins: Begin | undefined): Buffer {
    const known = begins === undefined ? this.#header : begins.header
    this.#header = known ?? Buffer.from(firstOf(bytes, this.#framer))
    return known === null ? bytes : Buffer.concat([known, bytes])
  }

  #logged({ records }: Limit): Chunk<number> | null {
    if (this.#at >= this.#log.end) return null
    if (records === 1 && this.#rest !== null) return this.#first(this.#rest)
    this.#rest = null
    const chunk = this.#log.read(this.#at)
    if (chunk === null) return null
    const within = chunk.bytes.length < chunk.whole.length
    const begins = this.#headers ? { header: within ? Buffer.from(firstOf(chunk.whole, this.#framer)) : null } : undefined
    if (records === 1) return this.#first({ bytes: Buffer.from(chunk.bytes), at: chunk.at, begins })
    return this.#given(chunk.bytes, chunk.at, begins)
  }

  #first({ bytes, at, begins }: Rest): Chunk<number> {
    const first = firstOf(bytes, this.#framer)
    this.#rest = first.length < bytes.length ? { bytes: bytes.subarray(first.length), at, begins: undefined } : null
    return this.#given(first, at, begins)
  }

  #given(bytes: Buffer, at: number, begins: Begin | undefined): Chunk<number> {
    this.#at += bytes.length
    this.#lastAt = at
    return { bytes, at, position: this.#at, ...(begins === undefined ? {} : { begins }) }
  }
}

const firstOf = (bytes: Buffer, framer: Framer): Buffer => recordsIn(bytes, framer).next().value ?? bytes
