import type { Logger } from 'pino'
import { openAlerts } from './alerts/alerts.ts'
import { SecretStore } from './connections/secret-store.ts'
import { openSecrets } from './connections/secrets.ts'
import type { Clock } from './engines/runtime-type.ts'
import type { Env } from './env.ts'
import { IDLE } from './http/auth.ts'
import { openHistory } from './metrics/history.ts'
import { openPrometheus } from './metrics/prometheus.ts'
import { startRetention } from './retention.ts'
import { seedDemos } from './runs/demos.ts'
import { openPipelines } from './runs/pipelines.ts'
import { openTemplates } from './runs/templates.ts'
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

export type CompositionOptions = {
  readonly env: Pick<Env, 'home' | 'secretsKey' | 'roots' | 'allowed' | 'private' | 'database'>
  readonly clock: Clock
  readonly log: Logger
  /** The port that the server listens on; null = none yet. */
  readonly port: () => number | null
}

/** Opens the database and puts the services together; nothing runs before `start`. */
export async function createServices({
  env: { home, secretsKey, roots, allowed, private: loopback, database },
  clock,
  log,
  port,
}: CompositionOptions): Promise<Composition> {
  const store = await openStore(database, clock)
  const bus = new Bus()
  const egress = { loopback, allowed, port }
  const alerts = await openAlerts({ bus, store: store.alerts, clock, home, egress, problem: (message) => log.error(message) })
  const kept = new SecretStore({ home, key: secretsKey, clock })
  const secrets = openSecrets(kept, store.pipelines)
  const pipelines = openPipelines({ store, bus, clock, home, roots, egress, secrets: kept, alerts: () => alerts })
  const templates = openTemplates(pipelines, home)
  const history = await openHistory(bus, store, clock, {
    problem: (error) => log.warn({ reason: error.message }, 'metric history is not written; it stays in memory for a while'),
  })
  const prometheus = openPrometheus(bus, history, clock)
  let endRetention = async (): Promise<void> => {}
  return {
    services: { bus, pipelines, templates, secrets, history, prometheus, alerts },
    store,
    async start() {
      await pipelines.resume()
      await seedDemos(pipelines, templates, store.settings)
      const others = {
        pipelines: () => pipelines.forgetDeleted(),
        sessions: () => store.sessions.removeUnusedSince(clock.now() - IDLE),
      }
      endRetention = startRetention({ store, clock, log, others })
    },
    async close() {
      await endRetention()
      // first of all: that runs are stopped now is no news
      await alerts.close()
      await pipelines.close()
      prometheus.close()
      await history.close()
      await store.close()
    },
  }
}
