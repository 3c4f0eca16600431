import type { Clock } from '../engines/runtime-type.ts'
import { pause } from './pause.ts'

const LONGEST = 30_000
/** More changes than this do not wait for the store; what comes beyond is lost, and counted. */
const MOST = 10_000

/** Does jobs on the store one after the other. One that fails is tried again until it succeeds; whoever adds jobs never waits. */
export class SaveQueue {
  readonly #clock: Clock
  readonly #problem: (message: string) => void
  readonly #jobs: (() => Promise<void>)[] = []
  readonly #closing = new AbortController()
  #working: Promise<void> | null = null
  #failures = 0
  #lost = 0

  constructor(clock: Clock, problem: (message: string) => void) {
    this.#clock = clock
    this.#problem = problem
  }

  add(job: () => Promise<void>): void {
    if (this.#jobs.length >= MOST) this.#lost++
    else this.#jobs.push(job)
    this.#working ??= this.#work()
  }

  /** Does what waits; what the store does not take now is lost, and said so. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#working
  }

  async #work(): Promise<void> {
    while (this.#jobs.length > 0) {
      try {
        await this.#jobs[0]()
        this.#jobs.shift()
        if (this.#failures > 0) this.#tellEnd('the store takes changes of alerts again')
      } catch (error) {
        await this.#failed(error as Error)
      }
    }
    this.#working = null
  }

  async #failed(error: Error): Promise<void> {
    this.#failures++
    if (this.#failures === 1) this.#problem(`changes of alerts wait for the store: ${error.message}`)
    if (this.#closing.signal.aborted) {
      this.#lost += this.#jobs.splice(0).length
      this.#tellEnd('the server ends')
    } else await pause(this.#clock, Math.min(LONGEST, 1000 * 2 ** (this.#failures - 1)), this.#closing.signal)
  }

  #tellEnd(what: string): void {
    this.#problem(`${what}, after ${this.#failures} failures; ${this.#lost} changes of alerts were not kept`)
    this.#failures = 0
    this.#lost = 0
  }
}
