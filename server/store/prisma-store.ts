import path from 'node:path'
import type { Clock } from '../engines/runtime-type.ts'
import { alertStore } from './alerts.ts'
import { blockStore } from './blocks.ts'
import { deliveryStore } from './deliveries.ts'
import { openDoor } from './door.ts'
import { markStore } from './marks.ts'
import { migrate } from './migrate.ts'
import { oldStore } from './old.ts'
import { pipelineStore } from './pipelines.ts'
import { endOpenRuns, runStore } from './runs.ts'
import { sessionStore } from './sessions.ts'
import { settingStore } from './settings.ts'
import type { Store } from './store.ts'

const MIGRATIONS = path.join(import.meta.dirname, '..', '..', 'prisma', 'migrations', 'sqlite')

/**
 * Opens the SQLite database `file`, made where it is missing, and brings it up to date; runs that a killed server left open are ended. Every method of the store may throw AppError STORE_BUSY
 * (another program held a lock for `busyMs`; worth another try), NO_SPACE, DISK_FAILED, STORE_CORRUPT or STORE_FAILED, and those that name a
 * pipeline which there is not, NO_PIPELINE.
 */
export async function openStore(file: string, clock: Clock, { busyMs = 5000 }: { busyMs?: number } = {}): Promise<Store> {
  const door = await openDoor(file, busyMs)
  try {
    await migrate(door, file, MIGRATIONS, clock.now())
    await endOpenRuns(door, clock.now())
  } catch (error) {
    await door.close()
    throw error
  }
  return {
    pipelines: pipelineStore(door, clock),
    runs: runStore(door, clock),
    alerts: { ...alertStore(door), ...deliveryStore(door) },
    sessions: sessionStore(door),
    settings: settingStore(door),
    marks: markStore(door),
    blocks: blockStore(door, busyMs),
    old: oldStore(door),
    close: () => door.close(),
  }
}
