import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-setup-'))
afterAll(() => fs.rmSync(top, { recursive: true }))
let root = top

const packages = {
  '': { name: 'millrace' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/other-system': { version: '2.0.0', optional: true },
}
const write = (name: string, content: string | object, mode = 0o644) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  fs.writeFileSync(path.join(root, name), typeof content === 'string' ? content : JSON.stringify(content), { mode })
}
const installed = (entries: object) => write('node_modules/.package-lock.json', { packages: entries })

/** A checkout with an npm that writes down how it was called, and a generator that counts its runs. */
beforeEach(() => {
  root = fs.mkdtempSync(path.join(top, 'x-'))
  fs.mkdirSync(path.join(root, 'scripts'))
  fs.copyFileSync(path.join(import.meta.dirname, 'setup.mjs'), path.join(root, 'scripts/setup.mjs'))
  write('package-lock.json', { packages })
  write('scripts/gen.mjs', "import fs from 'node:fs'\nfs.appendFileSync(new URL('../generated', import.meta.url), 'x')\n")
  write('core/shape.ts', 'export {}')
  write(
    'bin/npm',
    `#!/bin/sh\necho "npm $*" >> ${root}/called\nmkdir -p ${root}/node_modules\ncp ${root}/after.json ${root}/node_modules/.package-lock.json\n`,
    0o755,
  )
  write('after.json', { packages: { 'node_modules/a': { version: '1.0.0' } } })
})

function setup(...args: string[]) {
  const PATH = `${path.join(root, 'bin')}:${process.env.PATH}`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs', ...args], {
    cwd: root,
    env: { PATH, NODE_ENV: 'test' },
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}
const read = (name: string) => (fs.existsSync(path.join(root, name)) ? fs.readFileSync(path.join(root, name), 'utf8') : null)

test('the first call installs and generates, and says so on standard error; the second is silent', () => {
  const first = setup()
  expect(first).toMatchObject({
    status: 0,
    stdout: '',
    stderr: expect.stringMatching(/^set-up: installing packages.*\nset-up: generating/),
  })
  expect([read('called'), read('generated')]).toEqual(['npm ci --include=dev --no-audit --no-fund --loglevel=error\n', 'x'])
  expect(setup()).toEqual({ status: 0, stdout: '', stderr: '' })
  expect([read('called'), read('generated')]).toEqual(['npm ci --include=dev --no-audit --no-fund --loglevel=error\n', 'x'])
})

test('nothing is installed where the packages are those of the lock file, however they came there', () => {
  installed({ 'node_modules/a': { version: '1.0.0' } })
  expect(setup().status).toBe(0)
  expect(read('called')).toBe(null)
})

test.each([
  ['another version', { 'node_modules/a': { version: '1.0.1' } }],
  ['a missing package', {}],
  ['a package too many', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } }],
])('%s is a reason to install', (_, entries) => {
  installed(entries)
  expect(setup().status).toBe(0)
  expect(read('called')).toContain('npm ci')
})

test('a changed source is generated from again; a changed test is not', () => {
  setup()
  write('core/shape.test.ts', 'changed')
  setup()
  expect(read('generated')).toBe('x')
  write('core/shape.ts', 'export const changed = 1')
  setup()
  expect(read('generated')).toBe('xx')
})

test('--build builds the pages again when what they are made of changed, and only then', () => {
  installed({ 'node_modules/a': { version: '1.0.0' } })
  write(
    'node_modules/next/dist/bin/next',
    "const fs = require('node:fs')\nfs.mkdirSync('.next', { recursive: true })\nfs.appendFileSync('built', process.env.NODE_ENV + ' ')\n",
  )
  setup()
  expect(read('built')).toBe(null)
  setup('--build')
  expect(setup('--build')).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(read('built')).toBe('production ')
  write('components/new.tsx', 'export {}')
  setup('--build')
  expect(read('built')).toBe('production production ')
})

test('the client of the database is generated when its model changed, and when it is gone', () => {
  write('prisma/schema.prisma', 'model A {}')
  write(
    'scripts/prisma.mjs',
    "import fs from 'node:fs'\nfs.appendFileSync('client', 'x')\nfs.mkdirSync('prisma/generated')\nfs.writeFileSync('prisma/generated/client.ts', '')\n",
  )
  setup()
  setup()
  expect(read('client')).toBe('x')
  write('prisma/schema.prisma', 'model B {}')
  expect(setup().stderr).toBe('set-up: generating the client of the database\n')
  expect(read('client')).toBe('xx')
  fs.rmSync(path.join(root, 'prisma/generated'), { recursive: true })
  setup()
  expect(read('client')).toBe('xxx')
})

test('a failed installation ends set-up with what to do; the next call tries again', () => {
  write('bin/npm', '#!/bin/sh\necho broken >&2\nexit 7\n', 0o755)
  expect(setup()).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/broken\nset-up: `npm ci.*` ended with code 7: check the network/),
  })
  expect(setup().status).toBe(1)
})

test('a failed generation is not taken for done', () => {
  installed({ 'node_modules/a': { version: '1.0.0' } })
  write('scripts/gen.mjs', 'process.exit(3)')
  expect(setup()).toMatchObject({ status: 1, stderr: expect.stringContaining('code 3') })
  expect(setup().status).toBe(1)
})
