import type { Door } from './door.ts'
import type { SessionStore } from './store.ts'
import { date, ms } from './times.ts'

export function sessionStore(door: Door): SessionStore {
  return {
    add: (hash, at) =>
      door.run(async (db) => {
        await db.session.create({ data: { hash, createdAt: date(at), usedAt: date(at) } })
      }),
    get: (hash) =>
      door.run(async (db) => {
        const row = await db.session.findUnique({ where: { hash } })
        return row === null ? null : { createdAt: ms(row.createdAt), usedAt: ms(row.usedAt) }
      }),
    touch: (hash, at) =>
      door.run(async (db) => {
        await db.session.updateMany({ where: { hash }, data: { usedAt: date(at) } })
      }),
    remove: (hash) =>
      door.run(async (db) => {
        await db.session.deleteMany({ where: { hash } })
      }),
    removeUnusedSince: (before) => door.run(async (db) => (await db.session.deleteMany({ where: { usedAt: { lt: date(before) } } })).count),
  }
}
