import { createHash } from 'node:crypto'
import type { Clock } from '../../../server/engines/runtime-type.ts'
import { Refusal } from './refusal.ts'

type Seen = { readonly at: number; readonly body: string; readonly done: Promise<void> }

const MOST_KEYS = 100_000
const LONGEST_KEY = 255

/** The Idempotency-Keys of a while, oldest first. In memory only. */
export class SeenKeys {
  readonly #clock: Clock
  readonly #window: number
  readonly #keys = new Map<string, Seen>()

  constructor(clock: Clock, window: number) {
    this.#clock = clock
    this.#window = window
  }

  /** When the request that had this key is safe; null when there was none. Throws Refusal 400 and 422 for keys that cannot be used. */
  find(key: string, body: Buffer): Promise<void> | null {
    if (key.length > LONGEST_KEY) throw new Refusal(400, 'BAD_REQUEST', `an Idempotency-Key has at most ${LONGEST_KEY} characters`)
    this.#forget()
    const seen = this.#keys.get(key)
    if (seen === undefined) return null
    if (seen.body !== digest(body))
      throw new Refusal(422, 'KEY_REUSED', 'the Idempotency-Key was used for another body', { hint: 'give each request its own key' })
    return seen.done
  }

  /** Remembers a key, unless its request is refused after all. */
  add(key: string, body: Buffer, done: Promise<void>): void {
    const seen = { at: this.#clock.now(), body: digest(body), done }
    this.#keys.set(key, seen)
    done.catch(() => {
      if (this.#keys.get(key) === seen) this.#keys.delete(key)
    })
  }

  #forget(): void {
    const from = this.#clock.now() - this.#window
    for (const [key, { at }] of this.#keys) {
      if (at > from && this.#keys.size < MOST_KEYS) return
      this.#keys.delete(key)
    }
  }
}

const digest = (body: Buffer): string => createHash('sha256').update(body).digest('base64')
