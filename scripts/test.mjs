// `npm test`: the fast tests, then those of pages in a real browser; the last line counts both together.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ensureBrowser } from './browser.mjs'

const browser = ensureBrowser()
if (browser === null && process.env.CI === 'true') {
  console.error('tests of pages need Chromium, and there is none: install it, or set CHROMIUM to its path')
  process.exit(1)
}
const given = process.env.MILLRACE_TEST_COUNTS
const counts = given ?? path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-test-')), 'counts.json')
const run = (...args) =>
  spawnSync('vitest', ['run', ...args], { stdio: 'inherit', env: { ...process.env, MILLRACE_TEST_COUNTS: counts } }).status ?? 1

const extra = process.argv.slice(2)
let status = run(...extra)
if (extra.length === 0) {
  if (browser === null) console.error('tests of pages are left out: there is no Chromium; install it, or set CHROMIUM to its path')
  else status = run('--mode', 'e2e') || status
}
if (given === undefined) fs.rmSync(path.dirname(counts), { recursive: true, force: true })
process.exitCode = status
