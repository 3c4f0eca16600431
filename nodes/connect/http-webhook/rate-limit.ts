import type { Clock } from '../../../server/engines/runtime-type.ts'
import { Refusal } from './refusal.ts'

/** Lets through so many a second (0 = all), those of one second at once if need be. */
export class RateLimit {
  readonly #clock: Clock
  readonly #rate: number
  #left: number
  #at: number

  constructor(clock: Clock, rate: number) {
    this.#clock = clock
    this.#rate = rate
    this.#left = rate
    this.#at = clock.now()
  }

  /** Throws Refusal 429 when it is one too many. */
  take(): void {
    if (this.#rate === 0) return
    const now = this.#clock.now()
    this.#left = Math.min(this.#rate, this.#left + ((now - this.#at) / 1000) * this.#rate)
    this.#at = now
    if (this.#left < 1)
      throw new Refusal(429, 'TOO_MANY_REQUESTS', `at most ${this.#rate} requests a second are taken`, {
        headers: { 'Retry-After': '1' },
        counted: 'rate',
      })
    this.#left--
  }
}
