import type { Clock } from './engines/runtime-type.ts'
import type { Env } from './env.ts'
import { seedDemos } from './runs/demos.ts'
import { openPipelines } from './runs/pipelines.ts'
import { Bus, type Services } from './services.ts'
import { openStore } from './store/prisma-store.ts'
import type { Store } from './store/store.ts'

export type Composition = {
  readonly services: Services
  readonly store: Store
  /** Runs what is meant to run. */
  start(): Promise<void>
  /** Stops all of it in order; what ran is still meant to. */
  close(): Promise<void>
}

/** Opens the database and puts the services together; nothing runs before `start`. */
export async function createServices(
  { home, roots, database }: Pick<Env, 'home' | 'roots' | 'database'>,
  clock: Clock,
): Promise<Composition> {
  const store = await openStore(database, clock)
  const bus = new Bus()
  const pipelines = openPipelines({ store, bus, clock, home, roots, alerts: () => ({ statuses: () => [] }) })
  const coming = (): never => {
    throw new Error('not built yet')
  }
  const history: Services['history'] = { recent: () => [], read: coming, close: async () => {} }
  const alerts: Services['alerts'] = {
    statuses: () => [],
    events: async () => [],
    deliveries: async () => [],
    acknowledge: coming,
    silence: coming,
    sendTest: coming,
    close: async () => {},
  }
  return {
    services: { bus, pipelines, history, alerts },
    store,
    async start() {
      await pipelines.resume()
      await seedDemos(pipelines, store.settings)
    },
    async close() {
      await pipelines.close()
      await store.close()
    },
  }
}
