import { AppError } from '../../../core/error.ts'
import { Sketch } from '../../../core/metrics.ts'
import type { PlanOp } from '../../../core/plan.ts'
import type { Clock, Output, Sink } from '../runtime-type.ts'
import type { Batch } from './batch.ts'
import type { CommittedOutput } from './commit.ts'
import { Writer } from './writer.ts'

/** Epochs of a sink that may be committed and not yet published. */
const IN_FLIGHT = 2
const RETRY = { initial: 200, max: 30_000, factor: 2 }

export type SinkHost = {
  readonly clock: Clock
  /** An epoch that held something is out. */
  published(port: SinkPort, epoch: number): void
  /** It begins to stage or publish, or has ended. */
  working(port: SinkPort, on: boolean): void
}

/** One sink of a run: collects an epoch's output, fixes its place, publishes it behind the commit, in order, with retries. */
export class SinkPort {
  readonly op: PlanOp
  /** Its number in notes of what was published; it keeps it for the life of the state folder. */
  number: number
  readonly sink: Sink
  readonly latency = new Sketch()
  bytesOut = 0
  encoded = 0
  publishedRecords = 0
  readonly #host: SinkHost
  readonly #writers = [new Writer(), new Writer()]
  #turn = 0
  #records = 0
  #arrivals: { at: number; count: number }[] = []
  /** Epochs that are committed and not yet published, oldest first; their promises never reject. */
  readonly #unpublished: { done: Promise<void>; records: number; bytes: number }[] = []
  /** Publishing was given up; the rest is in the journal. */
  abandoned = false
  #wakeRetry: (() => void) | null = null
  failure: unknown = null

  constructor(op: PlanOp, number: number, sink: Sink, host: SinkHost) {
    this.op = op
    this.number = number
    this.sink = sink
    this.#host = host
  }

  /** No further epoch may be encoded. */
  get full(): boolean {
    return this.#unpublished.length >= IN_FLIGHT
  }

  /** What is committed and not yet published; `share` = of the epochs that may be. */
  get queue(): { records: number; bytes: number; share: number } {
    const sum = (of: 'records' | 'bytes'): number => this.#unpublished.reduce((total, epoch) => total + epoch[of], 0)
    return { records: sum('records'), bytes: sum('bytes'), share: this.#unpublished.length / IN_FLIGHT }
  }

  /** In RUN: the batches of the op. */
  take(batch: Batch): void {
    if (batch.count === 0) return
    this.sink.encode(batch, this.#writers[this.#turn])
    this.#records += batch.count
    this.encoded += batch.count
    const last = this.#arrivals.at(-1)
    if (last?.at === batch.at) last.count += batch.count
    else this.#arrivals.push({ at: batch.at, count: batch.count })
  }

  /** Resolves when another epoch may be encoded: fewer than two are unpublished. */
  async free(): Promise<void> {
    while (this.full && this.failure === null) await this.#unpublished[0].done
    if (this.failure !== null) throw this.failure
  }

  /** Before COMMIT: the epoch's output as the journal keeps it, and its place. */
  stage(epoch: number): { output: CommittedOutput; ref: unknown; publish: Output<unknown> } {
    const bytes = this.#writers[this.#turn].view()
    const records = this.#records
    this.#host.working(this, true)
    const placed = this.sink.stage?.(epoch, bytes) ?? { ref: null, staged: false }
    this.#host.working(this, false)
    const kept = placed.staged ? null : bytes
    this.bytesOut += bytes.length
    return { output: { bytes: kept, records }, ref: placed.ref, publish: { bytes: kept, ref: placed.ref, records } }
  }

  /** After COMMIT: publishes behind the epochs before it; does not wait. */
  publish(epoch: number, output: Output<unknown>): void {
    const arrivals = this.#arrivals
    this.#arrivals = []
    const records = this.#records
    this.#records = 0
    this.#turn = 1 - this.#turn
    const before = this.#unpublished.at(-1)?.done ?? Promise.resolve()
    const entry = { done: before, records, bytes: this.#writers[1 - this.#turn].length }
    entry.done = before
      .then(async () => {
        if (this.failure !== null) return
        await this.#attempt(epoch, output)
        if (records > 0 || output.bytes === null || output.bytes.length > 0) this.#host.published(this, epoch)
        const now = this.#host.clock.now()
        for (const { at, count } of arrivals) this.latency.add(Math.max(0, now - at), count)
        this.publishedRecords += records
      })
      .catch((error: unknown) => {
        this.failure ??= error
      })
      .then(() => {
        this.#unpublished.splice(this.#unpublished.indexOf(entry), 1)
      })
    this.#unpublished.push(entry)
  }

  /** Clears the writer of the epoch that begins; call it after `free`. */
  begin(): void {
    this.#writers[this.#turn].clear()
    this.#records = 0
    this.#arrivals = []
  }

  /** Publishes an epoch found in the journal at recovery. */
  async redo(epoch: number, output: Output<unknown>): Promise<void> {
    await this.#attempt(epoch, output)
  }

  /** Resolves when everything committed is published; throws what failed. */
  async drained(): Promise<void> {
    await this.#unpublished.at(-1)?.done
    if (this.failure !== null) throw this.failure
  }

  /** Lets go of what cannot be published before a deadline; it stays in the journal. */
  abandon(): void {
    this.abandoned = true
    this.#wakeRetry?.()
  }

  async #attempt(epoch: number, output: Output<unknown>): Promise<void> {
    this.#host.working(this, true)
    try {
      await this.#publish(epoch, output)
    } finally {
      this.#host.working(this, false)
    }
  }

  async #publish(epoch: number, output: Output<unknown>): Promise<void> {
    for (let wait = RETRY.initial; ; wait = Math.min(RETRY.max, wait * RETRY.factor)) {
      try {
        await this.sink.publish(epoch, output)
        return
      } catch (error) {
        if (!(error instanceof AppError) || error.retry !== 'backoff' || this.abandoned) throw error
        await new Promise<void>((resolve) => {
          const cancel = this.#host.clock.timer(wait * (0.8 + 0.4 * Math.random()), resolve)
          this.#wakeRetry = () => {
            cancel()
            resolve()
          }
        })
        if (this.abandoned) throw error
      }
    }
  }
}
