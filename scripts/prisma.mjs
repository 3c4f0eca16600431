/** Writes prisma/generated from the model. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
// Prisma wants a migration engine before it does anything and does not use it here: any executable spares the download.
const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
const args = [path.join(root, 'node_modules/prisma/build/index.js'), 'generate', '--no-hints', '--schema', 'prisma/schema.prisma']
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env })
process.exitCode = status ?? 1
