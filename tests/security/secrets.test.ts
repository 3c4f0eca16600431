import fs from 'node:fs'
import path from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ServedFace, TOKEN } from '../../server/testing/served-face.ts'
import { freePort } from '../../server/testing/sockets.ts'

const CANARY = 'canary-7f3a"of"the/tests+'
const FORMS = [CANARY, JSON.stringify(CANARY).slice(1, -1), encodeURIComponent(CANARY), Buffer.from(CANARY).toString('base64')]
const hasCanary = (text: string): boolean => FORMS.some((form) => text.includes(form))

let served: ServedFace
let port: number
beforeAll(async () => {
  served = await ServedFace.open()
  port = await freePort()
})
afterAll(() => served.close())

const document = (name: string, kind: string, secret: string): string => `millrace: 1
name: ${name}
nodes:
  hook: { type: connect.http-webhook, config: { port: ${port}, signIn: { kind: ${kind}, value: '\${secret.${secret}}' } } }
  show: { type: consume.console, config: { rate: 0 } }
  table: { type: consume.live-table }
wires: [hook -> show, hook -> table]
alerts: [{ name: quiet, on: hook, silence: 1h }]
`

async function post(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: '{"n":1}' })).status
}
const ask = async (method: string, target: string, body?: unknown) => {
  const answer = await served.script(method, `/api/v1/${target}`, body)
  return { ...answer, json: answer.body === '' ? null : JSON.parse(answer.body) }
}

/** Every file below a folder, with what it holds byte for byte. */
const filesIn = (folder: string): [string, string][] =>
  (fs.readdirSync(folder, { recursive: true }) as string[])
    .map((name) => path.join(folder, name))
    .filter((file) => fs.statSync(file).isFile())
    .map((file) => [file, fs.readFileSync(file).toString('latin1')])

/** Processes that this one started, with their arguments and environment. */
const children = (): string[] =>
  fs
    .readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .flatMap((pid) => ['cmdline', 'environ'].map((what) => fs.readFileSync(`/proc/${pid}/${what}`, 'utf8')))

test('a value goes in and never comes out', async () => {
  const said: string[] = []
  const socket = io(served.origin, { transports: ['websocket'], extraHeaders: { authorization: `Bearer ${TOKEN}` }, forceNew: true })
  socket.onAny((...all) => void said.push(JSON.stringify(all)))
  const stood = async (name: string, state: string): Promise<void> => {
    for (;;) {
      const { status } = (await ask('GET', `pipelines/${name}`)).json
      if (status.state === state) return
      await new Promise((heard) => socket.once('run:state', heard))
    }
  }

  expect(await ask('PUT', 'secrets/CANARY', { value: CANARY })).toMatchObject({ status: 204, body: '' })
  for (const [name, kind] of [
    ['good', 'bearer'],
    ['bad', 'basic'],
  ]) {
    expect((await ask('POST', 'pipelines', { text: document(name, kind, 'CANARY') })).status).toBe(201)
    for (const event of ['pipeline:subscribe', 'logs:subscribe']) said.push(JSON.stringify(await socket.emitWithAck(event, { name })))
  }
  said.push(JSON.stringify(await socket.emitWithAck('pipelines:subscribe', {})))
  said.push(JSON.stringify(await socket.emitWithAck('view:subscribe', { name: 'good', node: 'table' })))
  said.push(JSON.stringify(await socket.emitWithAck('alerts:subscribe', { since: null })))

  expect((await ask('POST', 'pipelines/good/deploy', {})).status).toBe(201)
  await stood('good', 'running')
  expect([await post(CANARY), await post('wrong')]).toEqual([202, 401])
  if (process.platform === 'linux') {
    expect(children().some((text) => text.includes('child.ts'))).toBe(true)
    expect(children().filter(hasCanary)).toEqual([])
  }
  // fails at its start, after its process has the value
  expect((await ask('POST', 'pipelines/bad/deploy', {})).status).toBe(201)
  await stood('bad', 'failed')

  const { paths } = (await ask('GET', 'openapi.json')).json as { paths: Record<string, Record<string, object>> }
  const reads = Object.entries(paths).filter(([, operations]) => 'get' in operations)
  for (const [route] of reads) {
    const query = { logs: '?limit=1000', metrics: '?series=hook|recordsOut&from=0&to=1', 'dead-letters': '?node=hook' }[
      route.split('/').at(-1)!
    ]
    for (const name of ['good', 'bad']) {
      const target = route
        .replace('{name}', name)
        .replace('{version}', '1')
        .replace('{node}', 'table')
        .replace('{id}', 'connect.http-webhook')
      said.push((await served.script('GET', `${target}${query ?? ''}`)).body)
    }
  }
  said.push((await ask('POST', 'validate', { text: document('good', 'bearer', 'CANARY') })).body)
  for (const wrong of [{ value: CANARY, more: 1 }, { value: [CANARY] }, `${CANARY}`.repeat(5_000)])
    said.push((await ask('PUT', 'secrets/CANARY', wrong)).body)
  said.push((await ask('PUT', 'secrets/CANARY', { value: CANARY.repeat(5_000) })).body)
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  said.push((await served.send('/api/v1/secrets/CANARY', { method: 'PUT', headers, body: CANARY })).body) // no JSON, of which V8 quotes the first letters
  expect(said.at(-1)).toMatch(/is not JSON(?!.*canary)/)
  expect(said.filter((text) => text.includes('good')).length).toBeGreaterThan(10)
  expect(said.some((text) => text.includes('signIn.value'))).toBe(true) // the failure was told
  expect(said.filter(hasCanary)).toEqual([])

  await ask('POST', 'pipelines/good/stop')
  const files = filesIn(path.dirname(served.database))
  expect(files.map(([file]) => path.basename(file))).toEqual(
    expect.arrayContaining(['millrace.db', 'secrets.json', 'secrets.key', 'good.jsonl']),
  )
  expect(files.filter(([, text]) => hasCanary(text)).map(([file]) => file)).toEqual([])
  socket.disconnect()
}, 60_000)

