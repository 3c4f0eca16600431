import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../core/error.ts'
import type { RunResult } from '../../../core/metrics.ts'
import type { Durability, Plan, TapPoint } from '../../../core/plan.ts'
import type { RunState } from '../../../core/run.ts'
import { Careful, processCarefully } from './careful.ts'
import { Checkpoints } from './checkpoints.ts'
import { encodeCommit, type Header, keptParts, type Parts, planParts } from './commit.ts'
import { Cut } from './cut.ts'
import { DeadLetters } from './dead-letters.ts'
import { Drain } from './drain.ts'
import { everySecond } from './every-second.ts'
import { inAnyCase } from './in-any-case.ts'
import { spaceProblem } from './journal/folders.ts'
import { Journal } from './journal/journal.ts'
import { StateLock } from './journal/lock.ts'
import { SnapshotStore } from './journal/snapshots.ts'
import { type Measured, measured } from './measured.ts'
import { DEFAULT_EPOCH, type RunOptions, type StopReason } from './options.ts'
import { openSinks, openSources } from './ports.ts'
import { recover } from './recovery.ts'
import type { Segment } from './segment.ts'
import type { SinkPort } from './sinks.ts'
import type { SourceChunk, SourcePort } from './sources.ts'
import { Writer } from './writer.ts'

const SYNC_INTERVAL = 500

export type Outcome = { result: RunResult; retry: boolean }

/** One life of a segment: recover, then epoch after epoch CUT → RUN → STAGE → COMMIT → PUBLISH → ACK, until the end of input, a stop or a failure. */
export class Execution {
  readonly #plan: Plan
  readonly #options: RunOptions
  readonly #durability: Durability
  readonly #delta = new Writer()
  readonly #parts: Parts
  readonly #segment: Segment
  readonly #dead: DeadLetters
  readonly #measured: Measured
  readonly #cut: Cut
  readonly #drained: Drain
  #sinks: SinkPort[] = []
  #sources: SourcePort[] = []
  #journal: Journal | null = null
  #checkpoints: Checkpoints | null = null
  #careful: Careful | null = null
  #lock: StateLock | null = null
  #epoch = 0
  #stamp = 0
  #stop: StopReason | null = null
  #lastSync = 0
  #generation = 0
  #epochMs = 0
  #commitMs = 0
  /** The op whose chunk is being processed, for dead letters. */
  #reading: SourcePort | null = null

  readonly #become: (state: RunState) => void

