/** `node scripts/migration-sql.mjs NAME` writes the migration that leads from the model beside the newest one to prisma/schema.prisma. Needs no database. */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg'

const root = path.join(import.meta.dirname, '..')
const folder = path.join(root, 'prisma', 'migrations', 'sqlite')
const modelFile = path.join(root, 'prisma', 'schema.prisma')

/** The SQL that leads from one model to another (null = an empty database); null when they are alike. */
export async function migrationSql(model, before) {
  await loadEngine()
  const engine = await engineModule.SchemaEngine.new(
    { datamodels: [['schema.prisma', model]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(offline),
  )
  const as = (content) => ({ tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] })
  const { exitCode, stdout } = await engine.diff({
    from: before === null ? { tag: 'empty' } : as(before),
    to: as(model),
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  })
  return exitCode === 0 ? null : stdout
}

/** What the engine asks of a database before it compares two models. */
const connection = {
  provider: 'sqlite',
  adapterName: 'offline',
  queryRaw: async () => ({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: async () => 0,
  executeScript: async () => {},
  startTransaction: () => Promise.reject(new Error('there is no database')),
  getConnectionInfo: () => ({ supportsRelationJoins: false }),
  dispose: async () => {},
}
const offline = {
  provider: 'sqlite',
  adapterName: 'offline',
  connect: async () => connection,
  connectToShadowDb: async () => connection,
}

let loaded
async function loadEngine() {
  loaded ??= (async () => {
    globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error('schema engine:', message) }
    const place = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
    const code = fs.readFileSync(path.join(path.dirname(place), 'schema_engine_bg.wasm'))
    const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': engineModule })
    engineModule.__wbg_set_wasm(instance.exports)
    instance.exports.__wbindgen_start()
  })()
  await loaded
}

async function writeMigration(name) {
  if (!/^[a-z0-9_]+$/.test(name ?? '')) throw new Error('usage: node scripts/migration-sql.mjs NAME, of lower-case letters, digits and _')
  const model = fs.readFileSync(modelFile, 'utf8')
  const last = fs.existsSync(folder) ? fs.readdirSync(folder).sort().at(-1) : undefined
  const before = last === undefined ? null : fs.readFileSync(path.join(folder, last, 'schema.prisma'), 'utf8')
  const sql = await migrationSql(model, before)
  if (sql === null) return console.log('the model is that of the newest migration')
  const number = last === undefined ? 1 : Number(last.slice(0, 4)) + 1
  const target = path.join(folder, `${String(number).padStart(4, '0')}_${name}`)
  fs.mkdirSync(target, { recursive: true })
  fs.writeFileSync(path.join(target, 'migration.sql'), sql)
  fs.writeFileSync(path.join(target, 'schema.prisma'), model)
  console.log(`wrote ${path.relative(root, target)}/migration.sql`)
}

if (import.meta.main) await writeMigration(process.argv[2])
