import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownMachine } from '../connections/egress.ts'
import { SecretStore } from '../connections/secret-store.ts'
import { machineClock } from '../engines/machine-clock.ts'
import { Bus } from '../services.ts'
import { openStore } from '../store/prisma-store.ts'
import type { Store } from '../store/store.ts'
import { becomes } from '../testing/bus-events.ts'
import { freePort } from '../testing/sockets.ts'
import { openPipelines, type RunningPipelines } from './pipelines.ts'

let home: string
let store: Store
let bus: Bus
let secrets: SecretStore
let pipelines: RunningPipelines
let port: number

async function open(): Promise<void> {
  store = await openStore(path.join(home, 'millrace.db'), machineClock)
  bus = new Bus()
  secrets = new SecretStore({ home, key: null, clock: machineClock })
  const alerts = () => ({ statuses: () => [] })
  pipelines = openPipelines({ store, bus, clock: machineClock, home, roots: [], egress: ownMachine, secrets, alerts })
}
async function close(): Promise<void> {
  await pipelines.close()
  await store.close()
}
beforeEach(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-runs-'))
  port = await freePort()
  await open()
})
afterEach(async () => {
  await close()
  fs.rmSync(home, { recursive: true })
})

const document = (kind = 'bearer'): string => `millrace: 1
name: hooks
nodes:
  hook: { type: connect.http-webhook, config: { port: ${port}, signIn: { kind: ${kind}, value: '\${secret.TOKEN}' } } }
  show: { type: consume.console, config: { rate: 0 } }
wires: [hook -> show]
`
/** The status of the answer to a request with a token. */
async function post(token: string, body = '{"n":1}'): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })).status
}
async function started(act: () => Promise<unknown>): Promise<void> {
  const running = becomes(bus, 'running')
  await act()
  await running
}

test('a run has the value, a changed one from its next start on; what it prints is redacted', async () => {
  secrets.set('TOKEN', 'first-token')
  await pipelines.create(document())
  await started(() => pipelines.deploy('hooks', { start: true }))
  expect([await post('first-token'), await post(`\${secret.TOKEN}`), await post('second-token')]).toEqual([202, 401, 401])

  secrets.set('TOKEN', 'second-token')
  expect([await post('first-token', '{"said":"first-token"}'), await post('second-token')]).toEqual([202, 401])
  await pipelines.stop('hooks')
  await started(() => pipelines.start('hooks'))
  expect([await post('first-token'), await post('second-token')]).toEqual([401, 202])
  await pipelines.stop('hooks')

  const lines = pipelines.logs('hooks', null, 100).map(({ message }) => message)
  expect(lines.join()).toContain('said\\":\\"•••')
  expect(lines.join()).not.toContain('-token')
})

test('without its secret nothing is deployed or started, and nothing is tried again by itself', async () => {
  await pipelines.create(document())
  expect((await pipelines.detail('hooks')).issues).toMatchObject([{ code: 'UNKNOWN_SECRET', at: { node: 'hook', line: 4 } }])
  await expect(pipelines.deploy('hooks', { start: true })).rejects.toMatchObject({ code: 'PIPELINE_INVALID' })
  expect(await pipelines.versions('hooks')).toEqual([])

  secrets.set('TOKEN', 'the-token')
  await pipelines.deploy('hooks', { start: false })
  secrets.delete('TOKEN')
  const refused = {
    code: 'NO_SECRET',
    message: expect.stringMatching(/`TOKEN`.*`hook`/),
    hint: expect.stringContaining('secrets set TOKEN'),
  }
  await expect(pipelines.start('hooks')).rejects.toMatchObject(refused)
  expect(await store.pipelines.get('hooks')).toMatchObject({ wanted: false })
})

test('a server that starts without the secret says so, and the next one starts the pipeline after all', async () => {
  secrets.set('TOKEN', 'the-token')
  await pipelines.create(document())
  await started(() => pipelines.deploy('hooks', { start: true }))
  const key = fs.readFileSync(path.join(home, 'secrets.key'))
  await close()
  fs.rmSync(path.join(home, 'secrets.key'))

  await open()
  await pipelines.resume()
  const [{ status }] = await pipelines.list()
  expect(status).toMatchObject({
    state: 'failed',
    retryAt: null,
    restarts: 0,
    error: { code: 'SECRET_UNREADABLE', hint: expect.any(String) },
  })
  await close()
  fs.writeFileSync(path.join(home, 'secrets.key'), key)

  await open()
  await started(() => pipelines.resume())
  expect(await post('the-token')).toBe(202)
})

test('a process that dies after its secret is gone is not started again', async () => {
  secrets.set('TOKEN', 'the-token')
  await pipelines.create(document())
  await started(() => pipelines.deploy('hooks', { start: true }))
  secrets.delete('TOKEN')
  const failed = becomes(bus, 'failed')
  process.kill(pipelines.pid('hooks')!, 'SIGKILL')
  expect(await failed).toMatchObject({ error: { code: 'NO_SECRET' } })
  expect(pipelines.pid('hooks')).toBe(undefined)
})

test('what only the value shows to be wrong ends the run with what to do', async () => {
  secrets.set('TOKEN', 'no-name-and-password')
  await pipelines.create(document('basic'))
  const failed = becomes(bus, 'failed')
  await pipelines.deploy('hooks', { start: true })
  expect(await failed).toMatchObject({ error: { code: 'SETTING', message: expect.stringContaining('signIn.value') } })
})
