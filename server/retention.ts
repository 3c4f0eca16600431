import type { Logger } from 'pino'
import type { Clock } from './engines/runtime-type.ts'
import type { Store } from './store/store.ts'

const DAY = 24 * 3_600_000
/** Runs of a pipeline that are kept however old they are. */
export const RUNS_KEPT = 200
/** How long the rest is kept, milliseconds. Charts show marks of runs and restarts, and reach back 30 days. */
export const KEPT = { events: 90 * DAY, deliveries: 30 * DAY, runs: 30 * DAY, restarts: 30 * DAY } as const
/** Rows that go at once: others use the database in between. */
const BATCH = 500

export type RetentionOptions = {
  readonly store: Pick<Store, 'old'>
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** What else is to be forgotten, by what it is called in the log; each answers how many went. */
  readonly others: Readonly<Record<string, () => Promise<number>>>
}

/** Forgets at once, and then once a day, what is old; nothing waits for it. What fails is tried again a day later. The answer ends it, and waits for what is under way. */
export function startRetention({ store: { old }, clock, log, others }: RetentionOptions): () => Promise<void> {
  let closed = false
  let cancel = (): void => {}

  async function all(forget: (limit: number) => Promise<number>): Promise<number> {
    for (let sum = 0; ; ) {
      const count = closed ? 0 : await forget(BATCH)
      sum += count
      if (count < BATCH) return sum
    }
  }

  async function sweep(): Promise<void> {
    const now = clock.now()
    const gone: Record<string, number> = {}
    try {
      // deliveries go before the events on which they hang
      gone.deliveries = await all((limit) => old.deliveries(now - KEPT.deliveries, limit))
      gone.events = await all((limit) => old.events(now - KEPT.events, limit))
      gone.runs = await all((limit) => old.runs(now - KEPT.runs, RUNS_KEPT, limit))
      gone.restarts = await all((limit) => old.restarts(now - KEPT.restarts, limit))
      for (const [what, forget] of Object.entries(others)) gone[what] = closed ? 0 : await forget()
    } catch (err) {
      log.warn({ err }, 'not all that is old could be forgotten; the next attempt is in a day')
    }
    const counts = Object.fromEntries(Object.entries(gone).filter(([, count]) => count > 0))
    if (Object.keys(counts).length > 0) log.info(counts, 'what is old was forgotten')
    if (!closed) cancel = clock.timer(DAY, next)
  }

  let sweeping = Promise.resolve()
  function next(): void {
    sweeping = sweep()
  }
  next()
  return async () => {
    closed = true
    cancel()
    await sweeping
  }
}
