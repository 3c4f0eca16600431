import type { Frame } from '../../core/metrics.ts'
import type { Packed } from './codec.ts'
import { Rollup } from './rollup.ts'

/** The resolutions that are kept, finest first, in seconds. */
export const STEPS = [1, 10, 60] as const
export type Step = (typeof STEPS)[number]
/** Frames of a block at most. */
export const FRAMES_PER_BLOCK = 60

/** Frames of one resolution that are not yet, or not yet all, in the database. */
export class OpenBlock {
  readonly id: number
  readonly step: Step
  /** Frames that came since it was saved last. */
  unsaved = 1
  readonly #done: Packed[] = []
  #at: number
  #rollup = new Rollup()

  constructor(id: number, step: Step, frame: Frame) {
    this.id = id
    this.step = step
    this.#at = stretch(frame.seq, step)
    this.#rollup.add(frame)
  }

  /** Takes the next frame; false when it belongs into a new block. */
  add(frame: Frame): boolean {
    const at = stretch(frame.seq, this.step)
    if (at < this.#at || at >= stretch(this.start, this.step * FRAMES_PER_BLOCK) + this.step * FRAMES_PER_BLOCK) return false
    if (at > this.#at) {
      this.#done.push(this.#newest())
      this.#at = at
      this.#rollup = new Rollup()
    }
    this.#rollup.add(frame)
    this.unsaved++
    return true
  }

  get start(): number {
    return this.#done[0]?.at ?? this.#at
  }

  get end(): number {
    return this.#at + this.step
  }

  /** What it holds so far. */
  packed(): readonly Packed[] {
    return [...this.#done, this.#newest()]
  }

  #newest(): Packed {
    return { at: this.#at, seconds: this.#rollup.seconds, frame: this.#rollup.frame() }
  }
}

const stretch = (second: number, length: number): number => second - (second % length)
