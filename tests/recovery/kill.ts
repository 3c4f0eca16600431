import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'

const cli = new URL('../../server/cli/millrace.mjs', import.meta.url).pathname
const PIPELINE = `
millrace: 1
name: killed
nodes:
  in:     { type: connect.file, config: { path: in.jsonl } }
  decode: { type: collect.decode, config: { codec: json, fields: { k: string, n: long, ts: timestamp } } }
  odd:    { type: compose.filter, config: { where: n % 2 = 1 } }
  rows:   { type: consign.file, config: { path: rows.jsonl } }
  time:   { type: collect.event-time, config: { field: ts, delay: 1s } }
  count:  { type: compose.aggregate, config: { keys: [k], window: { kind: tumbling, size: 1s }, aggs: [{ name: c, fn: count }, { name: s, fn: sum, field: n }] } }
  counts: { type: consign.file, config: { path: counts.jsonl } }
wires: [in -> decode -> odd -> rows, decode -> time -> count -> counts]
`

/** Kills `millrace run` so many times while it writes, starting it again on the same state, and compares both output files with those of an undisturbed run. */
export async function killed(rows: number, kills: number): Promise<void> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-kill-'))
  try {
    const lines = Array.from({ length: rows }, (_, i) => `{"k":"k${i % 50}","n":${i},"ts":${1_700_000_000_000 + i}}\n`)
    fs.writeFileSync(path.join(dir, 'in.jsonl'), lines.join(''))
    fs.writeFileSync(path.join(dir, 'pipeline.yaml'), PIPELINE)
    await finished(dir, 'calm')
    const want = output(dir)
    fs.rmSync(path.join(dir, 'rows.jsonl'))
    fs.rmSync(path.join(dir, 'counts.jsonl'))
    let died = 0
    for (let kill = 1; kill <= kills; kill++) {
      const child = start(dir, 'state')
      const ended = once(child, 'exit')
      const enough = (want.rows.length * kill) / (kills + 1)
      // looks at the file until the run has written so much of it; a run that is already through ends the wait
      while (child.exitCode === null && size(path.join(dir, 'rows.jsonl')) < enough) await new Promise((resolve) => setImmediate(resolve))
      child.kill('SIGKILL')
      const [, signal] = await ended
      if (signal === 'SIGKILL') died++
    }
    await finished(dir, 'state')
    const got = output(dir)
    expect(got.rows === want.rows).toBe(true)
    expect(got.counts.split('\n').sort()).toEqual(want.counts.split('\n').sort())
    expect(died).toBeGreaterThan(0)
  } finally {
    fs.rmSync(dir, { recursive: true })
  }
}

const start = (dir: string, state: string) =>
  spawn(process.execPath, [cli, 'run', 'pipeline.yaml', '--state', state, '-q'], { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] })

async function finished(dir: string, state: string): Promise<void> {
  const child = start(dir, state)
  let told = ''
  child.stderr.on('data', (text) => {
    told += text
  })
  const [code] = await once(child, 'exit')
  expect([code, told]).toEqual([0, ''])
}

const size = (file: string): number => (fs.existsSync(file) ? fs.statSync(file).size : 0)
const output = (dir: string): { rows: string; counts: string } => ({
  rows: fs.readFileSync(path.join(dir, 'rows.jsonl'), 'utf8'),
  counts: fs.readFileSync(path.join(dir, 'counts.jsonl'), 'utf8'),
})
