import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../core/error.ts'
import type { RunResult } from '../../../core/metrics.ts'
import type { Durability, Plan } from '../../../core/plan.ts'
import type { RunState } from '../../../core/run.ts'
import { encodeCommit, type Header, keptParts, type Parts, planParts } from './commit.ts'
import { DeadLetters } from './dead-letters.ts'
import { spaceProblem } from './journal/folders.ts'
import { Journal } from './journal/journal.ts'
import { StateLock } from './journal/lock.ts'
import { SnapshotStore } from './journal/snapshots.ts'
import { Meter } from './meter.ts'
import { DEFAULT_EPOCH, type EpochLimits, type RunOptions, type StopReason } from './options.ts'
import { openSinks, openSources } from './ports.ts'
import { recover } from './recovery.ts'
import { Segment } from './segment.ts'
import type { SinkPort } from './sinks.ts'
import type { SourcePort } from './sources.ts'
import { Writer } from './writer.ts'

const READ_BYTES = 1024 * 1024
const SYNC_INTERVAL = 500
const SNAPSHOTS = { epochs: 1_000, bytes: 64 * 1024 * 1024 }
const DRAIN_MS = 10_000

export type Outcome = { result: RunResult; retry: boolean }

/** One life of a segment: recover, then epoch after epoch CUT → RUN → STAGE → COMMIT → PUBLISH → ACK, until the end of input, a stop or a failure. */
export class Execution {
  readonly #plan: Plan
  readonly #options: RunOptions
  readonly #limits: EpochLimits
  readonly #durability: Durability
  readonly #delta = new Writer()
  readonly #parts: Parts
  readonly #segment: Segment
  readonly #dead: DeadLetters
  readonly #meter: Meter
  #sinks: SinkPort[] = []
  #sources: SourcePort[] = []
  #journal: Journal | null = null
  #snapshots: SnapshotStore | null = null
  #lock: StateLock | null = null
  #epoch = 0
  #stamp = 0
  #stop: StopReason | null = null
  #abandoned = false
  #wake: (() => void) | null = null
  #woken = false
  #emptyDue = false
  #lastSync = 0
  #nextTick = 0
  #snapshotAt = { epoch: 0, bytes: 0 }
  #snapshotPositions: Record<string, unknown>[] = []
  /** The op whose chunk is being processed, for dead letters. */
  #reading: SourcePort | null = null

  readonly #become: (state: RunState) => void

