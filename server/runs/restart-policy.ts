/** Waits between restarts, milliseconds. */
const FIRST = 500
const LONGEST = 60_000
/** So many crashes in such a time without progress end the attempts. */
const CRASHES = 5
const SPAN = 600_000
/** A run that lasted so long is healthy again. */
const HEALTHY = 60_000
/** So many crashes in the same epoch, and it is processed record by record to find the one that kills. */
const CAREFUL_AFTER = 2

export type Restart = { readonly wait: number; readonly careful: boolean }

/** When a run whose process died, or whose failure may pass, is started again: 0.5, 1, 2 … 60 s; null = never, for a process that dies again and again. */
export class RestartPolicy {
  #crashes: number[] = []
  #sameEpoch = 0

  /** `died` = its process ended by itself; else it said why it failed. `startedAt` = when the run that ended reached its work; `epochs` = how many it committed. */
  ended(died: boolean, now: number, startedAt: number | null, epochs: number): Restart | null {
    const progressed = epochs > 0
    if (startedAt !== null && now - startedAt >= HEALTHY) this.#crashes = []
    this.#sameEpoch = !died ? 0 : progressed ? 1 : this.#sameEpoch + 1
    this.#crashes = [...this.#crashes.filter((at) => now - at < SPAN), now]
    if (this.#sameEpoch >= CRASHES) return null
    const wait = Math.min(LONGEST, FIRST * 2 ** (this.#crashes.length - 1))
    return { wait, careful: this.#sameEpoch >= CAREFUL_AFTER }
  }
}