test('who uses a secret is told, and what is deployed keeps it', async () => {
  await ask('PUT', 'secrets/SHARED', { value: 'x' })
  expect((await ask('POST', 'pipelines', { text: document('kept', 'bearer', 'SHARED') })).status).toBe(201)
  const uses = async () => (await ask('GET', 'secrets')).json.find(({ name }: { name: string }) => name === 'SHARED')
  expect(await uses()).toEqual({
    name: 'SHARED',
    setAt: expect.any(Number),
    readable: true,
    usedBy: [{ pipeline: 'kept', deployed: false }],
  })
  await ask('POST', 'pipelines/kept/deploy', { start: false })
  expect((await uses()).usedBy).toEqual([{ pipeline: 'kept', deployed: true }])
  expect(await ask('DELETE', 'secrets/SHARED')).toMatchObject({
    status: 409,
    json: { code: 'SECRET_IN_USE', detail: expect.stringContaining('kept') },
  })

  await ask('PUT', 'pipelines/kept/draft', {})
  await ask('DELETE', 'pipelines/kept')
  expect((await ask('DELETE', 'secrets/SHARED')).status).toBe(204)
  expect(await ask('DELETE', 'secrets/SHARED')).toMatchObject({ status: 422, json: { code: 'NO_SECRET' } })
})

test('names and values beyond the limits are refused', async () => {
  for (const name of ['1A', 'A.B', 'A%20B', 'x'.repeat(65), '%C3%A9'])
    expect([name, (await ask('PUT', `secrets/${name}`, { value: 'x' })).status]).toEqual([name, 400])
  expect(await ask('PUT', 'secrets/A', { value: '' })).toMatchObject({ status: 422, json: { code: 'SECRET_LIMIT' } })
  expect((await ask('GET', 'secrets')).json).toHaveLength(1)
})

test('secrets that are set at the same time are all kept', async () => {
  const names = Array.from({ length: 20 }, (_, i) => `AT_ONCE_${i}`)
  expect(await Promise.all(names.map(async (name) => (await ask('PUT', `secrets/${name}`, { value: name })).status))).toEqual(
    names.map(() => 204),
  )
  expect((await ask('GET', 'secrets')).json.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(names))
})
