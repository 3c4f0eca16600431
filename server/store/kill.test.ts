import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'
import { expect, test } from 'vitest'
import { HandClock } from '../testing/clock.ts'
import { openStore } from './prisma-store.ts'

/** Writes drafts, versions and alerts as fast as it can, and prints what was promised to be kept. */
const WRITER = `
import { openStore } from '${path.join(import.meta.dirname, 'prisma-store.ts')}'
const store = await openStore(process.argv[1], { now: () => 1, timer: () => () => {} })
await store.pipelines.create('a', 'A', '0')
const status = { pipeline: 'a', rule: 'r', on: 'n', severity: 'info', state: 'firing', since: 1, value: null, message: '', acknowledged: null, silencedUntil: null, event: null, brokenSince: null }
const event = { pipeline: 'a', rule: 'r', on: 'n', severity: 'info', from: 'normal', to: 'firing', at: 1, value: null, message: '', sample: null, acknowledged: null }
for (let n = 1; ; n++) {
  await store.pipelines.saveDraft('a', 'A', String(n), null)
  await store.pipelines.addVersion('a', String(n), null)
  await store.alerts.save({ ...status, value: n }, { ...event, value: n }, { begins: true })
  console.log(n)
}
`

test('killed in the middle of writing, the database has all that was acknowledged and opens as if nothing had been', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-kill-'))
  const file = path.join(folder, 'millrace.db')
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let acknowledged = 0
  for await (const line of readline.createInterface({ input: child.stdout })) {
    acknowledged = Number(line)
    if (acknowledged === 40) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')

  const store = await openStore(file, new HandClock())
  const numbers = (await store.pipelines.versions('a')).map(({ number }) => number)
  expect(numbers.length).toBeGreaterThanOrEqual(acknowledged)
  expect(numbers).toEqual(numbers.map((_, i) => numbers.length - i))
  expect(Number((await store.pipelines.get('a'))!.draft) - numbers.length).toBeOneOf([0, 1])
  const [newest] = await store.alerts.events({ limit: 1 })
  expect(await store.alerts.statuses()).toMatchObject([{ value: newest.value, event: newest.id }])
  expect(numbers.length - newest.id).toBeOneOf([0, 1])
  await store.close()
  fs.rmSync(folder, { recursive: true })
})
