import type { Chunk, Clock, Limit, Pending } from '../../../server/engines/runtime-type.ts'
import { Refusal } from './refusal.ts'

type Entry = {
  readonly bytes: Buffer
  readonly records: number
  /** The chunk that it went into; null while it waits to be read. */
  chunk: number | null
  readonly safe: () => void
  readonly refuse: (why: Refusal) => void
}

/** What a sender waits for; the entry is null when it is that of an earlier request. */
export type Waiting = { readonly done: Promise<void>; readonly entry: Entry | null }

/** How long a sender is kept waiting, milliseconds. */
const PATIENCE = 10_000

const backedUp = (message: string): Refusal =>
  new Refusal(503, 'BACKED_UP', message, { headers: { 'Retry-After': '1' }, counted: 'backedUp' })

/** Requests between their arrival and the moment in which their records are safe. Positions number the chunks of this run. */
export class Queue {
  readonly #clock: Clock
  readonly #most: number
  readonly #wake: () => void
  #entries: Entry[] = []
  #waiting = 0
  #chunk = 0

  constructor(options: { clock: Clock; mostBytes: number; wake(): void }) {
    this.#clock = options.clock
    this.#most = options.mostBytes
    this.#wake = options.wake
  }

  /** Makes room for bytes that arrive. Throws Refusal 503 when too much waits. */
  reserve(bytes: number): void {
    if (this.#waiting + bytes > this.#most) throw backedUp('too much waits to be processed')
    this.#waiting += bytes
  }

  release(bytes: number): void {
    this.#waiting -= bytes
  }

  /** Resolves when the records are safe, whenever that is. Rejects with a Refusal when they will not be taken. */
  put(bytes: Buffer, records: number): Waiting {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    promise.catch(() => {}) // whoever asked may be gone
    const entry: Entry = { bytes, records, chunk: null, safe: resolve, refuse: reject }
    this.#entries.push(entry)
    this.#waiting += bytes.length
    this.#wake()
    return { done: promise, entry }
  }

  /** Waits for `done` as long as a sender can be expected to. Rejects with Refusal 503 then; what nobody read by then is taken back. */
  async patiently({ done, entry }: Waiting): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<'late'>()
    const cancel = this.#clock.timer(PATIENCE, () => resolve('late'))
    const outcome = await Promise.race([done, late]).finally(cancel)
    if (outcome !== 'late') return
    if (entry?.chunk === null) {
      this.#end(entry, backedUp('the pipeline is held up'))
      return done
    }
    throw backedUp(
      'the pipeline is held up: the records may have been taken or not; with the same Idempotency-Key they are not taken twice',
    )
  }

  read({ bytes: most }: Limit): Chunk<number> | 'idle' {
    const taken: Entry[] = []
    let length = 0
    for (const entry of this.#entries) {
      if (entry.chunk !== null) continue
      if (length > 0 && length + entry.bytes.length > most) break
      taken.push(entry)
      length += entry.bytes.length
    }
    if (taken.length === 0) return 'idle'
    this.#chunk++
    for (const entry of taken) entry.chunk = this.#chunk
    this.#waiting -= length
    return { bytes: Buffer.concat(taken.map(({ bytes }) => bytes)), at: this.#clock.now(), position: this.#chunk }
  }

  committed(upTo: number): void {
    const safe = this.#entries.filter(({ chunk }) => chunk !== null && chunk <= upTo)
    this.#entries = this.#entries.filter((entry) => !safe.includes(entry))
    for (const entry of safe) entry.safe()
  }

  pending(): Pending {
    const unread = this.#entries.filter(({ chunk }) => chunk === null)
    return {
      records: unread.reduce((sum, { records }) => sum + records, 0),
      bytes: unread.reduce((sum, { bytes }) => sum + bytes.length, 0),
    }
  }

  /** Refuses all that is not safe yet. */
  close(why: Refusal): void {
    for (const entry of [...this.#entries]) this.#end(entry, why)
  }

  #end(entry: Entry, why: Refusal): void {
    this.#entries = this.#entries.filter((other) => other !== entry)
    if (entry.chunk === null) this.#waiting -= entry.bytes.length
    entry.refuse(why)
  }
}
