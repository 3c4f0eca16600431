import type { Door } from './door.ts'
import type { Delivery, OldStore } from './store.ts'
import { date } from './times.ts'

const waiting = { state: 'waiting' satisfies Delivery['state'] } as const
const oldest = { select: { id: true }, orderBy: { id: 'asc' } } as const
const idsOf = <T>(rows: readonly { readonly id: T }[]): T[] => rows.map(({ id }) => id)

export function oldStore(door: Door): OldStore {
  return {
    deliveries: (before, limit) =>
      door.run(async (db) => {
        const where = { NOT: waiting, event: { at: { lt: date(before) } } }
        const ids = idsOf(await db.delivery.findMany({ where, ...oldest, take: limit }))
        return (await db.delivery.deleteMany({ where: { id: { in: ids } } })).count
      }),

    events: (before, limit) =>
      door.run(async (db) => {
        const standing = await db.alertStatus.findMany({ where: { event: { not: null } }, select: { event: true } })
        const where = {
          at: { lt: date(before) },
          id: { notIn: standing.map(({ event }) => event!) },
          deliveries: { none: waiting },
        }
        const ids = idsOf(await db.alertEvent.findMany({ where, ...oldest, take: limit }))
        return (await db.alertEvent.deleteMany({ where: { id: { in: ids } } })).count
      }),

    runs: (before, keep, limit) =>
      door.run(async (db) => {
        let gone = 0
        for (const { id: pipelineId } of await db.pipeline.findMany({ select: { id: true } })) {
          const newestFirst = { where: { pipelineId }, orderBy: { startedAt: 'desc' }, select: { startedAt: true } } as const
          const [first] = await db.run.findMany({ ...newestFirst, skip: keep, take: 1 })
          if (first === undefined) continue
          const where = { pipelineId, startedAt: { lte: first.startedAt }, endedAt: { lt: date(before) } }
          const rows = await db.run.findMany({ where, orderBy: { startedAt: 'asc' }, select: { id: true }, take: limit - gone })
          gone += (await db.run.deleteMany({ where: { id: { in: idsOf(rows) } } })).count
          if (gone === limit) break
        }
        return gone
      }),

    restarts: (before, limit) =>
      door.run(async (db) => {
        const ids = idsOf(await db.restart.findMany({ where: { at: { lt: date(before) } }, ...oldest, take: limit }))
        return (await db.restart.deleteMany({ where: { id: { in: ids } } })).count
      }),
  }
}
