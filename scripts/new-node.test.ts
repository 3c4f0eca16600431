import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-new-node-'))
afterAll(() => fs.rmSync(copy, { recursive: true }))

// its tests are not tests of this run
const { MILLRACE_TEST_COUNTS: _, ...env } = process.env
const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: copy, env, encoding: 'utf8' })

test('a new node type of each stage is listed, documented, and passes the tests of the catalogue', () => {
  for (const name of [
    'core',
    'nodes',
    'server',
    'scripts',
    'docs',
    'tests/catalogue',
    'package.json',
    'tsconfig.json',
    'biome.json',
    'vitest.config.ts',
  ])
    fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
  for (const stage of ['connect', 'collect', 'compose', 'consume', 'consign', 'control']) {
    expect(run('scripts/new-node.mjs', `${stage}/brand-new`)).toMatchObject({ status: 0, stderr: '' })
    expect(fs.readFileSync(path.join(copy, `docs/nodes/${stage}-brand-new.md`), 'utf8')).toContain('# Brand new')
  }
  expect(run('scripts/gen.mjs', '--check').status).toBe(0)
  const { status, stdout } = run('node_modules/vitest/vitest.mjs', 'run', '--root', '.', 'tests/catalogue')
  expect(status).toBe(0)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, 0 failed, 0 skipped$/)
})

test('a name that cannot be, or is there already, is refused', () => {
  for (const name of ['compose/Upper', 'nowhere/x', 'compose/../x', '', 'control/'])
    expect(run('scripts/new-node.mjs', name)).toMatchObject({ status: 2, stdout: '' })
  expect(run('scripts/new-node.mjs', 'compose/filter').stderr).toBe('nodes/compose/filter is already there\n')
})
