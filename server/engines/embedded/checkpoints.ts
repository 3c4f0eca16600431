import type { Header } from './commit.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { Journal } from './journal/journal.ts'
import type { SnapshotStore } from './journal/snapshots.ts'
import type { Segment } from './segment.ts'
import type { SinkPort } from './sinks.ts'
import type { SourcePort } from './sources.ts'
import { Writer } from './writer.ts'

const OFTEN = { epochs: 1_000, bytes: 64 * 1024 * 1024 }

export type CheckpointSpec = {
  readonly journal: Journal
  readonly snapshots: SnapshotStore
  readonly segment: Segment
  readonly sinks: readonly SinkPort[]
  readonly sources: readonly SourcePort[]
  readonly dead: DeadLetters
  /** How often; every 1,000 epochs or 64 MiB of journal if left out. */
  readonly often: { epochs: number; bytes: number } | undefined
  now(): number
}

/** Saves the state now and then, so that a recovery is short, and lets journal and ingest logs forget what no recovery will need. */
export class Checkpoints {
  /** When the last one was saved in this life, epoch milliseconds. */
  savedAt: number | null = null
  readonly #spec: CheckpointSpec
  #last: { epoch: number; bytes: number }
  readonly #positions: Record<string, unknown>[] = []

  /** `epoch` = the one that was recovered. */
  constructor(spec: CheckpointSpec, epoch: number) {
    this.#spec = spec
    this.#last = { epoch, bytes: spec.journal.bytes }
  }

  due(epoch: number): boolean {
    const { journal, often = OFTEN } = this.#spec
    return epoch - this.#last.epoch >= often.epochs || journal.bytes - this.#last.bytes >= often.bytes
  }

  /** The epoch of the newest one, or of the recovery. */
  get epoch(): number {
    return this.#last.epoch
  }

  /** Call it when everything committed is published: makes that durable and saves the state behind it. */
  save(epoch: number, header: Header): void {
    const { journal, snapshots, segment, sinks, sources, dead } = this.#spec
    for (const sink of sinks) sink.sink.flush?.()
    dead.flush()
    journal.sync()
    const state = new Writer()
    segment.snapshot(state)
    snapshots.save(epoch, [Buffer.from(JSON.stringify(header)), state.view()])
    journal.dropBefore(snapshots.keepFrom)
    this.#positions.push(header.positions)
    if (this.#positions.length > 2) this.#positions.shift()
    if (this.#positions.length === 2) for (const source of sources) source.forget(this.#positions[0][source.op.id])
    this.#last = { epoch, bytes: journal.bytes }
    this.savedAt = this.#spec.now()
  }
}
