import { randomUUID } from 'node:crypto'
import type { AlertEvent, DeliveryTest, NotifyTarget, Rule } from '../../core/alert.ts'
import { answered, answeredLate, waitsBehind } from '../../core/delivery-answer.ts'
import { AppError } from '../../core/error.ts'
import { type EgressPolicy, send } from '../connections/egress.ts'
import type { Clock } from '../engines/runtime-type.ts'
import type { AlertStore, Delivery, NewDelivery } from '../store/store.ts'
import { pause } from './pause.ts'
import { GIVE_UP, outcomeOf } from './retry.ts'
import { messageBody, signedHeaders, webhookKey } from './webhook-message.ts'

const TIMEOUT = 10_000
/** How long to wait after a failure of our own, such as of the store. */
const TROUBLE_PAUSE = 5_000
const AT_ONCE = 16
const BATCH = 200
/** More messages than this do not wait at once; the order of what is beyond is not kept over a restart. */
const MOST = 10_000

export type WebhookOptions = {
  readonly store: Pick<AlertStore, 'due' | 'attempted'>
  readonly clock: Clock
  /** MILLRACE_HOME: holds `webhook.key`. */
  readonly home: string
  readonly egress: EgressPolicy
  /** From 0 to 1, so that many messages are not tried again at the same moment. */
  readonly random: () => number
  /** Tells the server's log. */
  readonly problem: (message: string) => void
}

type Answer = { readonly status: number | null; readonly retryAfter: string | null; readonly text: string; readonly forbidden: boolean }
/** What keeps its order: the messages of one rule to one target. */
const laneOf = ({ pipeline, target, rule }: Delivery): string => JSON.stringify([pipeline, target, rule])

/** Sends what the store says is due, at least once, in order per target and rule, again and again for a day. */
export class Webhooks {
  readonly #options: WebhookOptions
  readonly #closing = new AbortController()
  /** Lanes in which a message is on its way, and until when a lane waits because its first message does. */
  readonly #busy = new Map<string, Promise<void>>()
  readonly #blocked = new Map<string, number>()
  #pumping: Promise<void> | null = null
  #pumpAgain = false
  #cancelTimer: () => void = () => {}
  #key: string | null = null

  constructor(options: WebhookOptions) {
    this.#options = options
  }

  /** Goes on with what waits since the last time. */
  async open(): Promise<void> {
    const { store, clock } = this.#options
    const seen = new Set<string>()
    for (const delivery of await store.due(clock.now() + GIVE_UP, MOST)) {
      const lane = laneOf(delivery)
      if (!seen.has(lane) && delivery.nextAt > clock.now()) this.#blocked.set(lane, delivery.nextAt)
      seen.add(lane)
    }
    this.#schedule()
    this.wake()
  }

  /** What to send because of an event. */
  deliveries(event: AlertEvent, rule: Rule, targets: readonly NotifyTarget[]): NewDelivery[] {
    const body = messageBody(event, rule)
    const { pipeline } = event
    return targets.map(({ name, url }) => ({ event: event.id, pipeline, rule: rule.name, target: name, url, body, nextAt: event.at }))
  }

  /** Looks at once for what is due. */
  wake(): void {
    if (this.#closing.signal.aborted) return
    if (this.#pumping !== null) {
      this.#pumpAgain = true
      return
    }
    this.#pumping = this.#pump().finally(() => {
      this.#pumping = null
      if (!this.#pumpAgain) return
      this.#pumpAgain = false
      this.wake()
    })
  }

  /** Sends a message as alerts are sent, and tells what was sent and what came back. */
  async test(url: string): Promise<DeliveryTest> {
    const { clock } = this.#options
    const at = clock.now()
    const body = JSON.stringify({ test: true, message: 'This is a test message of Millrace.', at })
    const headers = this.#headers(body, `millrace-test-${randomUUID()}`)
    const { status, text } = await this.#post(url, body, headers)
    return { request: { url, headers, body }, status, problem: status === null ? text : null, ms: clock.now() - at }
  }

