import type { Clock } from '../engines/runtime-type.ts'

/** How often somebody may do something: `perSecond` on average, `burst` at once. */
export type Rate = { readonly perSecond: number; readonly burst: number }

/** More keys than this are not remembered; the oldest are forgotten first. */
const MAX_KEYS = 10_000

/** Token buckets by key: one for each session, token or address. */
export class RateLimit {
  readonly #rate: Rate
  readonly #clock: Clock
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate
    this.#clock = clock
  }

  /** Takes one; false = too often. */
  take(key: string): boolean {
    const { perSecond, burst } = this.#rate
    const now = this.#clock.now()
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: burst, at: now }
    const filled = Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * perSecond)
    this.#buckets.delete(key)
    this.#buckets.set(key, { tokens: filled < 1 ? filled : filled - 1, at: now })
    if (this.#buckets.size > MAX_KEYS) this.#buckets.delete(this.#buckets.keys().next().value!)
    return filled >= 1
  }
}
