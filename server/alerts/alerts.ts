import type { EventEmitter } from 'node:events'
import type { AlertDelivery, AlertEvent, AlertStatus, DeliveryTest, NotifyTarget, Rule } from '../../core/alert.ts'
import { isFiring, type Observation, step } from '../../core/alert-machine.ts'
import { alertEndings, alertMessage } from '../../core/alert-message.ts'
import { AppError } from '../../core/error.ts'
import type { Frame } from '../../core/metrics.ts'
import type { FieldHistory, PipelineState, PipelineStatus } from '../../core/protocol.ts'
import { UNTIL_RESOLVED } from '../../core/silence.ts'
import type { EgressPolicy } from '../connections/egress.ts'
import type { Clock } from '../engines/runtime-type.ts'
import type { Alerts, Bus, BusEvents } from '../services.ts'
import type { AlertStore, StoredAlert } from '../store/store.ts'
import { FieldSeconds } from './field-seconds.ts'
import { observe } from './observe.ts'
import { SaveQueue } from './save-queue.ts'
import { showFigure } from './show-figure.ts'
import { newWatch, restoredWatch, statusOf, type Watch, watchesSame } from './watch.ts'
import { wants } from './webhook-message.ts'
import { Webhooks } from './webhooks.ts'

const TICK = 1000
/** A frame may be late by half a second before it counts as missing. */
const FRAME_DUE = 1500
/** A pipeline that stops for so long is not watched any more; a deploy or the end of the server is shorter. */
const STOPPED = 10_000
/** Pipelines in these states should send frames. */
const alive: ReadonlySet<PipelineState> = new Set(['starting', 'recovering', 'running', 'backoff', 'failed'])

export type AlertsOptions = {
  readonly bus: Bus
  readonly store: AlertStore
  readonly clock: Clock
  /** MILLRACE_HOME: holds the key that signs messages. */
  readonly home: string
  readonly egress: EgressPolicy
  /** Tells the server's log. */
  readonly problem: (message: string) => void
  /** From 0 to 1. */
  readonly random?: () => number
}

type Watched = {
  watches: Map<string, Watch>
  /** By what is watched and the field. */
  fields: Map<string, FieldSeconds>
  targets: readonly NotifyTarget[]
  state: PipelineState
  stateSince: number
  /** The last frame, or the begin of waiting for one. */
  heard: number
}

/**
 * Evaluates the rules of all pipelines from what the bus tells, from now on. Must be open before the first rules are told, and closed before runs
 * are stopped, which is no reason for alerts to end.
 */
export async function openAlerts(options: AlertsOptions): Promise<Alerts> {
  const { store, clock, home, egress, problem, random = Math.random } = options
  const webhooks = new Webhooks({ store, clock, home, egress, problem, random })
  const alerts = new RuleAlerts(options, webhooks, await store.statuses())
  await webhooks.open()
  return alerts
}

class RuleAlerts implements Alerts {
  readonly #bus: Bus
  readonly #store: AlertStore
  readonly #clock: Clock
  readonly #webhooks: Webhooks
  readonly #saves: SaveQueue
  readonly #pipelines = new Map<string, Watched>()
  readonly #unlisten: (() => void)[] = []
  #cancelTick: () => void

