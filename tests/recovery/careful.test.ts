import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunResult } from '../../core/metrics.ts'

const program = new URL('./deadly-run.ts', import.meta.url).pathname

let dir = ''
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-careful-'))
})
afterEach(() => fs.rmSync(dir, { recursive: true }))

/** One life of the run: null = it died. */
function live(source: string, careful = false): RunResult | null {
  const { stdout, stderr, signal } = spawnSync(process.execPath, [program, dir, source, ...(careful ? ['careful'] : [])], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  return signal === 'SIGKILL' ? null : (JSON.parse(stdout) as RunResult)
}

const written = (): string[] => fs.readFileSync(path.join(dir, 'out.jsonl'), 'utf8').split('\n').slice(0, -1)

test.each(['file', 'pushed'])('the record of which the process dies becomes a dead letter; all others pass once: %s', (source) => {
  const lines = Array.from({ length: 300 }, (_, i) => (i === 170 || i === 230 ? `poison ${i}` : `line ${i}`))
  lines[20] = lines[19] // the same text twice is two records
  fs.writeFileSync(path.join(dir, 'in.txt'), `${lines.join('\n')}\n`)
  expect(live(source)).toBe(null)
  expect(live(source)).toBe(null)
  expect(written()).toEqual([])
  expect(live(source, true)).toBe(null)
  // of what is committed two epochs may not be out yet: they go out in the next life
  expect(written().length).toBeGreaterThanOrEqual(168)
  expect(written().length).toBeLessThanOrEqual(170)
  expect(live(source)).toBe(null) // of the second one: the first one is known now
  expect(live(source, true)).toBe(null)
  expect(live(source)).toMatchObject({ state: 'ended', balanced: true })
  expect(written()).toEqual(lines.filter((line) => !line.startsWith('poison')).map((text) => JSON.stringify({ text })))
  const dead = fs
    .readFileSync(path.join(dir, 'state', 'dead-letters.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
  expect(dead.map((line) => JSON.parse(line))).toMatchObject([
    { code: 'CRASH', raw: 'poison 170' },
    { code: 'CRASH', raw: 'poison 230' },
  ])
  expect(fs.existsSync(path.join(dir, 'state', 'suspect.json'))).toBe(false)
})

test('being careful for nothing changes nothing', () => {
  fs.writeFileSync(path.join(dir, 'in.txt'), 'a\nb\n')
  expect(live('file', true)).toMatchObject({ state: 'ended', balanced: true })
  expect(written()).toEqual(['{"text":"a"}', '{"text":"b"}'])
})