  constructor(plan: Plan, options: RunOptions, become: (state: RunState) => void) {
    this.#become = become
    this.#plan = plan
    this.#options = options
    this.#limits = { ...DEFAULT_EPOCH, ...options.epoch }
    this.#durability = options.durability ?? plan.durability
    this.#parts = planParts(plan)
    this.#dead = new DeadLetters(options.files, this.#stateDir())
    this.#segment = new Segment(plan, {
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      ...(options.releaseFill === undefined ? {} : { releaseFill: options.releaseFill }),
      sink: (op) => (batch) => this.#sinks.find((s) => s.op.id === op.id)!.take(batch),
      rejected: (record) => this.#dead.add(record, this.#epoch + 1, this.#reading?.position ?? null),
    })
    this.#meter = new Meter(plan, this.#segment)
  }

  /** Ends the run in order, as soon as it can; a second call no longer waits for sinks. */
  stop(reason: StopReason): void {
    if (this.#stop !== null) this.#abandon()
    this.#stop = reason
    this.#notify()
  }

  async run(): Promise<Outcome> {
    let state: RunResult['state'] = 'failed'
    let error: unknown = null
    let inEpoch = false
    const frames = this.#options.onFrame === undefined ? null : this.#startFrames(this.#options.onFrame)
    try {
      await this.#open()
      this.#become('running')
      for (;;) {
        for (const sink of this.#sinks) {
          await sink.free()
          sink.begin()
        }
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
    frames?.()
    if (error !== null && inEpoch) await this.#rollback().catch(() => {})
    await this.#close(state === 'ended').catch((thrown: unknown) => {
      error ??= thrown
    })
    if (error !== null) state = 'failed'
    const result = this.#meter.result(state, error, this.#epoch, this.#sinks, this.#dead.count)
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
      segment: this.#segment,
      meter: this.#meter,
      now: () => this.#now(),
      wake: () => this.#notify(),
    }
    this.#sinks = await openSinks({ ...base, published: (port, epoch) => this.#journal?.published(port.number, epoch) })
    if (dir === null) {
      for (const sink of this.#sinks) await sink.sink.open(0, null)
      this.#dead.open(0)
      this.#sources = await openSources({ ...base, durability: 'fast', dir: null }, {}, null)
    } else {
      if (lock) this.#lock = StateLock.take(dir)
      this.#snapshots = SnapshotStore.open(files, dir)
      const { journal, recovered } = Journal.open(files, dir, { sync: this.#durability === 'safe' ? 'always' : 'interval' })
      this.#journal = journal
      const header = await recover({
        recovered,
        snapshots: this.#snapshots,
        segment: this.#segment,
        sinks: this.#sinks,
        dead: this.#dead,
        parts: this.#parts,
        changed: this.#options.changed ?? 'refuse',
        log: this.#options.log,
        published: (sink, epoch) => journal.published(sink.number, epoch),
      })
      this.#epoch = recovered.lastEpoch
      this.#stamp = header?.clock ?? 0
      this.#meter.generation = recovered.generation
      this.#snapshotAt = { epoch: this.#epoch, bytes: journal.bytes }
      const kept = header === null ? null : keptParts(header.parts, this.#parts)
      this.#sources = await openSources({ ...base, durability: this.#durability, dir }, header?.positions ?? {}, kept)
      // fixes the place of each new sink before anything is written there
      if (kept === null || kept.size < Object.keys(this.#parts).length) await this.#commit()
      // what is no longer used must not come back with an older commit
      if (header !== null && !isDeepStrictEqual(header.parts, this.#parts)) {
        for (const sink of this.#sinks) await sink.drained()
        this.#saveSnapshot()
      }
    }
    this.#meter.sources = this.#sources
    for (const source of this.#sources) await source.source.open(source.position)
    this.#nextTick = this.#options.clock.now()
  }

  /** Epoch milliseconds that never decrease, also across restarts. */
  #now(): number {
    this.#stamp = Math.max(this.#stamp, this.#options.clock.now())
    return this.#stamp
  }

  #notify(): void {
    this.#woken = true
    this.#wake?.()
  }

  /** One epoch; false when there will be no more. */
  async #runEpoch(): Promise<boolean> {
    this.#checkSpace()
    this.#segment.beginEpoch(this.#now())
    for (const source of this.#sources) source.cut = false
    const took = await this.#cut()
    if (took === 'nothing') return !this.#finished()
    await this.#endEpoch()
    return true
  }

  #finished(): boolean {
    return this.#stop !== null || this.#sources.every((s) => s.ended)
  }

  async #endEpoch(): Promise<void> {
    const now = this.#now()
    const backlog = this.#sources.flatMap((s) => s.backlogAt ?? [])
    this.#emptyDue = this.#segment.endEpoch(Math.min(now, ...backlog))
    await this.#commit()
    if (this.#journal !== null && this.#durability === 'relaxed' && now - this.#lastSync >= SYNC_INTERVAL) {
      this.#journal.sync()
      this.#lastSync = now
    }
    await this.#snapshotIfDue()
  }

  /** Takes a bounded range from each source and runs it through the operators. */
  async #cut(): Promise<'something' | 'nothing'> {
    const { clock } = this.#options
    const { trigger } = this.#plan
    const begun = clock.now()
    let records = 0
    let bytes = 0
    const full = () => records >= this.#limits.records || bytes >= this.#limits.bytes
    const due = () => (trigger === 'asap' ? records > 0 && clock.now() - begun >= this.#limits.ms : clock.now() >= this.#nextTick)
    for (;;) {
      this.#woken = false
      let progress = false
      for (const source of this.#sources) {
        if (source.ended || source.cut) continue
        const chunk = await source.read({
          records: this.#limits.records - records,
          bytes: Math.min(READ_BYTES, this.#limits.bytes - bytes),
        })
        if (chunk === 'end') progress = true
        if (chunk === 'idle' || chunk === 'end') continue
        progress = true
        const took = this.#process(source, chunk)
        records += took
        bytes += chunk.bytes?.length ?? 0
        if (full()) return this.#ticked('something')
      }
      const open = this.#sources.some((s) => !s.ended && !s.cut)
      if (this.#stop !== null || !open) return this.#ticked(records > 0 || bytes > 0 || this.#emptyDue ? 'something' : 'nothing')
      if (due() && (records > 0 || bytes > 0 || this.#emptyDue)) return this.#ticked('something')
      if (progress) continue
      const now = clock.now()
      const windowDue = this.#segment.nextDue()
      if (windowDue <= now) return this.#ticked('something')
      if (trigger === 'asap') {
        if (this.#emptyDue && records === 0) return 'something'
        if (records > 0 && now - begun >= this.#limits.lingerMs) return 'something'
      }
      const wait = Math.min(
        windowDue - now,
        trigger === 'asap'
          ? records > 0
            ? this.#limits.lingerMs - (now - begun)
            : Number.POSITIVE_INFINITY
          : records > 0 || this.#emptyDue
            ? this.#nextTick - now
            : Number.POSITIVE_INFINITY,
      )
      await this.#idle(wait)
    }
  }

  #ticked(outcome: 'something' | 'nothing'): 'something' | 'nothing' {
    const { trigger } = this.#plan
    const now = this.#options.clock.now()
    if (trigger !== 'asap') while (this.#nextTick <= now) this.#nextTick += trigger
    return outcome
  }

  /** Waits until a source or a stop wakes the loop, at most `ms`. */
  async #idle(ms: number): Promise<void> {
    if (this.#woken) return
    await new Promise<void>((resolve) => {
      const cancel = Number.isFinite(ms) ? this.#options.clock.timer(Math.max(1, ms), resolve) : () => {}
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
    this.#wake = null
  }

  /** Runs a chunk through the operators; how many records it was. */
  #process(source: SourcePort, chunk: Exclude<Awaited<ReturnType<SourcePort['read']>>, string>): number {
    this.#reading = source
    const before = this.#meter.decoded(source.op.id)
    const dead = this.#dead.count
    if (chunk.begins !== undefined) this.#segment.begins(source.op.id, chunk.begins.header)
    if (chunk.bytes === undefined) this.#segment.batch(source.op.id, chunk.batch)
    else this.#segment.bytes(source.op.id, chunk.bytes, chunk.at)
    const good = chunk.bytes === undefined ? chunk.batch.count : this.#meter.decoded(source.op.id) - before
    this.#dead.outcome(good, this.#dead.count - dead)
    return good
  }

  /** STAGE, COMMIT, PUBLISH, ACK of what was run since the last one. */
  async #commit(): Promise<void> {
    const epoch = this.#epoch + 1
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
    for (const sink of this.#sinks) {
      await sink.free()
      sink.begin()
    }
    while (this.#segment.flush()) {
      // arrival stamps of a later run must not fall into windows that are closed here
      for (const query of this.#segment.queries) if (query.onArrival) this.#stamp = Math.max(this.#stamp, query.watermark)
      this.#segment.beginEpoch(this.#now())
      await this.#endEpoch()
      for (const sink of this.#sinks) {
        await sink.free()
        sink.begin()
      }
    }
  }

  #checkSpace(): void {
    const dir = this.#stateDir()
    const problem = dir === null ? null : spaceProblem(this.#options.files, dir, this.#options.floor)
    if (problem !== null) throw problem
  }

  async #snapshotIfDue(): Promise<void> {
    if (this.#journal === null) return
    const { epochs, bytes } = this.#options.snapshots ?? SNAPSHOTS
    if (this.#epoch - this.#snapshotAt.epoch < epochs && this.#journal.bytes - this.#snapshotAt.bytes < bytes) return
    for (const sink of this.#sinks) await sink.drained()
    this.#saveSnapshot()
  }

  /** Everything committed is published: makes it durable, saves the state and lets journal and ingest logs forget. */
  #saveSnapshot(): void {
    if (this.#journal === null || this.#snapshots === null) return
    for (const sink of this.#sinks) sink.sink.flush?.()
    this.#dead.flush()
    this.#journal.sync()
    const header = this.#header(this.#refs)
    const state = new Writer()
    this.#segment.snapshot(state)
    this.#snapshots.save(this.#epoch, [Buffer.from(JSON.stringify(header)), state.view()])
    this.#journal.dropBefore(this.#snapshots.keepFrom)
    this.#snapshotPositions.push(header.positions)
    if (this.#snapshotPositions.length > 2) this.#snapshotPositions.shift()
    if (this.#snapshotPositions.length === 2) for (const source of this.#sources) source.forget(this.#snapshotPositions[0][source.op.id])
    this.#snapshotAt = { epoch: this.#epoch, bytes: this.#journal.bytes }
  }

  /** Publishes what is committed, up to a deadline when the run is being stopped; then a last snapshot. */
  async #drain(): Promise<void> {
    const all = Promise.all(this.#sinks.map((s) => s.drained()))
    if (this.#stop === null) await all
    else {
      let late = false
      let cancel = () => {}
      const deadline = new Promise<void>((resolve) => {
        this.#giveUp = () => {
          late = true
          resolve()
        }
        cancel = this.#options.clock.timer(this.#options.drainMs ?? DRAIN_MS, this.#giveUp)
        if (this.#abandoned) this.#giveUp()
      })
      await Promise.race([all, deadline])
      cancel()
      if (late) {
        for (const sink of this.#sinks) sink.abandon()
        all.catch(() => {})
        this.#options.log(
          'warning',
          'pipeline',
          'stopped before everything was published; the rest is in the journal and goes out at the next start',
        )
        this.#journal?.sync()
        return
      }
    }
    if (this.#epoch > this.#snapshotAt.epoch) this.#saveSnapshot()
  }

  #giveUp: () => void = () => {}

  #abandon(): void {
    this.#abandoned = true
    this.#giveUp()
  }

  async #rollback(): Promise<void> {
    this.#dead.rollback()
    for (const sink of this.#sinks) {
      const ref = this.#refs[this.#sinks.indexOf(sink)]
      await sink.sink.rollback?.(ref == null ? null : { epoch: this.#epoch, ref })
    }
  }

  async #close(ended: boolean): Promise<void> {
    const problems: unknown[] = []
    const attempt = async (act: () => unknown): Promise<void> => {
      try {
        await act()
      } catch (error) {
        problems.push(error)
      }
    }
    for (const source of this.#sources) await attempt(() => source.source.close())
    for (const sink of this.#sinks) {
      sink.abandon()
      await attempt(() => sink.sink.close(ended))
    }
    await attempt(() => this.#dead.close())
    await attempt(() => this.#journal?.close())
    await attempt(() => this.#lock?.release())
    if (problems.length > 0) throw problems[0]
  }

  #startFrames(onFrame: NonNullable<RunOptions['onFrame']>): () => void {
    const { clock } = this.#options
    let cancel = () => {}
    const tick = (): void => {
      onFrame(this.#meter.frame(clock.now(), this.#sinks, this.#epoch, this.#dead.count))
      cancel = clock.timer(1000 - (clock.now() % 1000), tick)
    }
    cancel = clock.timer(1000 - (clock.now() % 1000), tick)
    return () => cancel()
  }
}