  /** Ends what is on its way; it is sent again next time. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#cancelTimer()
    await this.#pumping
    await Promise.all(this.#busy.values())
  }

  async #pump(): Promise<void> {
    const { store, clock } = this.#options
    const before = new Set(this.#busy.keys()) // what is read of these may be out of date
    try {
      const lanes = Map.groupBy(await store.due(clock.now(), BATCH), laneOf)
      for (const [lane, deliveries] of lanes) {
        if (before.has(lane) || this.#busy.has(lane) || this.#busy.size >= AT_ONCE || this.#closing.signal.aborted) continue
        const done = this.#work(lane, deliveries)
          .catch((error: Error) => this.#trouble(error))
          .finally(() => {
            this.#busy.delete(lane)
            this.wake()
          })
        this.#busy.set(lane, done)
      }
    } catch (error) {
      // not awaited: what is due can be asked for in the meantime
      void this.#trouble(error as Error).then(() => this.wake())
    }
  }

  /** Told, and a while later tried again. */
  #trouble(error: Error): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.resolve()
    this.#options.problem(`messages of alerts wait: ${error.message}`)
    return pause(this.#options.clock, TROUBLE_PAUSE, this.#closing.signal)
  }

  async #work(lane: string, deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) {
      if (this.#closing.signal.aborted) return
      const blockedUntil = this.#blocked.get(lane) ?? 0
      if (blockedUntil > this.#options.clock.now()) await this.#postpone(delivery, blockedUntil)
      else await this.#attempt(lane, delivery)
    }
  }

  async #attempt(lane: string, delivery: Delivery): Promise<void> {
    const { clock, random } = this.#options
    const attempts = delivery.attempts + 1
    const headers = this.#headers(delivery.body, `millrace-${delivery.event}-${delivery.target}`)
    const answer = await this.#post(delivery.url, delivery.body, headers)
    if (this.#closing.signal.aborted && answer.status === null) return
    const now = clock.now()
    const outcome = answer.forbidden
      ? ({ state: 'failed' } as const)
      : outcomeOf(answer.status, answer.retryAfter, { attempts, since: delivery.at, now, random: random() })
    const nextAt = outcome.state === 'waiting' ? outcome.nextAt : now
    if (outcome.state === 'waiting') this.#blocked.set(lane, nextAt)
    else this.#blocked.delete(lane)
    this.#schedule()
    await this.#record(delivery.id, { attempts, nextAt, answer: answer.text, state: outcome.state })
  }

  /** A message behind one that waits. */
  async #postpone({ id, attempts, answer }: Delivery, nextAt: number): Promise<void> {
    await this.#record(id, { attempts, nextAt, answer: answer ?? waitsBehind(), state: 'waiting' })
  }

  /** Until it is written down, the lane stays busy: a store that fails must not make us send the same again and again. */
  async #record(id: number, change: Parameters<AlertStore['attempted']>[1]): Promise<void> {
    for (;;) {
      try {
        return await this.#options.store.attempted(id, change)
      } catch (error) {
        if (this.#closing.signal.aborted) return
        await this.#trouble(error as Error)
      }
    }
  }

  async #post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const { clock, egress } = this.#options
    const late = new AbortController()
    const cancel = clock.timer(TIMEOUT, () => late.abort())
    const begun = clock.now()
    try {
      const signal = AbortSignal.any([late.signal, this.#closing.signal])
      const { status, retryAfter } = await send({ method: 'POST', url, headers, body, signal }, egress)
      return { status, retryAfter, text: answered(status, clock.now() - begun), forbidden: false }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      const forbidden = error instanceof AppError
      const text = late.signal.aborted ? answeredLate(TIMEOUT / 1000) : forbidden ? message : (code ?? message)
      return { status: null, retryAfter: null, text, forbidden }
    } finally {
      cancel()
    }
  }

  #headers(body: string, idempotencyKey: string): Record<string, string> {
    this.#key ??= webhookKey(this.#options.home)
    return signedHeaders(body, idempotencyKey, this.#key, this.#options.clock.now())
  }

  /** Wakes when the next waiting lane is due. */
  #schedule(): void {
    this.#cancelTimer()
    const now = this.#options.clock.now()
    const next = Math.min(...[...this.#blocked.values()].filter((due) => due > now))
    if (next === Number.POSITIVE_INFINITY || this.#closing.signal.aborted) return
    this.#cancelTimer = this.#options.clock.timer(next - now, () => {
      this.#schedule()
      this.wake()
    })
  }
}
