import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { AppError } from '../../core/error.ts'
import { type Door, rollBack, storeError } from './door.ts'

const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
  "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string }

/**
 * Brings a database up to date with the migrations in `folder`, each in one transaction, and answers the names of those it applied. Keeps
 * Prisma's own books. A database that already holds something is copied first, beside `file`. Throws AppError MIGRATION_EDITED,
 * MIGRATION_UNFINISHED, MIGRATION_UNKNOWN or MIGRATION_FAILED, and then has changed nothing.
 */
export function migrate(door: Door, file: string, folder: string, now: number): Promise<readonly string[]> {
  return door.run(async () => {
    const { connection } = door
    const before = await tables(connection)
    const applied = before.includes('_prisma_migrations') ? await history(connection) : []
    const waiting = pending(readMigrations(folder), applied, file)
    if (waiting.length === 0) return []
    if (before.length > 0) await backUp(connection, file, waiting[0].name)
    await connection.executeScript(TABLE)
    for (const migration of waiting) await apply(connection, file, migration, now)
    return waiting.map(({ name }) => name)
  })
}

function readMigrations(folder: string): readonly Migration[] {
  const names = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

type Applied = { readonly name: string; readonly checksum: string; readonly finished: boolean }

async function history(connection: SqlDriverAdapter): Promise<readonly Applied[]> {
  const sql = 'SELECT migration_name, checksum, finished_at IS NOT NULL FROM _prisma_migrations WHERE rolled_back_at IS NULL'
  const { rows } = await connection.queryRaw({ sql, args: [], argTypes: [] })
  return rows.map(([name, checksum, finished]) => ({ name: String(name), checksum: String(checksum), finished: Number(finished) === 1 }))
}

/** The migrations that are not yet applied, when what is applied fits them. */
function pending(migrations: readonly Migration[], applied: readonly Applied[], file: string): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum, finished } of applied) {
    const migration = known.get(name)
    if (migration === undefined)
      throw new AppError(
        'MIGRATION_UNKNOWN',
        `${file} was used by a newer Millrace: it has the migration ${name}, which is not known here`,
        {
          blame: 'user',
          hint: `start the newer Millrace, or put ${backupOf(file, name)} in its place`,
        },
      )
    if (!finished)
      throw new AppError('MIGRATION_UNFINISHED', `the migration ${name} of ${file} was begun by another program and never finished`, {
        blame: 'outside',
        hint: `put ${backupOf(file, name)} in its place, and start again`,
      })
    if (checksum !== migration.checksum)
      throw new AppError('MIGRATION_EDITED', `the migration ${name} was edited after it had been applied to ${file}`, {
        blame: 'user',
        hint: 'restore its migration.sql; a change of the model needs a migration of its own',
      })
  }
  const done = new Set(applied.map(({ name }) => name))
  return migrations.filter(({ name }) => !done.has(name))
}

async function apply(connection: SqlDriverAdapter, file: string, { name, sql, checksum }: Migration, now: number): Promise<void> {
  const run = (script: string) => connection.executeScript(script)
  try {
    // A table that is made anew is dropped on the way: with foreign keys on, what refers to it would be deleted along.
    await run('PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE')
    await run(sql)
    const broken = await connection.queryRaw({ sql: 'PRAGMA foreign_key_check', args: [], argTypes: [] })
    if (broken.rows.length > 0) throw new Error(`rows of ${String(broken.rows[0][0])} would refer to nothing`)
    const columns = 'id, checksum, migration_name, started_at, finished_at, applied_steps_count'
    await run(`INSERT INTO _prisma_migrations (${columns}) VALUES ('${randomUUID()}', '${checksum}', '${name}', ${now}, ${now}, 1); COMMIT`)
  } catch (error) {
    await rollBack(connection)
    const known = storeError(error, file)
    if (known.code !== 'STORE_FAILED') throw known
    throw new AppError('MIGRATION_FAILED', `the migration ${name} of ${file} failed and was rolled back: ${known.message}`, {
      blame: 'us',
      hint: 'the database is as it was: go back to the Millrace that was used before, and report this',
      cause: error,
    })
  } finally {
    await run('PRAGMA foreign_keys = ON')
  }
}

const copyOf = (file: string, migration: string): string => `${file}.before-${migration}`

const backupOf = (file: string, migration: string): string => {
  const copy = copyOf(file, migration)
  return fs.existsSync(copy) ? `the copy ${copy}` : 'a backup'
}

async function backUp(connection: SqlDriverAdapter, file: string, migration: string): Promise<void> {
  const copy = copyOf(file, migration)
  fs.rmSync(copy, { force: true })
  fs.closeSync(fs.openSync(copy, 'wx', 0o600))
  await connection.executeScript(`VACUUM INTO '${copy.replaceAll("'", "''")}'`)
}

async function tables(connection: SqlDriverAdapter): Promise<readonly string[]> {
  const { rows } = await connection.queryRaw({ sql: "SELECT name FROM sqlite_master WHERE type = 'table'", args: [], argTypes: [] })
  return rows.map(([name]) => String(name))
}
