import type { PipelineState, PipelineStatus } from '../../core/protocol.ts'
import type { Clock } from '../engines/runtime-type.ts'
import type { Door } from './door.ts'
import { pipelineId } from './pipelines.ts'
import type { RunStore } from './store.ts'
import { date, ms, msOrNull } from './times.ts'

export function runStore(door: Door, clock: Clock): RunStore {
  return {
    begin: ({ id, pipeline, version, startedAt }) =>
      door.run(async (db) => {
        const data = {
          id,
          pipelineId: await pipelineId(db, pipeline),
          number: version,
          state: 'starting' satisfies PipelineState,
          startedAt: date(startedAt),
        }
        await db.run.create({ data })
      }),

    update: (id, { state, restarts, endedAt, error }) =>
      door.run(async (db) => {
        const before = restarts === undefined ? null : await db.run.findUnique({ where: { id }, select: { restarts: true, error: true } })
        const data = {
          state,
          ...(restarts === undefined ? {} : { restarts }),
          ...(endedAt === undefined ? {} : { endedAt: date(endedAt) }),
          ...(error === undefined ? {} : { error: error === null ? null : JSON.stringify(error) }),
        }
        const change = db.run.updateMany({ where: { id }, data })
        if (before === null || restarts! <= before.restarts) return void (await change)
        const code = (error === undefined ? errorOf(before.error) : error)?.code ?? null
        await db.$transaction([change, db.restart.create({ data: { runId: id, at: date(clock.now()), code } })])
      }),

    list: (pipeline, limit) =>
      door.run(async (db) => {
        const rows = await db.run.findMany({ where: { pipeline: { liveName: pipeline } }, orderBy: { startedAt: 'desc' }, take: limit })
        return rows.map((row) => ({
          id: row.id,
          version: row.number,
          state: row.state as PipelineState,
          startedAt: ms(row.startedAt),
          endedAt: msOrNull(row.endedAt),
          restarts: row.restarts,
          error: errorOf(row.error),
        }))
      }),
  }
}

/** Ends the runs that a killed server left open, as failed. */
export async function endOpenRuns(door: Door, now: number): Promise<void> {
  const state = 'failed' satisfies PipelineState
  const error = JSON.stringify({ code: 'RUN_DIED', message: 'the server was killed while it ran' } satisfies PipelineStatus['error'])
  await door.run((db) => db.run.updateMany({ where: { endedAt: null }, data: { state, error, endedAt: date(now) } }))
}

const errorOf = (json: string | null): PipelineStatus['error'] => (json === null ? null : JSON.parse(json))
