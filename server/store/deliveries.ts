import type { Prisma } from '../../prisma/generated/client.ts'
import type { Door } from './door.ts'
import type { AlertStore, Delivery, NewDelivery } from './store.ts'
import { date, ms } from './times.ts'

const ofEvent = { event: { select: { rule: true, at: true, to: true, pipeline: { select: { name: true } } } } } as const
type Row = Prisma.DeliveryGetPayload<{ include: typeof ofEvent }>

export function deliveryStore(door: Door): Pick<AlertStore, 'enqueue' | 'due' | 'attempted' | 'deliveries'> {
  return {
    enqueue: (delivery) =>
      door.run(async (db) => {
        await db.delivery.create({ data: deliveryRow(delivery) })
      }),

    due: (now, limit) =>
      door.run(async (db) => {
        const where = { state: 'waiting' satisfies Delivery['state'], nextAt: { lte: date(now) } }
        const rows = await db.delivery.findMany({ where, orderBy: [{ eventId: 'asc' }, { id: 'asc' }], take: limit, include: ofEvent })
        return rows.map(delivery)
      }),

    attempted: (id, change) =>
      door.run(async (db) => {
        await db.delivery.updateMany({ where: { id }, data: { ...change, nextAt: date(change.nextAt) } })
      }),

    deliveries: (limit) =>
      door.run(async (db) => {
        const rows = await db.delivery.findMany({ orderBy: { id: 'desc' }, take: limit, include: ofEvent })
        return rows.map(delivery)
      }),
  }
}

/** A new delivery; its pipeline and rule are those of the event. */
export const deliveryRow = ({ event, target, url, body, nextAt }: NewDelivery) => ({
  eventId: event,
  target,
  url,
  body,
  nextAt: date(nextAt),
})

function delivery({ event, eventId, ...row }: Row): Delivery {
  const of = { event: eventId, pipeline: event.pipeline.name, rule: event.rule, at: ms(event.at), to: event.to as Delivery['to'] }
  return { ...row, ...of, nextAt: ms(row.nextAt), state: row.state as Delivery['state'] }
}
