import type { ArgType, SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { type Door, rollBack } from './door.ts'
import type { Block, BlockStore } from './store.ts'

/** Blocks are many and large: written by SQL, since Prisma takes several times as long. */
export function blockStore(door: Door, busyMs: number): BlockStore {
  const { connection } = door
  /** One transaction that fails at once where another program has a lock: while SQLite waits, the whole server does. */
  const write = <T>(work: () => Promise<T>): Promise<T> =>
    door.run(async () => {
      await connection.executeScript('PRAGMA busy_timeout = 0')
      try {
        await connection.executeScript('BEGIN IMMEDIATE')
        const result = await work()
        await connection.executeScript('COMMIT')
        return result
      } catch (error) {
        await rollBack(connection)
        throw error
      } finally {
        await connection.executeScript(`PRAGMA busy_timeout = ${busyMs}`)
      }
    })
  return {
    firstFreeId: () =>
      door.run(async () => {
        const [[newest]] = await query(connection, 'SELECT max(id) FROM metric_blocks', [])
        return newest === null ? 1 : Number(newest) + 1
      }),

    save: (blocks) => write(() => saveAll(connection, blocks)),

    read: ({ pipeline, step, from, to, after, limit }) =>
      door.run(async () => {
        const rows = await query(
          connection,
          `SELECT b.id, b.start, b."end", b.data FROM metric_blocks b JOIN pipelines p ON p.id = b.pipeline_id
           WHERE p.live_name = ? AND b.step = ? AND b.start < ? AND b."end" > ? AND (b."end", b.id) > (?, ?) ORDER BY b."end", b.id LIMIT ?`,
          [pipeline, step, to, from, after?.end ?? 0, after?.id ?? 0, limit],
        )
        return rows.map(([id, start, end, data]) => ({
          id: Number(id),
          pipeline,
          step,
          start: Number(start),
          end: Number(end),
          data: data as Uint8Array,
        }))
      }),

    prune: (step, before) =>
      write(async () => {
        await execute(connection, 'DELETE FROM metric_blocks WHERE step = ? AND "end" < ?', [step, before])
      }),
  }
}

async function saveAll(connection: SqlDriverAdapter, blocks: readonly Block[]): Promise<readonly number[]> {
  const gone: number[] = []
  for (const { id, pipeline, step, start, end, data } of blocks) {
    const saved = await execute(
      connection,
      `INSERT INTO metric_blocks (id, pipeline_id, step, start, "end", data) SELECT ?, id, ?, ?, ?, ? FROM pipelines WHERE live_name = ?
       ON CONFLICT (id) DO UPDATE SET "end" = excluded."end", data = excluded.data`,
      [id, step, start, end, data, pipeline],
    )
    if (saved === 0) gone.push(id)
  }
  return gone
}

type Value = string | number | Uint8Array
const typeOf = (value: Value): ArgType => ({
  scalarType: typeof value === 'string' ? 'string' : typeof value === 'number' ? 'int' : 'bytes',
  arity: 'scalar',
})
const execute = (connection: SqlDriverAdapter, sql: string, args: Value[]): Promise<number> =>
  connection.executeRaw({ sql, args, argTypes: args.map(typeOf) })
const query = async (connection: SqlDriverAdapter, sql: string, args: Value[]): Promise<unknown[][]> =>
  (await connection.queryRaw({ sql, args, argTypes: args.map(typeOf) })).rows
