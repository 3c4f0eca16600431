import type { Socket } from 'node:net'
import type { ViewChange } from '../../core/protocol.ts'
import type { Shape } from '../../core/shape.ts'
import type { Batch } from './embedded/batch.ts'
import type { Framer } from './embedded/decode/framer.ts'
import type { Encoder, EncoderOptions, Format } from './embedded/encode/encoder.ts'
import type { Files } from './embedded/files.ts'
import type { Writer } from './embedded/writer.ts'

export { AppError } from '../../core/error.ts'
export type { Batch } from './embedded/batch.ts'
export { BatchBuilder } from './embedded/batch.ts'
export { FrameBuffer } from './embedded/decode/framer.ts'
export { writeAll } from './embedded/files.ts'
export { Intake } from './intake.ts'
export { listen } from './listen.ts'
export { cellsOf, LiveRows, type Row, readRows, writeRow } from './live-rows.ts'
export { Reconnect } from './reconnect.ts'
export type { Encoder, Files, Framer, Writer }

/** Time as a run sees it: the machine's clock, or one that a test turns by hand. Epoch milliseconds. */
export interface Clock {
  now(): number
  /** Calls `fire` once, `ms` from now; the answer cancels it. */
  timer(ms: number, fire: () => void): () => void
  /** Monotonic milliseconds with fractions, for durations; `now` where it is left out. */
  elapsed?(): number
}

/** The most that one `read` should return; a single larger record may exceed it. */
export type Limit = { records: number; bytes: number }

/** The chunk is the first of a file or connection, so what a decoder knows of the one before (CSV: the header) is void. `header` = the first record when reading begins somewhere behind it; null = it is the first of the chunk. */
export type Begin = { readonly header: Buffer | null }

/** What a source read: complete records as bytes, or decoded rows; the ingest stamp; and where the source stands behind them. Borrowed until the next call. */
export type Chunk<P> = {
  at: number
  position: P
  begins?: Begin
  /** The epoch must end before this source is read again. */
  cut?: true
} & ({ bytes: Buffer; batch?: undefined } | { batch: Batch; bytes?: undefined })

/** Reads an outside system. Positions are plain JSON. One caller, one call at a time. */
export interface Source<P = unknown> {
  /** Begins behind position `from`, or at the configured start. */
  open(from: P | undefined): Promise<void>
  /** A chunk that ends at a record border; 'idle' when nothing is there (then `context.wake()` when something is); 'end' when nothing will ever come. */
  read(limit: Limit): Promise<Chunk<P> | 'idle' | 'end'>
  /** Everything up to this position is committed: the source may forget or acknowledge it. */
  committed?(upTo: P): Promise<void>
  /** What it knows to wait in front of it and nobody read yet; null records = it cannot count them, null = it does not know. Asked once a second. */
  pending?(): Pending | null
  close(): Promise<void>
}

/** What waits in front of a source; `most` = so many bytes may wait before who sends is slowed down. */
export type Pending = { readonly records: number | null; readonly bytes: number; readonly most?: number }

export type SourceContext = {
  readonly node: string
  readonly clock: Clock
  /** Says that `read` has something new; may be called at any time. */
  wake(): void
  /** A new framer of the decoder behind this source: one per connection or file. */
  framer(): Framer
  /** The decoder reads the first record of each connection or file as a header, so where chunks of several alternate each change must be told by `begins`. */
  readonly headers: boolean
  /** The absolute path of a path in settings; throws AppError PATH_NOT_ALLOWED outside the working directory and the granted roots. */
  path(path: string): string
  /** A socket on its way to another machine, or this one; it ends with AppError ADDRESS_NOT_ALLOWED where nodes may not call that. */
  connect(host: string, port: number): Socket
  /** A line for the log of the run. */
  log(level: 'info' | 'warning', message: string): void
  /** Counts what the source had to drop before it was a record, by reason. */
  dropped(reason: string, count: number): void
  /** Says whether the connection that it holds is up; a source that never says has none. */
  connection(up: boolean): void
}

/** What an epoch publishes: its bytes unless they were staged, and the place that `stage` fixed. */
export type Output<R> = { readonly bytes: Uint8Array | null; readonly ref: R | null; readonly records: number }

/** Writes to an outside system, epoch by epoch, each at most once where the system allows it. References are plain JSON. */
export interface Sink<R = unknown> {
  /** Begins. `last` = the newest epoch and place that the journal knows. `published` = the last epoch known to be out; null = ask the journal's own cursor. */
  open(generation: number, last: { epoch: number; ref: R } | null): Promise<{ published: number | null }>
  /** In RUN: appends the selected rows to the epoch's output. Pure: no effect outside `out`. */
  encode(batch: Batch, out: Writer): void
  /** Before COMMIT, every epoch: fixes the place of these bytes. May write and sync them there (then answers `staged: true`), so that the journal keeps the place only. */
  stage?(epoch: number, bytes: Uint8Array): { ref: R; staged: boolean }
  /** After COMMIT, in epoch order; called again after a crash for epochs whose publishing is in doubt. */
  publish(epoch: number, output: Output<R>): Promise<void>
  /** Makes all that was published durable; the journal may then forget it. */
  flush?(): void
  /** After a RUN that threw: undoes what was staged behind `last`. */
  rollback?(last: { epoch: number; ref: R } | null): Promise<void>
  /** `ended` = all input was read to its end, so nothing will be appended by this run. */
  close(ended: boolean): Promise<void>
}

/** A small file of a sink's own beside the journal, for what may be lost. */
export type OwnFile = {
  /** What was written last; null = nothing yet, or nothing readable. May be cut off after a loss of power. */
  read(): Buffer | null
  /** Replaces it. Never throws. */
  write(bytes: Uint8Array): void
}

export type SinkContext = {
  readonly node: string
  readonly clock: Clock
  /** What the records look like; column i of a batch is field i. */
  readonly shape: Shape
  readonly files: Files
  encoder(format: Format, options?: EncoderOptions): Encoder
  path(path: string): string
  /** As that of a source. */
  connect(host: string, port: number): Socket
  /** null where the run keeps no state. Write it in `flush`, so that it is as old as the snapshot from which outputs are published again. */
  readonly own: OwnFile | null
  /** Writes to where people read a run's output: the terminal. */
  print(text: Uint8Array): void
  /** Changes what the node shows on the screen; call it in `publish`. Where nobody looks it goes nowhere. */
  view(change: ViewChange): void
  log(level: 'info' | 'warning', message: string): void
  /** Counts records that could not be delivered, by reason. */
  dropped(reason: string, count: number): void
}

/** The default export of a node's `runtime.ts`: how the outside system is reached. Client libraries are imported here, lazily, and nowhere else. */
export type Runtime<C> = {
  source?(config: C, context: SourceContext): Source
  sink?(config: C, context: SinkContext): Sink
}

export const defineRuntime = <C>(runtime: Runtime<C>): Runtime<C> => runtime
// biome-ignore lint/suspicious/noExplicitAny: each runtime gets the config its own schema parsed
export type AnyRuntime = Runtime<any>
/** Loads a runtime by the type id of its node. */
export type Runtimes = Readonly<Record<string, () => Promise<AnyRuntime>>>
