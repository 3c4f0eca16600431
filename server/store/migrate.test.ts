import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { migrationSql } from '../../scripts/migration-sql.mjs'
import { HandClock } from '../testing/clock.ts'
import { type Door, openDoor } from './door.ts'
import { migrate } from './migrate.ts'
import { openStore } from './prisma-store.ts'

const prisma = path.join(import.meta.dirname, '..', '..', 'prisma')
const migrations = path.join(prisma, 'migrations', 'sqlite')
const model = fs.readFileSync(path.join(prisma, 'schema.prisma'), 'utf8')

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-migrate-'))
afterAll(() => fs.rmSync(top, { recursive: true }))

let file: string
let folder: string
let door: Door
beforeEach(async () => {
  const place = fs.mkdtempSync(path.join(top, 'x-'))
  file = path.join(place, 'millrace.db')
  folder = path.join(place, 'migrations')
  migration(
    '0001_first',
    'CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE child (parent INTEGER REFERENCES parent (id) ON DELETE CASCADE);',
  )
  door = await openDoor(file, 0)
})
afterEach(() => door.close())

function migration(name: string, sql: string): void {
  fs.mkdirSync(path.join(folder, name), { recursive: true })
  fs.writeFileSync(path.join(folder, name, 'migration.sql'), sql)
}
const apply = () => migrate(door, file, folder, 1)
const refusal = () => apply().catch((error) => error)
const run = (sql: string) => door.connection.executeScript(sql)
const rows = async (sql: string, from = door) =>
  (await from.connection.queryRaw({ sql, args: [], argTypes: [] })).rows.map((row) => row.map(String))

/** Tables, columns, foreign keys and indexes of a database, whatever statements made them. */
async function structure(of: Door): Promise<unknown> {
  const tables = await rows(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '_prisma_migrations' ORDER BY name",
    of,
  )
  const parts = tables.map(async ([table]) => {
    const indexes = await rows(`SELECT name, "unique" FROM pragma_index_list('${table}') ORDER BY name`, of)
    return {
      table,
      columns: await rows(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info('${table}') ORDER BY name`, of),
      references: await rows(
        `SELECT "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list('${table}') ORDER BY 1, 2`,
        of,
      ),
      indexes: await Promise.all(
        indexes.map(async ([index, unique]) => ({ index, unique, of: await rows(`SELECT name FROM pragma_index_info('${index}')`, of) })),
      ),
    }
  })
  return Promise.all(parts)
}

test('all migrations together give the database of the model', async () => {
  const newest = fs.readdirSync(migrations).sort().at(-1)!
  const beside = fs.readFileSync(path.join(migrations, newest, 'schema.prisma'), 'utf8')
  expect(await migrationSql(model, beside), 'run `node scripts/migration-sql.mjs NAME` and commit what it writes').toBe(null)

  await migrate(door, file, migrations, 1)
  const direct = await openDoor(path.join(path.dirname(file), 'direct.db'), 0)
  await direct.connection.executeScript((await migrationSql(model, null))!)
  expect(await structure(door)).toEqual(await structure(direct))
  await direct.close()
})

test('a second start finds nothing to do and copies nothing', async () => {
  expect(await apply()).toEqual(['0001_first'])
  expect(await apply()).toEqual([])
  expect(fs.readdirSync(path.dirname(file)).filter((name) => name.includes('before'))).toEqual([])
  expect(await rows('SELECT migration_name, applied_steps_count FROM _prisma_migrations')).toEqual([['0001_first', '1']])
})

test('before an existing database is changed it is copied, for its owner alone', async () => {
  await apply()
  await run("INSERT INTO parent VALUES (1, 'a')")
  migration('0002_second', 'ALTER TABLE parent ADD COLUMN more TEXT;')
  expect(await apply()).toEqual(['0002_second'])
  const copy = await openDoor(`${file}.before-0002_second`, 0)
  expect(await rows('SELECT * FROM parent', copy)).toEqual([['1', 'a']])
  await copy.close()
  expect(fs.statSync(`${file}.before-0002_second`).mode & 0o777).toBe(0o600)
})

test('a migration that was edited after it had been applied is refused, with what to do', async () => {
  await apply()
  migration('0001_first', 'CREATE TABLE other (id INTEGER);')
  migration('0002_second', 'CREATE TABLE more (id INTEGER);')
  expect(await refusal()).toMatchObject({ name: 'AppError', code: 'MIGRATION_EDITED', hint: expect.stringContaining('restore') })
  expect(await rows("SELECT name FROM sqlite_master WHERE name = 'more'")).toEqual([])
})

test('a migration that another program left half applied is refused, with what to do', async () => {
  await apply()
  await run('UPDATE _prisma_migrations SET finished_at = NULL')
  expect(await refusal()).toMatchObject({ code: 'MIGRATION_UNFINISHED', hint: expect.stringContaining('put a backup in its place') })
})

test('a database of a newer Millrace is refused', async () => {
  await apply()
  migration('0002_second', 'CREATE TABLE more (id INTEGER);')
  await apply()
  fs.rmSync(path.join(folder, '0002_second'), { recursive: true })
  expect(await refusal()).toMatchObject({ code: 'MIGRATION_UNKNOWN', hint: expect.stringMatching(/newer.*millrace.db.before-0002_second/) })
})

test('a migration that fails in the middle leaves the database as it was; mended, it is applied', async () => {
  await apply()
  migration('0002_second', 'CREATE TABLE more (id INTEGER); INSERT INTO nowhere VALUES (1);')
  expect(await refusal()).toMatchObject({ code: 'MIGRATION_FAILED', message: expect.stringMatching(/0002_second.*rolled back.*nowhere/) })
  expect(await rows("SELECT name FROM sqlite_master WHERE name = 'more'")).toEqual([])
  migration('0002_second', 'CREATE TABLE more (id INTEGER);')
  expect(await apply()).toEqual(['0002_second'])
})

test('a table that is made anew keeps what refers to it; a migration that would leave references to nothing is undone', async () => {
  await apply()
  await run("INSERT INTO parent VALUES (1, 'a'); INSERT INTO child VALUES (1)")
  const anew =
    'CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO n SELECT * FROM parent; DROP TABLE parent; ALTER TABLE n RENAME TO parent;'
  migration('0002_second', anew)
  await apply()
  expect(await rows('SELECT * FROM child')).toEqual([['1']])
  migration('0003_third', 'DELETE FROM parent;')
  expect(await refusal()).toMatchObject({ code: 'MIGRATION_FAILED', message: expect.stringContaining('child') })
  expect(await rows('SELECT name FROM parent')).toEqual([['a']])
  expect(await rows('PRAGMA foreign_keys')).toEqual([['1']])
})

test('a lock of another program is no failed migration', async () => {
  const other = await openDoor(file, 0)
  await other.connection.executeScript('BEGIN IMMEDIATE')
  expect(await refusal()).toMatchObject({ code: 'STORE_BUSY' })
  await other.connection.executeScript('ROLLBACK')
  await other.close()
  expect(await apply()).toEqual(['0001_first'])
})

test('openStore applies the migrations of the product, and closes the database that it refuses', async () => {
  const clock = new HandClock()
  await (await openStore(file, clock)).close()
  expect((await rows('SELECT migration_name FROM _prisma_migrations')).flat()).toEqual(fs.readdirSync(migrations).sort())
  await run("UPDATE _prisma_migrations SET checksum = 'x'")
  expect(await openStore(file, clock).catch((error) => error.code)).toBe('MIGRATION_EDITED')
})