  constructor(plan: Plan, options: RunOptions, become: (state: RunState) => void) {
    this.#become = become
    this.#plan = plan
    this.#options = options
    this.#drained = new Drain(options.clock, options.drainMs)
    this.#durability = options.durability ?? plan.durability
    this.#parts = planParts(plan)
    this.#dead = new DeadLetters(options.files, this.#stateDir())
    this.#measured = measured(plan, options, {
      sink: (op) => (batch) => this.#sinks.find((s) => s.op.id === op.id)!.take(batch),
      rejected: (record) => this.#dead.add(record, this.#stamp, this.#epoch + 1, this.#reading?.position ?? null),
    })
    this.#segment = this.#measured.segment
    this.#cut = new Cut(
      {
        trigger: plan.trigger,
        clock: options.clock,
        elapsed: this.#measured.elapsed,
        process: (source, chunk) => this.#process(source, chunk),
        nextDue: () => this.#segment.nextDue(),
        stopped: () => this.#stop !== null,
      },
      { ...DEFAULT_EPOCH, ...options.epoch },
    )
  }

  /** Ends the run in order, as soon as it can; a second call no longer waits for sinks. */
  stop(reason: StopReason): void {
    if (this.#stop !== null) this.#drained.giveUp()
    this.#stop = reason
    this.#cut.notify()
  }

  peek(wires: readonly string[]): void {
    this.#measured.peek.look(wires)
  }

  tap(points: readonly TapPoint[]): void {
    this.#measured.taps.look(points)
  }

  async run(): Promise<Outcome> {
    let state: RunResult['state'] = 'failed'
    let error: unknown = null
    let inEpoch = false
    const frames = this.#startFrames()
    try {
      await this.#open()
      this.#become('running')
      for (;;) {
        await this.#free()
        if (this.#stop !== null) break
        inEpoch = true
        const more = await this.#runEpoch()
        inEpoch = false
        if (!more) break
      }
      this.#become('draining')
      const ended = this.#sources.every((s) => s.ended) && this.#stop === null
      if (ended && this.#options.flush) {
        inEpoch = true
        await this.#flushWindows()
        inEpoch = false
      }
      await this.#drain()
      state = ended ? 'ended' : 'stopped'
    } catch (thrown) {
      error = thrown
    }
    frames()
    this.#measured.peek.look([])
    if (error !== null && inEpoch) await this.#rollback().catch(() => {})
    await this.#close(state === 'ended').catch((thrown: unknown) => {
      error ??= thrown
    })
    if (error !== null) state = 'failed'
    const result = this.#measured.meter.result(state, error, this.#epoch, this.#sinks, this.#dead.count)
    return { result, retry: inEpoch && error !== null && !(error instanceof AppError) }
  }

  #stateDir(): string | null {
    return this.#durability === 'fast' ? null : this.#options.state
  }

  async #open(): Promise<void> {
    const { files, lock } = this.#options
    const dir = this.#stateDir()
    const base = {
      plan: this.#plan,
      options: this.#options,
      measured: this.#measured,
      now: () => this.#now(),
      wake: () => this.#cut.notify(),
    }
    const place = (port: SinkPort): number => this.#measured.topology.number(port.op.node)
    const host = {
      clock: this.#options.clock,
      published: (port: SinkPort, epoch: number) => this.#journal?.published(port.number, epoch),
      working: (port: SinkPort, on: boolean) =>
        on ? this.#measured.work.beginBeside(place(port)) : this.#measured.work.endBeside(place(port)),
    }
    this.#sinks = await openSinks({ ...base, host })
    if (dir === null) {
      for (const sink of this.#sinks) await sink.sink.open(0, null)
      this.#dead.open(0)
      this.#sources = await openSources({ ...base, durability: 'fast', dir: null }, {}, null)
    } else {
      if (lock) this.#lock = StateLock.take(dir)
      const snapshots = SnapshotStore.open(files, dir)
      const { journal, recovered } = Journal.open(files, dir, { sync: this.#durability === 'safe' ? 'always' : 'interval' })
      this.#journal = journal
      const header = await recover({
        recovered,
        snapshots,
        segment: this.#segment,
        sinks: this.#sinks,
        dead: this.#dead,
        parts: this.#parts,
        changed: this.#options.changed ?? 'refuse',
        log: this.#options.log,
        published: (sink, epoch) => journal.published(sink.number, epoch),
      })
      this.#epoch = recovered.lastEpoch
      this.#careful = Careful.open(this.#options, dir, this.#epoch, this.#cut)
      this.#stamp = header?.clock ?? 0
      this.#generation = recovered.generation
      this.#measured.frames.startAt(this.#epoch)
      const kept = header === null ? null : keptParts(header.parts, this.#parts)
      this.#sources = await openSources({ ...base, durability: this.#durability, dir }, header?.positions ?? {}, kept)
      const { snapshots: often, clock } = this.#options
      const saved = { journal, snapshots, segment: this.#segment, sinks: this.#sinks, sources: this.#sources, dead: this.#dead }
      this.#checkpoints = new Checkpoints({ ...saved, often, now: () => clock.now() }, this.#epoch)
      // fixes the place of each new sink before anything is written there
      if (kept === null || kept.size < Object.keys(this.#parts).length) await this.#commit()
      // what is no longer used must not come back with an older commit
      if (header !== null && !isDeepStrictEqual(header.parts, this.#parts)) {
        for (const sink of this.#sinks) await sink.drained()
        this.#checkpoints.save(this.#epoch, this.#header(this.#refs))
      }
    }
    for (const source of this.#sources) await source.source.open(source.position)
    this.#cut.start()
  }

  /** Epoch milliseconds that never decrease, also across restarts. */
  #now(): number {
    this.#stamp = Math.max(this.#stamp, this.#options.clock.now())
    return this.#stamp
  }

  /** Waits until each sink takes another epoch, and begins it there. */
  async #free(): Promise<void> {
    for (const sink of this.#sinks) {
      if (sink.full) await this.#waitFor(sink.free())
      else await sink.free()
      sink.begin()
    }
  }

  /** Waits for sinks; what stands in front of those that are full is meanwhile back-pressured. */
  async #waitFor(ready: Promise<unknown>): Promise<void> {
    this.#measured.work.wait(this.#measured.frames.inFront(this.#sinks.filter((s) => s.full)))
    try {
      await ready
    } finally {
      this.#measured.work.waited()
    }
  }

  /** One epoch; false when there will be no more. */
  async #runEpoch(): Promise<boolean> {
    this.#checkSpace()
    const begun = this.#measured.elapsed() - this.#cut.idled
    this.#segment.beginEpoch(this.#now())
    if (!(await this.#cut.take(this.#sources))) return !this.#finished()
    await this.#endEpoch()
    this.#epochMs += this.#measured.elapsed() - this.#cut.idled - begun
    return true
  }

  #finished(): boolean {
    return this.#stop !== null || this.#sources.every((s) => s.ended)
  }

  async #endEpoch(): Promise<void> {
    const now = this.#now()
    const backlog = this.#sources.flatMap((s) => s.backlogAt ?? [])
    this.#cut.emptyDue = this.#segment.endEpoch(Math.min(now, ...backlog))
    await this.#commit()
    if (this.#journal !== null && this.#durability === 'relaxed' && now - this.#lastSync >= SYNC_INTERVAL) {
      this.#journal.sync()
      this.#lastSync = now
    }
    if (this.#checkpoints?.due(this.#epoch) !== true) return
    await this.#waitFor(Promise.all(this.#sinks.map((s) => s.drained())))
    this.#checkpoints.save(this.#epoch, this.#header(this.#refs))
  }

  /** Runs a chunk through the operators; how many records it was. */
  #process(source: SourcePort, chunk: SourceChunk): number {
    this.#reading = source
    const { meter, peek, topology } = this.#measured
    const before = meter.decoded(source.op.id)
    const dead = this.#dead.count
    if (chunk.begins !== undefined) this.#segment.begins(source.op.id, chunk.begins.header)
    if (this.#careful?.on === true) processCarefully(this.#careful, this.#segment, source, chunk, this.#epoch + 1)
    else {
      peek.chunk(source.op, topology.reader(source.op.id), chunk)
      if (chunk.bytes === undefined) this.#segment.batch(source.op.id, chunk.batch)
      else this.#segment.bytes(source.op.id, chunk.bytes, chunk.at)
    }
    const died = this.#dead.count - dead
    const good = chunk.bytes === undefined ? chunk.batch.count - died : meter.decoded(source.op.id) - before
    this.#dead.outcome(good, died)
    return good
  }

  /** STAGE, COMMIT, PUBLISH, ACK of what was run since the last one. */
  async #commit(): Promise<void> {
    const epoch = this.#epoch + 1
    const begun = this.#measured.elapsed()
    const staged = this.#sinks.map((sink) => sink.stage(epoch))
    this.#delta.clear()
    this.#segment.delta(this.#delta)
    if (this.#journal !== null) {
      const header = this.#header(staged.map((s) => s.ref))
      for (const source of this.#sources) if (this.#durability === 'relaxed') source.log?.syncLog()
      this.#journal.append(
        epoch,
        encodeCommit(
          header,
          this.#delta,
          staged.map((s) => s.output),
          this.#dead.view(),
        ),
      )
    }
    this.#epoch = epoch
    this.#dead.publish()
    for (const [i, sink] of this.#sinks.entries()) sink.publish(epoch, staged[i].publish)
    for (const source of this.#sources) await source.acknowledge(epoch)
    this.#careful?.committed()
    this.#commitMs += this.#measured.elapsed() - begun
  }

  #refs: unknown[] = []

  #header(refs: unknown[]): Header {
    this.#refs = refs
    return {
      parts: this.#parts,
      numbers: Object.fromEntries(this.#sinks.map((s) => [s.op.id, s.number])),
      clock: this.#now(),
      positions: Object.fromEntries(this.#sources.map((s) => [s.op.id, s.position])),
      queries: this.#segment.queries.map((q) => ({ ...q.state(), ops: [...q.ops].filter((id) => this.#parts[id] !== undefined) })),
      refs: Object.fromEntries(this.#sinks.map((s, i) => [s.op.id, refs[i]])),
      deadLetters: this.#dead.length,
    }
  }

  /** All input has ended: closes what is open, window after window down the plan. */
  async #flushWindows(): Promise<void> {
    await this.#free()
    while (this.#segment.flush()) {
      // arrival stamps of a later run must not fall into windows that are closed here
      for (const query of this.#segment.queries) if (query.onArrival) this.#stamp = Math.max(this.#stamp, query.watermark)
      this.#segment.beginEpoch(this.#now())
      await this.#endEpoch()
      await this.#free()
    }
  }

  #checkSpace(): void {
    const dir = this.#stateDir()
    const problem = dir === null ? null : spaceProblem(this.#options.files, dir, this.#options.floor)
    if (problem !== null) throw problem
  }

  /** Publishes what is committed, up to a deadline when the run is being stopped; then a last snapshot. */
  async #drain(): Promise<void> {
    if (!(await this.#drained.all(this.#sinks, this.#stop !== null))) {
      this.#options.log(
        'warning',
        'pipeline',
        'stopped before everything was published; the rest is in the journal and goes out at the next start',
      )
      this.#journal?.sync()
    } else if (this.#checkpoints !== null && this.#epoch > this.#checkpoints.epoch) {
      this.#checkpoints.save(this.#epoch, this.#header(this.#refs))
    }
  }

  async #rollback(): Promise<void> {
    this.#dead.rollback()
    for (const sink of this.#sinks) {
      const ref = this.#refs[this.#sinks.indexOf(sink)]
      await sink.sink.rollback?.(ref == null ? null : { epoch: this.#epoch, ref })
    }
  }

  #close(ended: boolean): Promise<void> {
    return inAnyCase(
      ...this.#sources.map((source) => () => source.source.close()),
      ...this.#sinks.map((sink) => () => {
        sink.abandon()
        return sink.sink.close(ended)
      }),
      () => this.#dead.close(),
      () => this.#careful?.close(),
      () => this.#journal?.close(),
      () => this.#lock?.release(),
    )
  }

  /** Makes a frame each second; the answer ends that. */
  #startFrames(): () => void {
    const { clock, onFrame } = this.#options
    if (onFrame === undefined) return () => {}
    return everySecond(clock, (second) => {
      const savedAt = this.#checkpoints?.savedAt ?? null
      const loop = { generation: this.#generation, epochs: this.#epoch, epochMs: this.#epochMs, commitMs: this.#commitMs, savedAt }
      onFrame(this.#measured.frames.make(second, loop, this.#sinks, this.#sources))
    })
  }
}
