import { setImmediate } from 'node:timers/promises'
import type { Plan } from '../../../core/plan.ts'
import type { Clock } from '../runtime-type.ts'
import type { EpochLimits } from './options.ts'
import type { SourceChunk, SourcePort } from './sources.ts'

const READ_BYTES = 1024 * 1024
/** So long, in milliseconds, a source that always has more may keep timers, messages and signals waiting: frames and a stop are among them. */
const TURN = 10

export type CutSpec = {
  readonly trigger: Plan['trigger']
  readonly clock: Clock
  readonly elapsed: () => number
  /** Runs a chunk through the operators; how many records it was. */
  process(source: SourcePort, chunk: SourceChunk): number
  /** When the next window on arrival time is due. */
  nextDue(): number
  stopped(): boolean
}

/** CUT: decides what belongs to an epoch. Takes a bounded range from each source and has it processed; ends it by size, by time or at a border that a source asks for. */
export class Cut {
  /** The watermark moved, so that an epoch without input would close something. */
  emptyDue = false
  limits: EpochLimits
  /** Milliseconds spent waiting for input, all in all. */
  idled = 0
  readonly #spec: CutSpec
  #wake: (() => void) | null = null
  #woken = false
  #nextTick = 0
  /** When the event loop had its last turn. */
  #turnedAt = 0

  constructor(spec: CutSpec, limits: EpochLimits) {
    this.#spec = spec
    this.limits = limits
  }

  start(): void {
    this.#nextTick = this.#spec.clock.now()
  }

  /** Something changed: a source has input, or the run is to stop. */
  notify(): void {
    this.#woken = true
    this.#wake?.()
  }

  /** Takes one epoch; false when it is empty and none is due, which is so only at a stop or at the end of all input. */
  async take(sources: readonly SourcePort[]): Promise<boolean> {
    const taken = await this.#take(sources)
    const { trigger, clock } = this.#spec
    if (trigger !== 'asap') for (const now = clock.now(); this.#nextTick <= now; ) this.#nextTick += trigger
    return taken
  }

  async #take(sources: readonly SourcePort[]): Promise<boolean> {
    const { limits } = this
    const { trigger, clock, process, nextDue, stopped } = this.#spec
    const begun = clock.now()
    let records = 0
    let bytes = 0
    const some = (): boolean => records > 0 || bytes > 0
    const any = (): boolean => some() || this.emptyDue
    const due = (): boolean => (trigger === 'asap' ? some() && clock.now() - begun >= limits.ms : clock.now() >= this.#nextTick)
    for (const source of sources) source.cut = false
    for (;;) {
      if (this.#spec.elapsed() - this.#turnedAt >= TURN) await this.#turn()
      this.#woken = false
      let progress = false
      for (const source of sources) {
        if (source.ended || source.cut) continue
        const chunk = await source.read({ records: limits.records - records, bytes: Math.min(READ_BYTES, limits.bytes - bytes) })
        if (chunk === 'end') progress = true
        if (chunk === 'idle' || chunk === 'end') continue
        progress = true
        records += process(source, chunk)
        bytes += chunk.bytes?.length ?? 0
        if (records >= limits.records || bytes >= limits.bytes) return true
      }
      const open = sources.some((s) => !s.ended && !s.cut)
      if (stopped() || !open) return any()
      if (due() && any()) return true
      if (progress) continue
      const now = clock.now()
      const windowDue = nextDue()
      if (windowDue <= now) return true
      if (trigger === 'asap' && (some() ? now - begun >= limits.lingerMs : this.emptyDue)) return true
      const wait = trigger !== 'asap' ? (any() ? this.#nextTick - now : null) : some() ? limits.lingerMs - (now - begun) : null
      await this.#idle(Math.min(windowDue - now, wait ?? Number.POSITIVE_INFINITY))
    }
  }

  /** Waits until a source or a stop wakes the loop, at most `ms`. */
  async #idle(ms: number): Promise<void> {
    if (this.#woken) return
    const since = this.#spec.elapsed()
    await new Promise<void>((resolve) => {
      const cancel = Number.isFinite(ms) ? this.#spec.clock.timer(Math.max(1, ms), resolve) : () => {}
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
    this.#wake = null
    this.#turnedAt = this.#spec.elapsed()
    this.idled += this.#turnedAt - since
  }

  async #turn(): Promise<void> {
    await setImmediate()
    this.#turnedAt = this.#spec.elapsed()
  }
}
