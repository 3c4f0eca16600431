import type { Clock } from '../engines/runtime-type.ts'

type Timer = { due: number; fire: () => void }

/** A clock that stands still until a test turns it. */
export class HandClock implements Clock {
  #now: number
  #timers: Timer[] = []

  constructor(now = 1_700_000_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  timer(ms: number, fire: () => void): () => void {
    const timer = { due: this.#now + ms, fire }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.length
  }

  /** Turns the clock `ms` ahead; timers that become due on the way fire at their time, in order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const next = this.#timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#now = Math.max(this.#now, next.due)
      next.fire()
    }
    this.#now = end
  }
}
