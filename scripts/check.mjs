// Everything a change must pass: types, lint and import rules, unused code, generated files, fast tests. `--no-tests` leaves the tests out.
// With MILLRACE_TEST_COUNTS=FILE each step counts there as one test, as scripts/reporter.ts does it.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'

const steps = [
  ['types', 'tsc -p .'],
  ['lint and import rules', 'biome ci --colors=off .'],
  ['unused files, exports and packages', 'knip'],
  ['generated files', 'node scripts/gen.mjs --check'],
  ['decoder built from its source', 'node scripts/wasm.mjs --check'],
]
if (!process.argv.includes('--no-tests')) steps.push(['fast tests', 'vitest run'])

const file = process.env.MILLRACE_TEST_COUNTS
let failed = 0
for (const [what, command] of steps) {
  const begin = Date.now()
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' })
  if (status !== 0) failed++
  console.log(`check: ${what}: ${status === 0 ? 'ok' : `FAILED (${command})`}, ${((Date.now() - begin) / 1000).toFixed(1)} s`)
}
if (file !== undefined) {
  const counts = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 }
  fs.writeFileSync(file, JSON.stringify({ ...counts, passed: counts.passed + steps.length - failed, failed: counts.failed + failed }))
}
process.exitCode = failed > 0 ? 1 : 0
