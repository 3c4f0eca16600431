import { createHash } from 'node:crypto'
import { AppError } from '../../core/error.ts'
import type { Prisma, PrismaClient } from '../../prisma/generated/client.ts'
import type { Clock } from '../engines/runtime-type.ts'
import { type Door, sqliteCode } from './door.ts'
import type { PipelineStore, StoredPipeline } from './store.ts'
import { ms } from './times.ts'

const newest = { versions: { select: { number: true }, orderBy: { number: 'desc' }, take: 1 } } as const satisfies Prisma.PipelineInclude
type Row = Prisma.PipelineGetPayload<{ include: typeof newest }>

export function pipelineStore(door: Door, clock: Clock): PipelineStore {
  const now = () => new Date(clock.now())
  return {
    list: () =>
      door.run(async (db) => {
        const rows = await db.pipeline.findMany({ where: { liveName: { not: null } }, orderBy: { name: 'asc' }, include: newest })
        return rows.map(stored)
      }),

    get: (name) =>
      door.run(async (db) => {
        const row = await db.pipeline.findUnique({ where: { liveName: name }, include: newest })
        return row === null ? null : stored(row)
      }),

    create: (name, title, draft) =>
      door.run(async (db) => {
        const data = { name, liveName: name, title, draft, etag: etagOf(draft), createdAt: now(), updatedAt: now() }
        return stored(await db.pipeline.create({ data, include: newest }).catch(taken(name)))
      }),

    saveDraft: (name, title, draft, etag) =>
      door.run(async (db) => {
        const where = { liveName: name, ...(etag === null ? {} : { etag }) }
        const { count } = await db.pipeline.updateMany({ where, data: { title, draft, etag: etagOf(draft), updatedAt: now() } })
        const row = await find(db, name)
        if (count === 0)
          throw new AppError('DRAFT_CHANGED', `the draft of ${name} was saved by somebody else in the meantime`, {
            blame: 'user',
            hint: 'load the newest draft, make the change there, and save again',
          })
        return stored(row)
      }),

    setWanted: (name, wanted) =>
      door.run(async (db) => {
        const { count } = await db.pipeline.updateMany({ where: { liveName: name }, data: { wanted } })
        if (count === 0) throw noPipeline(name)
      }),

    remove: (name) =>
      door.run(async (db) => {
        const { count } = await db.pipeline.updateMany({ where: { liveName: name }, data: { liveName: null, removedAt: now() } })
        if (count === 0) throw noPipeline(name)
      }),

    restore: (name) =>
      door.run(async (db) => {
        const hidden = await db.pipeline.findFirst({ where: { name, liveName: null }, orderBy: [{ removedAt: 'desc' }, { id: 'desc' }] })
        if (hidden === null) return null
        const change = { where: { id: hidden.id }, data: { liveName: name, removedAt: null }, include: newest }
        return stored(await db.pipeline.update(change).catch(taken(name)))
      }),

    purge: (before) =>
      door.run(async (db) => {
        const where = { removedAt: { lt: new Date(before) } }
        const gone = await db.pipeline.findMany({ where, select: { id: true, name: true } })
        await db.pipeline.deleteMany({ where: { id: { in: gone.map(({ id }) => id) } } })
        const names = [...new Set(gone.map(({ name }) => name))]
        const left = await db.pipeline.findMany({ where: { name: { in: names } }, select: { name: true } })
        return names.filter((name) => !left.some((other) => other.name === name))
      }),

    addVersion: (name, text, note) =>
      door.run(async (db) => {
        const { id, versions } = await find(db, name)
        const number = (versions[0]?.number ?? 0) + 1
        const createdAt = now()
        await db.version.create({ data: { pipelineId: id, number, text, note, createdAt } })
        return { number, createdAt: ms(createdAt), note }
      }),

    versions: (name) =>
      door.run(async (db) => {
        const rows = await db.version.findMany({
          where: { pipeline: { liveName: name } },
          orderBy: { number: 'desc' },
          select: { number: true, createdAt: true, note: true },
        })
        return rows.map((row) => ({ ...row, createdAt: ms(row.createdAt) }))
      }),

    versionText: (name, number) =>
      door.run(async (db) => {
        const row = await db.version.findFirst({ where: { number, pipeline: { liveName: name } }, select: { text: true } })
        return row?.text ?? null
      }),
  }
}

/** The id by which everything else of a pipeline hangs on it; throws AppError NO_PIPELINE. */
export async function pipelineId(db: PrismaClient, name: string): Promise<number> {
  return (await find(db, name)).id
}

async function find(db: PrismaClient, name: string): Promise<Row> {
  const row = await db.pipeline.findUnique({ where: { liveName: name }, include: newest })
  if (row === null) throw noPipeline(name)
  return row
}

const noPipeline = (name: string): AppError => new AppError('NO_PIPELINE', `there is no pipeline ${name}`, { blame: 'user' })

const taken =
  (name: string) =>
  (error: unknown): never => {
    if (sqliteCode(error) !== 'SQLITE_CONSTRAINT_UNIQUE') throw error
    throw new AppError('NAME_TAKEN', `there is a pipeline ${name} already`, { blame: 'user', hint: 'choose another name' })
  }

function stored({ name, title, draft, etag, wanted, createdAt, updatedAt, versions }: Row): StoredPipeline {
  return { name, title, draft, etag, wanted, live: versions[0]?.number ?? null, createdAt: ms(createdAt), updatedAt: ms(updatedAt) }
}

const etagOf = (text: string): string => createHash('sha256').update(text).digest('base64url')
