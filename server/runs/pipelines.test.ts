import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readAllowed } from '../connections/allowed.ts'
import { type EgressPolicy, ownMachine } from '../connections/egress.ts'
import { SecretStore } from '../connections/secret-store.ts'
import { machineClock } from '../engines/machine-clock.ts'
import type { Clock } from '../engines/runtime-type.ts'
import { Bus } from '../services.ts'
import { openDoor } from '../store/door.ts'
import { openStore } from '../store/prisma-store.ts'
import type { Store } from '../store/store.ts'
import { becomes, next } from '../testing/bus-events.ts'
import { HandClock } from '../testing/clock.ts'
import { openPipelines, type RunningPipelines } from './pipelines.ts'

let home: string
let store: Store
let bus: Bus
let pipelines: RunningPipelines
let secrets: SecretStore

async function open(egress: EgressPolicy = ownMachine, clock: Clock = machineClock, busyMs?: number): Promise<void> {
  store = await openStore(path.join(home, 'millrace.db'), clock, { busyMs })
  bus = new Bus()
  secrets = new SecretStore({ home, key: null, clock })
  pipelines = openPipelines({ store, bus, clock, home, roots: [], egress, secrets, alerts: () => ({ statuses: () => [] }) })
}
beforeEach(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-runs-'))
  await open()
})
afterEach(async () => {
  await pipelines.close()
  await store.close()
  fs.rmSync(home, { recursive: true })
})

