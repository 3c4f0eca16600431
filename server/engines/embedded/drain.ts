import type { Clock } from '../runtime-type.ts'
import type { SinkPort } from './sinks.ts'

const DEADLINE = 10_000

/** The end of a run: sinks publish what is committed, for as long as they are waited for. */
export class Drain {
  readonly #clock: Clock
  readonly #deadline: number
  #givenUp = false
  #giveUp: () => void = () => {}

  /** `deadline` = how long a stop may take, milliseconds. */
  constructor(clock: Clock, deadline = DEADLINE) {
    this.#clock = clock
    this.#deadline = deadline
  }

  /** Sinks are no longer waited for. */
  giveUp(): void {
    this.#givenUp = true
    this.#giveUp()
  }

  /** Resolves when everything is published; with `hurried` also after the deadline or `giveUp`, then false, and sinks have let go. Throws what a sink threw. */
  async all(sinks: readonly SinkPort[], hurried: boolean): Promise<boolean> {
    const all = Promise.all(sinks.map((sink) => sink.drained()))
    if (!hurried) {
      await all
      return true
    }
    let late = false
    let cancel = (): void => {}
    const deadline = new Promise<void>((resolve) => {
      this.#giveUp = () => {
        late = true
        resolve()
      }
      cancel = this.#clock.timer(this.#deadline, this.#giveUp)
      if (this.#givenUp) this.#giveUp()
    })
    await Promise.race([all, deadline])
    cancel()
    if (!late) return true
    for (const sink of sinks) sink.abandon()
    all.catch(() => {})
    return false
  }
}
