import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

// beside the installed packages, so that its tests find vitest
const root = path.resolve(import.meta.dirname, '..')
const folder = fs.mkdtempSync(path.join(root, 'node_modules/.reporter-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

const head = "import { beforeAll, describe, expect, test } from 'vitest'\n"
const files = {
  'mixed.test.ts': `${head}test('a', () => {})\ntest('b', () => expect(1).toBe(2))\ntest.skip('c', () => {})\ntest.todo('d')\ntest('e', () => {})\n`,
  'broken.test.ts': "import './none.ts'\n",
  'hook.test.ts': `${head}describe('x', () => { beforeAll(() => { throw new Error('no') })\ntest('a', () => {}) })\n`,
}

function run(counts?: string): { status: number | null; last: string | undefined } {
  const config = path.join(folder, 'vitest.config.ts')
  const env = { ...process.env, ...(counts === undefined ? {} : { MILLRACE_TEST_COUNTS: counts }) }
  if (counts === undefined) delete env.MILLRACE_TEST_COUNTS
  const args = [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, '--config', config]
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  return { status, last: stdout.trimEnd().split('\n').at(-1) }
}

test('the last line counts tests, files that cannot be loaded and hooks that throw, and adds up runs', () => {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text)
  const reporter = JSON.stringify(path.join(root, 'scripts/reporter.ts'))
  fs.writeFileSync(
    path.join(folder, 'vitest.config.ts'),
    `export default { test: { include: ['*.test.ts'], reporters: ['default', ${reporter}] } }`,
  )
  const counts = path.join(folder, 'counts.json')
  expect(run()).toEqual({ status: 1, last: '2 passed, 3 failed, 3 skipped' })
  fs.writeFileSync(counts, '{"passed":10,"failed":0,"skipped":1}')
  expect(run(counts)).toEqual({ status: 1, last: '12 passed, 3 failed, 4 skipped' })
  expect(JSON.parse(fs.readFileSync(counts, 'utf8'))).toEqual({ passed: 12, failed: 3, skipped: 4 })
})