const document = (more = '', rate = 50): string => `millrace: 1
name: ticks
title: Ticks
nodes:
  ticks: { type: connect.generator, config: { record: { n: '{{seq}}' }, rate: ${rate} } }
  file:  { type: consign.file, config: { path: out.jsonl } }${more}
wires:
  - ticks -> file
`
const output = (): number[] =>
  fs
    .readFileSync(path.join(home, 'files/out.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).n as number)

test('a pipeline is deployed, runs in a process of its own, and ends in order with nothing lost', async () => {
  await pipelines.create(document())
  expect((await pipelines.list())[0]).toMatchObject({ name: 'ticks', title: 'Ticks', live: null, changed: true, status: { state: 'idle' } })
  const running = becomes(bus, 'running')
  expect(await pipelines.deploy('ticks', { start: true })).toMatchObject({ number: 1 })
  await running
  await next(bus, 'frame', ({ frame }) => frame.nodes.recordsOut[frame.index.nodes.indexOf('file')] > 0)
  await pipelines.stop('ticks')
  expect((await pipelines.list())[0]).toMatchObject({ live: 1, changed: false, status: { state: 'stopped', error: null } })
  const numbers = output()
  expect(numbers).toEqual(numbers.map((_, i) => i))
  expect(await pipelines.runs('ticks')).toMatchObject([{ version: 1, state: 'stopped', restarts: 0 }])
})

test('a killed process is started again and goes on where it was; so is the whole server', async () => {
  await pipelines.create(document())
  const running = becomes(bus, 'running')
  await pipelines.deploy('ticks', { start: true })
  await running
  await next(bus, 'frame', ({ frame }) => frame.run.epochs > 0)
  const back = becomes(bus, 'running')
  process.kill(pipelines.pid('ticks')!, 'SIGKILL')
  expect(await becomes(bus, 'backoff')).toMatchObject({ error: { code: 'RUN_DIED' }, restarts: 1 })
  await back
  await next(bus, 'frame', ({ frame }) => frame.run.epochs > 0)
  await pipelines.close()
  await store.close()
  await open()
  const again = becomes(bus, 'running')
  await pipelines.resume()
  await again
  await next(bus, 'frame', ({ frame }) => frame.run.epochs > 0)
  await pipelines.stop('ticks')
  const numbers = output()
  expect(numbers).toEqual(numbers.map((_, i) => i))
})

test('a run is stopped also while the store takes nothing; that it was is kept once it does', async () => {
  await pipelines.close()
  await store.close()
  const clock = new HandClock()
  await open(ownMachine, clock, 0)
  await pipelines.create(document())
  const running = becomes(bus, 'running')
  await pipelines.deploy('ticks', { start: true })
  await running
  const wanted = async () => (await store.pipelines.get('ticks'))?.wanted
  const other = await openDoor(path.join(home, 'millrace.db'), 0)
  await other.connection.executeScript('BEGIN IMMEDIATE')
  await pipelines.stop('ticks')
  expect(pipelines.pid('ticks')).toBe(undefined)
  expect((await pipelines.list())[0].status.state).toBe('stopped')
  expect(await wanted()).toBe(true)
  clock.advance(10_000)
  expect((await pipelines.logs('ticks', null, 1)).at(-1)?.message).toContain('another program holds a lock')
  await other.connection.executeScript('ROLLBACK')
  const later = () => {
    clock.advance(10_000)
    return wanted()
  }
  await expect.poll(later).toBe(false)
  await other.close()
})

test('what waits to be started again is started at once by whoever asks', async () => {
  await pipelines.create(document())
  await Promise.all([becomes(bus, 'running'), pipelines.deploy('ticks', { start: true })])
  const waits = becomes(bus, 'backoff')
  process.kill(pipelines.pid('ticks')!, 'SIGKILL')
  await waits
  const states: string[] = []
  bus.on('state', ({ status }) => states.push(status.state))
  const back = becomes(bus, 'running')
  await pipelines.start('ticks')
  expect(states[0]).toBe('starting')
  await back
  await pipelines.stop('ticks')
})

test('a deploy of rules alone goes on with the process that runs, which looks at their fields from then on', async () => {
  const { name } = await pipelines.create(document())
  await Promise.all([becomes(bus, 'running'), pipelines.deploy(name, { start: true })])
  const rules = 'alerts: [{ name: many, on: ticks, field: n, above: 5 }]\n'
  await pipelines.saveDraft(name, document() + rules, null)
  const states: string[] = []
  bus.on('state', ({ status }) => states.push(status.state))
  const looked = next(bus, 'frame', ({ frame }) => frame.taps.many?.count > 0)
  const { number } = await pipelines.deploy(name, { start: false })
  await looked
  await pipelines.saveDraft(name, document(), null)
  await pipelines.deploy(name, { start: false })
  await next(bus, 'frame', ({ frame }) => frame.taps.many === undefined)
  expect(number).toBe(2)
  expect(new Set(states)).toEqual(new Set(['running']))
})

test('a draft is told as a graph of its own only where it is not what is live', async () => {
  const { name } = await pipelines.create(document())
  expect((await pipelines.detail(name)).draftGraph).toBeNull()
  await pipelines.deploy(name, { start: false })
  expect((await pipelines.detail(name)).draftGraph).toBeNull()
  await pipelines.saveDraft(name, document('\n  all: { type: consign.discard }'), null)
  const { graph, draftGraph } = await pipelines.detail(name)
  expect(graph!.nodes.map((n) => n.id)).not.toContain('all')
  expect(draftGraph!.nodes.map((n) => n.id)).toContain('all')
  await pipelines.saveDraft(name, 'nodes: [', null)
  expect((await pipelines.detail(name)).draftGraph).toBeNull()
})

test('a deploy replaces what runs, from the state it left', async () => {
  await pipelines.create(document())
  const running = becomes(bus, 'running')
  await pipelines.deploy('ticks', { start: true })
  await running
  await next(bus, 'frame', ({ frame }) => frame.run.epochs > 0)
  const { draft } = await pipelines.detail('ticks')
  await pipelines.saveDraft(
    'ticks',
    document('\n  all: { type: consign.discard }').replace('- ticks -> file', '- ticks -> file\n  - ticks -> all'),
    draft.etag,
  )
  const second = next(bus, 'frame', ({ version, frame }) => version === 2 && frame.run.epochs > 0)
  await pipelines.deploy('ticks', { start: false })
  await second
  await pipelines.stop('ticks')
  const numbers = output()
  expect(numbers).toEqual(numbers.map((_, i) => i))
  expect((await pipelines.versions('ticks')).map(({ number }) => number).sort()).toEqual([1, 2])
})

test('a deploy that changes nothing of what runs disturbs nothing', async () => {
  await pipelines.create(document())
  const running = becomes(bus, 'running')
  await pipelines.deploy('ticks', { start: true })
  await running
  const pid = pipelines.pid('ticks')
  await pipelines.saveDraft('ticks', document().replace('title: Ticks', 'title: Tocks # retitled'), null)
  const second = next(bus, 'frame', ({ version }) => version === 2)
  await pipelines.deploy('ticks', { start: false })
  await second
  expect(pipelines.pid('ticks')).toBe(pid)
  expect((await pipelines.list())[0]).toMatchObject({ title: 'Tocks', status: { state: 'running', version: 2 } })
})

test('what cannot run is told with code and hint, and is not tried again', async () => {
  fs.writeFileSync(path.join(home, 'files/out.jsonl'), 'something\n')
  await pipelines.create(document())
  const failed = becomes(bus, 'failed')
  await pipelines.deploy('ticks', { start: true })
  expect(await failed).toMatchObject({ error: { code: 'FILE_EXISTS', hint: expect.any(String) } })
  expect(pipelines.logs('ticks', null, 10).some(({ level }) => level === 'error')).toBe(true)
})

test('the process of a run calls whom the server says, and nobody else', async () => {
  const messages = net.createServer((socket) => void socket.end('{"n":1}\n'))
  await new Promise<void>((resolve) => messages.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = messages.address() as net.AddressInfo
    const text = document().replace(/ticks: \{.*\}/, `ticks: { type: connect.tcp-client, config: { port: ${port} } }`)
    const reopen = async (egress: EgressPolicy): Promise<void> => {
      await pipelines.close()
      await store.close()
      await open(egress)
    }
    await reopen({ ...ownMachine, loopback: false })
    await pipelines.create(
      text
        .replace('- ticks -> file', '- ticks -> decode -> file')
        .replace('file:  {', 'decode: { type: collect.decode, config: { codec: json, fields: { n: long } } }\n  file:  {'),
    )
    const failed = becomes(bus, 'failed')
    await pipelines.deploy('ticks', { start: true })
    expect(await failed).toMatchObject({ error: { code: 'ADDRESS_NOT_ALLOWED', hint: expect.stringContaining(`:${port}`) } })
    await reopen({ ...ownMachine, loopback: false, allowed: readAllowed(`127.0.0.1:${port}`) })
    await pipelines.start('ticks')
    await next(bus, 'frame', ({ frame }) => frame.nodes.recordsOut[frame.index.nodes.indexOf('file')] > 0)
    await pipelines.stop('ticks')
    expect(output()[0]).toBe(1)
  } finally {
    messages.close()
  }
})

test('mistakes of authors have codes', async () => {
  await expect(pipelines.create('millrace: 2')).rejects.toMatchObject({ code: 'PIPELINE_INVALID' })
  await pipelines.create(document().replace('consign.file', 'consign.flie'))
  await expect(pipelines.deploy('ticks', { start: true })).rejects.toMatchObject({
    code: 'PIPELINE_INVALID',
    issues: expect.arrayContaining([expect.objectContaining({ code: 'UNKNOWN_NODE_TYPE' })]),
  })
  await expect(pipelines.start('ticks')).rejects.toMatchObject({ code: 'NOT_DEPLOYED' })
  await expect(pipelines.create(document())).rejects.toMatchObject({ code: 'NAME_TAKEN' })
  await expect(pipelines.saveDraft('ticks', document().replace('name: ticks', 'name: tocks'), null)).rejects.toMatchObject({
    code: 'NAME_CHANGED',
  })
  await expect(pipelines.detail('tocks')).rejects.toMatchObject({ code: 'NO_PIPELINE' })
  await expect(pipelines.version('ticks', 3)).rejects.toMatchObject({ code: 'NO_VERSION' })
})

test('a deleted pipeline can be brought back; a new one of its name begins anew', async () => {
  await pipelines.create(document())
  await pipelines.remove('ticks')
  expect(await pipelines.list()).toEqual([])
  expect(await pipelines.restore('ticks')).toMatchObject({ name: 'ticks' })
  await pipelines.remove('ticks')
  await pipelines.create(document())
  expect(await pipelines.list()).toHaveLength(1)
})