  constructor({ bus, store, clock, problem }: AlertsOptions, webhooks: Webhooks, stored: readonly StoredAlert[]) {
    this.#bus = bus
    this.#store = store
    this.#clock = clock
    this.#webhooks = webhooks
    this.#saves = new SaveQueue(clock, problem)
    for (const status of stored) this.#pipeline(status.pipeline).watches.set(status.rule, restoredWatch(status))
    this.#listen('rules', ({ pipeline, rules, targets }) => this.#setRules(pipeline, rules, targets))
    this.#listen('frame', ({ pipeline, frame }) => this.#takeFrame(pipeline, frame))
    this.#listen('state', ({ pipeline, status }) => this.#takeState(pipeline, status))
    this.#listen('changed', (change) => {
      if ('deleted' in change) this.#pipelines.delete(change.name)
    })
    this.#cancelTick = this.#nextTick()
  }

  statuses(pipeline?: string): readonly AlertStatus[] {
    const watched = pipeline === undefined ? [...this.#pipelines.values()] : [this.#pipelines.get(pipeline)]
    return watched.flatMap((one) => [...(one?.watches.values() ?? [])].map(statusOf))
  }

  events(filter: Parameters<Alerts['events']>[0]): Promise<readonly AlertEvent[]> {
    return this.#store.events(filter)
  }

  async acknowledge(id: number): Promise<AlertEvent> {
    const event = await this.#store.acknowledge(id, this.#clock.now())
    if (event === null) throw notFound(`there is no alert ${id}`)
    const watch = this.#pipelines.get(event.pipeline)?.watches.get(event.rule)
    if (watch?.event === id) {
      watch.acknowledged = event.acknowledged
      this.#keep(watch)
    }
    return event
  }

  async silence(pipeline: string, rule: string, until: number | null): Promise<AlertStatus> {
    const watch = this.#pipelines.get(pipeline)?.watches.get(rule)
    if (watch === undefined) throw notFound(`${pipeline} has no rule ${rule}`)
    if (until !== null && until > this.#clock.now()) {
      watch.silencedUntil = until
      this.#keep(watch)
    } else this.#endSilence(watch)
    return statusOf(watch)
  }

  fieldHistory(pipeline: string, on: string, field: string): FieldHistory {
    const seconds = this.#pipelines.get(pipeline)?.fields.get(fieldKey({ on, field }))
    return seconds?.read() ?? { from: this.#clock.now(), step: 1000, least: [], most: [] }
  }

  async deliveries(limit: number): Promise<readonly AlertDelivery[]> {
    return (await this.#store.deliveries(limit)).map(({ body: _, ...delivery }) => delivery)
  }

  sendTest(url: string): Promise<DeliveryTest> {
    return this.#webhooks.test(url)
  }

  async close(): Promise<void> {
    this.#cancelTick()
    for (const unlisten of this.#unlisten) unlisten()
    await this.#saves.close()
    await this.#webhooks.close()
  }

  #listen<K extends keyof BusEvents>(name: K, listener: (...args: BusEvents[K]) => void): void {
    const bus: EventEmitter = this.#bus
    bus.on(name, listener as (...args: unknown[]) => void)
    this.#unlisten.push(() => bus.off(name, listener as (...args: unknown[]) => void))
  }

  #pipeline(name: string): Watched {
    const known = this.#pipelines.get(name)
    if (known !== undefined) return known
    const now = this.#clock.now()
    const made: Watched = { watches: new Map(), fields: new Map(), targets: [], state: 'idle', stateSince: now, heard: now }
    this.#pipelines.set(name, made)
    return made
  }

  #setRules(name: string, rules: readonly Rule[], targets: readonly NotifyTarget[]): void {
    const pipeline = this.#pipeline(name)
    const before = pipeline.watches
    const now = this.#clock.now()
    if (pipeline.state === 'idle') pipeline.stateSince = now // it may be about to start
    pipeline.targets = targets
    pipeline.watches = new Map()
    const fields = rules.flatMap((rule) => (rule.field === undefined ? [] : [fieldKey(rule)]))
    pipeline.fields = new Map(fields.map((key) => [key, pipeline.fields.get(key) ?? new FieldSeconds()]))
    for (const rule of rules) {
      const old = before.get(rule.name)
      before.delete(rule.name)
      if (old !== undefined && watchesSame(old, rule)) {
        old.rule = rule
        old.severity = rule.severity
        pipeline.watches.set(rule.name, old)
        continue
      }
      if (old !== undefined) this.#end(old, alertEndings.changed.en)
      const watch = { ...newWatch(name, rule, now), silencedUntil: old?.silencedUntil ?? null }
      pipeline.watches.set(rule.name, watch)
      this.#keep(watch)
    }
    for (const gone of before.values()) {
      this.#end(gone, alertEndings.removed.en)
      this.#saves.add(() => this.#store.forget(name, gone.name))
    }
  }

  #takeState(name: string, { state }: PipelineStatus): void {
    const pipeline = this.#pipeline(name)
    const now = this.#clock.now()
    if (alive.has(state) && !alive.has(pipeline.state)) pipeline.heard = now
    if (alive.has(state) !== alive.has(pipeline.state)) pipeline.stateSince = now
    pipeline.state = state
  }

  #takeFrame(name: string, frame: Frame): void {
    const pipeline = this.#pipeline(name)
    pipeline.heard = this.#clock.now()
    if (pipeline.state === 'idle') pipeline.state = 'running'
    for (const watch of pipeline.watches.values()) {
      if (watch.rule === null) continue
      const { seen, sample } = observe(watch.rule, frame)
      this.#observe(watch, watch.rule, seen, sample)
      if (watch.rule.field !== undefined) pipeline.fields.get(fieldKey(watch.rule))?.put(frame.seq, frame.taps[watch.name])
    }
  }

  #nextTick(): () => void {
    return this.#clock.timer(TICK, () => {
      this.#cancelTick = this.#nextTick()
      const now = this.#clock.now()
      for (const pipeline of this.#pipelines.values()) this.#lookAt(pipeline, now)
    })
  }

  /** What no frame tells: that none comes, that a pipeline has stopped, that a silence is over. */
  #lookAt({ watches, state, stateSince, heard }: Watched, now: number): void {
    const missing = alive.has(state) && now - heard >= FRAME_DUE
    const stopped = !alive.has(state) && state !== 'draining' && now - stateSince >= STOPPED
    for (const watch of watches.values()) {
      if (watch.silencedUntil !== null && watch.silencedUntil <= now) this.#endSilence(watch)
      if (watch.rule !== null && (missing || stopped)) this.#observe(watch, watch.rule, missing ? 'no frame' : 'stopped', null)
    }
  }

  #observe(watch: Watch, rule: Rule, seen: Observation, sample: string | null): void {
    const before = watch.memory.state
    const { memory, event } = step(rule, watch.memory, seen, this.#clock.now())
    watch.memory = memory
    if (memory.state === before) return
    watch.message = seen === 'stopped' ? alertEndings.stopped.en : alertMessage(rule, { ...memory, sample }, showFigure)
    this.#keep(watch, event, sample)
  }

  /** The rule is no more, so its alert is over. */
  #end(watch: Watch, message: string): void {
    const { state } = watch.memory
    if (state === 'normal') return
    watch.memory = { ...watch.memory, state: 'normal', since: this.#clock.now(), brokenSince: null }
    watch.message = message
    this.#keep(watch, state === 'pending' ? undefined : { from: state, to: 'normal' })
  }

  #endSilence(watch: Watch): void {
    watch.silencedUntil = null
    this.#keep(watch)
    if (watch.muted) this.#tellLate(watch)
    watch.muted = false
  }

  /** An alert that began in a silence and outlasts it is told now. */
  #tellLate(watch: Watch): void {
    const { rule, pipeline } = watch
    if (rule === null) return
    this.#saves.add(async () => {
      if (watch.event === null) return
      const [event] = await this.#store.events({ pipeline, since: watch.event - 1, before: watch.event + 1, limit: 1 })
      if (event === undefined) return
      for (const delivery of this.#webhooks.deliveries(event, rule, this.#wanting(event))) await this.#store.enqueue(delivery)
      this.#webhooks.wake()
    })
  }

  #wanting(event: Omit<AlertEvent, 'id'>): readonly NotifyTarget[] {
    return (this.#pipelines.get(event.pipeline)?.targets ?? []).filter((target) => wants(target, event))
  }

  /** Keeps where a rule stands, and the change that led there, before anybody is told. */
  #keep(watch: Watch, change?: { from: AlertEvent['from']; to: AlertEvent['to'] }, sample: string | null = null): void {
    const { rule, memory } = watch
    const silenced = watch.silencedUntil !== null
    if (memory.state === 'normal' && watch.silencedUntil === UNTIL_RESOLVED) watch.silencedUntil = null
    const status = statusOf(watch)
    const { pipeline, on, severity, value, message } = status
    const event =
      change === undefined
        ? null
        : { pipeline, rule: watch.name, on, severity, ...change, at: memory.since, value, message, sample, acknowledged: null }
    const begins = event !== null && event.to !== 'normal' && !(isFiring(event.from) && isFiring(event.to))
    if (event !== null) watch.muted = silenced && (begins || (watch.muted && event.to !== 'normal'))
    const targets = event === null || silenced || rule === null ? [] : this.#wanting(event)
    this.#saves.add(async () => {
      const stored: StoredAlert = { ...status, brokenSince: memory.brokenSince, ...this.#reference(watch, status, begins) }
      const deliveries = (made: AlertEvent) => (rule === null ? [] : this.#webhooks.deliveries(made, rule, targets))
      const made = await this.#store.save(stored, event, { begins, deliveries }).catch(whereDeleted)
      watch.event = begins ? (made?.id ?? null) : stored.event
      watch.acknowledged = stored.acknowledged
      if (targets.length > 0) this.#webhooks.wake()
      const told = { event: made, status: { ...status, event: watch.event, acknowledged: watch.acknowledged } }
      queueMicrotask(() => this.#bus.emit('alert', told)) // what a listener throws is no failure of the store
    })
  }

  /** The event of the present alert, as far as it is kept. */
  #reference({ event, acknowledged }: Watch, { state }: AlertStatus, begins: boolean): Pick<AlertStatus, 'event' | 'acknowledged'> {
    return begins || state === 'normal' || state === 'pending' ? { event: null, acknowledged: null } : { event, acknowledged }
  }
}

const fieldKey = ({ on, field }: Pick<Rule, 'on' | 'field'>): string => `${on}|${field}`

/** A pipeline that was deleted keeps no alerts. */
function whereDeleted(error: unknown): null {
  if (error instanceof AppError && error.code === 'NO_PIPELINE') return null
  throw error
}

const notFound = (message: string): AppError =>
  new AppError('NOT_FOUND', message, { blame: 'user', hint: 'it may have been taken away in the meantime; look at the list of alerts' })
