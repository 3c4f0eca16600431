import type { AlertEvent, AlertState } from '../../core/alert.ts'
import type { Severity } from '../../core/severity.ts'
import type { Prisma } from '../../prisma/generated/client.ts'
import { deliveryRow } from './deliveries.ts'
import type { Door } from './door.ts'
import { pipelineId } from './pipelines.ts'
import type { AlertStore, StoredAlert } from './store.ts'
import { date, dateOrNull, ms, msOrNull } from './times.ts'

const named = { pipeline: { select: { name: true } } } as const
type EventRow = Prisma.AlertEventGetPayload<{ include: typeof named }>
type StatusRow = Prisma.AlertStatusGetPayload<{ include: typeof named }>

export function alertStore(door: Door): Omit<AlertStore, 'enqueue' | 'due' | 'attempted' | 'deliveries'> {
  return {
    statuses: () =>
      door.run(async (db) => {
        const rows = await db.alertStatus.findMany({ where: { pipeline: { liveName: { not: null } } }, include: named })
        return rows.map(status)
      }),

    save: (given, event, { begins = false, deliveries = () => [] } = {}) =>
      door.run(async (db) => {
        const id = await pipelineId(db, given.pipeline)
        return db.$transaction(async (tx) => {
          const made = event === null ? null : eventOf(await tx.alertEvent.create({ data: eventRow(id, event), include: named }))
          const row = statusRow(made !== null && begins ? { ...given, event: made.id } : given)
          const key = { pipelineId: id, rule: given.rule }
          await tx.alertStatus.upsert({ where: { pipelineId_rule: key }, create: { ...key, ...row }, update: row })
          if (made !== null) await tx.delivery.createMany({ data: deliveries(made).map(deliveryRow) })
          return made
        })
      }),

    forget: (pipeline, rule) =>
      door.run(async (db) => {
        await db.alertStatus.deleteMany({ where: { rule, pipeline: { liveName: pipeline } } })
      }),

    events: ({ pipeline, since, states, before, limit }) =>
      door.run(async (db) => {
        const rows = await db.alertEvent.findMany({
          where: {
            pipeline: { liveName: pipeline ?? { not: null } },
            id: { gt: since, lt: before },
            to: states === undefined ? undefined : { in: [...states] },
          },
          orderBy: { id: 'desc' },
          take: limit,
          include: named,
        })
        return rows.map(eventOf)
      }),

    acknowledge: (id, at) =>
      door.run(async (db) => {
        const row = await db.alertEvent.findUnique({ where: { id, pipeline: { liveName: { not: null } } }, include: named })
        if (row === null || row.acknowledged !== null) return row === null ? null : eventOf(row)
        const acknowledged = date(at)
        await db.$transaction([
          db.alertEvent.update({ where: { id }, data: { acknowledged } }),
          db.alertStatus.updateMany({ where: { event: id, acknowledged: null }, data: { acknowledged } }),
        ])
        return eventOf({ ...row, acknowledged })
      }),
  }
}

const eventRow = (pipelineId: number, { pipeline: _, ...event }: Omit<AlertEvent, 'id'>) => ({
  ...event,
  pipelineId,
  at: date(event.at),
  acknowledged: dateOrNull(event.acknowledged),
})

function eventOf({ pipeline, pipelineId: _, ...row }: EventRow): AlertEvent {
  const { severity, from, to } = row as { severity: Severity; from: AlertState; to: AlertState }
  return { ...row, pipeline: pipeline.name, severity, from, to, at: ms(row.at), acknowledged: msOrNull(row.acknowledged) }
}

const statusRow = ({ pipeline: _pipeline, rule: _rule, ...status }: StoredAlert) => ({
  ...status,
  since: date(status.since),
  acknowledged: dateOrNull(status.acknowledged),
  silencedUntil: dateOrNull(status.silencedUntil),
  brokenSince: dateOrNull(status.brokenSince),
})

function status({ pipeline, pipelineId: _, ...row }: StatusRow): StoredAlert {
  const { severity, state } = row as { severity: Severity; state: AlertState }
  return {
    ...row,
    pipeline: pipeline.name,
    severity,
    state,
    since: ms(row.since),
    acknowledged: msOrNull(row.acknowledged),
    silencedUntil: msOrNull(row.silencedUntil),
    brokenSince: msOrNull(row.brokenSince),
  }
}
