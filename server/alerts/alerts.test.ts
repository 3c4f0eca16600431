import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type AlertEvent, type NotifyTarget, type Rule, ruleSchema } from '../../core/alert.ts'
import type { FrameIndex, Tap } from '../../core/metrics.ts'
import type { PipelineState } from '../../core/protocol.ts'
import { UNTIL_RESOLVED } from '../../core/silence.ts'
import { ownMachine } from '../connections/egress.ts'
import { type Alerts, Bus, type BusEvents } from '../services.ts'
import { openDoor } from '../store/door.ts'
import { openStore } from '../store/prisma-store.ts'
import type { Store } from '../store/store.ts'
import { HandClock } from '../testing/clock.ts'
import { type FrameParts, frameWith } from '../testing/frames.ts'
import { openAlerts } from './alerts.ts'

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-alerts-'))
afterAll(() => fs.rmSync(top, { recursive: true }))
const START = 1_700_000_000_000
const S = 1000

let clock: HandClock
let home: string
let store: Store
let bus: Bus
let alerts: Alerts
let problems: string[]
/** What the bus said of alerts, oldest first. */
let told: BusEvents['alert'][0][]
beforeEach(async () => {
  clock = new HandClock(START)
  home = fs.mkdtempSync(path.join(top, 'x-'))
  store = await openStore(path.join(home, 'millrace.db'), clock, { busyMs: 20 })
  await store.pipelines.create('host', 'Host', '')
  problems = []
  await open()
})
afterEach(async () => {
  await alerts.close()
  await store.close()
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

async function open(): Promise<void> {
  bus = new Bus()
  told = []
  bus.on('alert', (change) => told.push(change))
  alerts = await openAlerts({
    bus,
    store: store.alerts,
    clock,
    home,
    egress: ownMachine,
    problem: (message) => problems.push(message),
    random: () => 0.5,
  })
}
/** The server ends, and another one begins on the same store. */
async function restart(): Promise<void> {
  await alerts.close()
  await open()
}

const index: FrameIndex = { nodes: ['cpu', 'out'], roles: ['source', 'sink'], wires: ['cpu.out>out.in'] }
const frame = (parts: Omit<FrameParts, 'index'> = {}): void => {
  clock.advance(S)
  bus.emit('frame', { pipeline: 'host', version: 1, frame: frameWith({ index, seq: Math.floor(clock.now() / S), ...parts }) })
}
const load = (value: number): void => frame({ taps: { busy: tap(value) } })
const tap = (value: number, sample: string | null = null): Tap => ({ count: 2, last: 1, min: 1, max: value, sum: value + 1, sample })
const state = (name: PipelineState): void => {
  const status = { state: name, since: clock.now(), run: 'r', version: 1, restarts: 0, error: null, retryAt: null }
  bus.emit('state', { pipeline: 'host', status })
}
const rule = (settings: object): Rule => ruleSchema.parse({ name: 'busy', on: 'cpu', ...settings })
const busy = (more: object = {}): Rule => rule({ field: 'load', above: 80, ...more })
const rules = (all: readonly Rule[], targets: readonly NotifyTarget[] = []): void =>
  void bus.emit('rules', { pipeline: 'host', rules: all, targets })
const status = () => alerts.statuses('host')[0]
/** Until so many changes have been kept and told; answers the events among them. */
const events = (count: number): Promise<AlertEvent[]> =>
  vi.waitFor(
    () => {
      const all = told.flatMap(({ event }) => event ?? [])
      expect(all.length).toBeGreaterThanOrEqual(count)
      return all
    },
    { interval: 2, timeout: 20_000 },
  )
const changes = async (count: number): Promise<string[]> => (await events(count)).map(({ from, to }) => `${from} ${to}`)

const servers: http.Server[] = []
async function receiver(): Promise<{ url: string; got: { rule: string; state: { to: string } }[] }> {
  const got: { rule: string; state: { to: string } }[] = []
  const server = http.createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      got.push(JSON.parse(body))
      response.writeHead(204).end()
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}
const target = (url: string): NotifyTarget => ({
  name: 'hook',
  url,
  resolved: true,
  severities: ['info', 'warning', 'critical'],
  rules: [],
})

describe('a rule from frames to events', () => {
  test('on a field: pending, firing, recovering, normal; kept before it is told', async () => {
    const kept: (AlertEvent | undefined)[] = []
    bus.on('alert', async ({ event }) => {
      if (event !== null) kept.push((await store.alerts.events({ limit: 50 })).find(({ id }) => id === event.id))
    })
    rules([busy({ for: '2s', keepFiring: '2s', recover: 70, message: `CPU at \${value} %, process \${process}` })])
    state('running')
    const sample = '{"load":95,"process":"gzip"}'
    for (const value of [50, 95, 95]) load(value)
    expect(status()).toMatchObject({ state: 'pending', value: 95, since: START + 2 * S, message: `CPU at 95 %, process \${process}` })
    frame({ taps: { busy: tap(95, sample) } })
    for (const value of [75, 60, 60, 60]) load(value)
    const all = await events(3)
    expect(all.map(({ from, to, at, value, message }) => ({ from, to, at, value, message }))).toEqual([
      { from: 'pending', to: 'firing', at: START + 4 * S, value: 95, message: 'CPU at 95 %, process gzip' },
      { from: 'firing', to: 'recovering', at: START + 6 * S, value: 60, message: 'load of cpu is 60, recovering' },
      { from: 'recovering', to: 'normal', at: START + 8 * S, value: 60, message: 'load of cpu is 60, back to normal' },
    ])
    expect(all[0]).toMatchObject({ pipeline: 'host', rule: 'busy', on: 'cpu', severity: 'warning', sample, acknowledged: null })
    await vi.waitFor(() => expect(kept).toEqual(all))
    expect(told.map(({ status }) => `${status.state} ${status.event}`)).toEqual([
      'normal null',
      'pending null',
      `firing ${all[0].id}`,
      `recovering ${all[0].id}`,
      'normal null',
    ])
  })

  test('below looks at the smallest value of the second', async () => {
    rules([rule({ field: 'load', below: 1 }), rule({ name: 'idle', field: 'load', below: 2 })])
    frame({ taps: { busy: tap(50), idle: tap(50) } })
    expect(await changes(1)).toEqual(['normal firing'])
    expect(told.at(-1)!.status.rule).toBe('idle')
  })

  test('on metrics of a node, a wire and the pipeline; quiet seconds have no latency', async () => {
    rules([
      rule({ name: 'errors', metric: 'errors', above: 0 }),
      rule({ name: 'full', on: 'cpu.out>out.in', metric: 'fill', above: 0.5 }),
      rule({ name: 'slow', on: 'pipeline', metric: 'latency.p99', above: 10 }),
    ])
    frame()
    frame({ errors: { cpu: { BAD: 2 } }, wires: { fill: [0.9] }, nodes: { latency: [null, [0, 500, 3]] } })
    frame({ errors: { cpu: { BAD: 2 } }, wires: { fill: [0.9] } })
    frame()
    expect((await events(5)).map(({ rule, to }) => `${rule} ${to}`)).toEqual([
      'errors firing',
      'full firing',
      'slow firing',
      'errors normal',
      'full normal',
    ])
    expect(alerts.statuses().map(({ state }) => state)).toEqual(['normal', 'normal', 'firing'])
  })

  test('silence of a node and of a wire', async () => {
    rules([rule({ silence: '3s' }), rule({ name: 'wire', on: 'cpu.out>out.in', silence: '3s' })])
    frame({ nodes: { recordsOut: [5, 0] }, wires: { records: [5] } })
    for (let i = 0; i < 3; i++) frame({ wires: { records: [1] } })
    frame({ nodes: { recordsOut: [5, 0] } })
    expect((await events(2)).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'busy: no records from cpu for 3.0 s',
      'busy: records from cpu again',
    ])
  })

  test('a run that does not have what the rule watches', async () => {
    rules([rule({ on: 'nowhere', metric: 'errors', above: 0 }), rule({ name: 'constructor', field: 'x', above: 0 })])
    for (let i = 0; i < 6; i++) frame()
    expect(await changes(1)).toEqual(['normal error'])
    expect(status()).toMatchObject({ rule: 'busy', state: 'error', message: 'the run has no nowhere' })
    expect(alerts.statuses('host')[1].state).toBe('normal')
  })
})

describe('frames that do not come', () => {
  test('no data, while the pipeline should run; a run that is killed is back before', async () => {
    rules([busy({ noData: 'alert' })])
    state('running')
    load(50)
    state('backoff')
    clock.advance(4 * S)
    state('running')
    load(50)
    await setImmediate()
    expect(status().state).toBe('normal')
    state('failed')
    clock.advance(7 * S)
    expect(await changes(1)).toEqual(['normal noData'])
    expect(status()).toMatchObject({ state: 'noData', message: 'the run sends no figures', event: told.at(-1)!.event!.id })
    state('starting')
    load(50)
    expect(await changes(2)).toEqual(['normal noData', 'noData normal'])
  })

  test('a run that is down is silent', async () => {
    rules([rule({ silence: '60s' })])
    state('running')
    frame({ nodes: { recordsOut: [1, 0] } })
    state('failed')
    clock.advance(60 * S)
    expect(status().state).toBe('normal')
    clock.advance(2 * S)
    expect(await changes(1)).toEqual(['normal firing'])
  })

  test('a pipeline that was stopped has no alerts, but a deploy is no stop', async () => {
    rules([busy()])
    state('running')
    load(95)
    for (const name of ['draining', 'stopped', 'starting', 'running'] as const) {
      clock.advance(3 * S)
      state(name)
    }
    load(95)
    state('stopped')
    clock.advance(9 * S)
    expect(await changes(1)).toEqual(['normal firing'])
    clock.advance(2 * S)
    expect(await changes(2)).toEqual(['normal firing', 'firing normal'])
    expect(status().message).toBe('the pipeline does not run any more')
  })
})

describe('rules that change', () => {
  test('the same rule with another threshold goes on; one that watches something else begins anew', async () => {
    rules([busy()])
    load(95)
    await events(1)
    rules([busy({ above: 90 })])
    load(91)
    expect(status().state).toBe('firing')
    rules([busy({ field: 'other' })])
    expect(await changes(2)).toEqual(['normal firing', 'firing normal'])
    expect((await events(2))[1].message).toBe('the rule watches something else now')
    expect(status()).toMatchObject({ state: 'normal', event: null, value: null })
  })

  test('a rule that is taken away ends with an event and is forgotten', async () => {
    rules([busy(), rule({ name: 'calm', metric: 'errors', above: 0 })])
    load(95)
    await events(1)
    rules([])
    const all = await events(2)
    expect(all[1]).toMatchObject({ from: 'firing', to: 'normal', message: 'the rule was taken away' })
    expect(alerts.statuses()).toEqual([])
    await alerts.close()
    expect(await store.alerts.statuses()).toEqual([])
  })

  test('a pipeline that is deleted', async () => {
    rules([busy()])
    load(95)
    await events(1)
    await store.pipelines.remove('host')
    rules([])
    bus.emit('changed', { name: 'host', deleted: true })
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ event: null, status: { state: 'normal' } }))
    expect(alerts.statuses()).toEqual([])
    expect(problems).toEqual([])
  })
})

describe('a restart of the server', () => {
  test('firing stays firing without a second event, and recovers', async () => {
    rules([busy()])
    load(95)
    const [{ id }] = await events(1)
    await alerts.acknowledge(id)
    await restart()
    expect(status()).toMatchObject({ state: 'firing', event: id, value: 95, since: START + S, acknowledged: START + S })
    clock.advance(30 * S)
    rules([busy()])
    state('starting')
    clock.advance(3 * S)
    load(95)
    expect(status()).toMatchObject({ state: 'firing', event: id })
    load(50)
    expect(await changes(1)).toEqual(['firing normal'])
  })

  test('pending goes on', async () => {
    rules([busy({ for: '10s' })])
    for (let i = 0; i < 5; i++) load(95)
    await restart()
    rules([busy({ for: '10s' })])
    clock.advance(4 * S)
    expect(status().state).toBe('pending')
    load(95)
    load(95)
    expect(await changes(1)).toEqual(['pending firing'])
    expect(status().since).toBe(START + 11 * S)
  })

  test('how long it had been quiet is not made up', async () => {
    rules([rule({ silence: '60s' })])
    frame()
    await alerts.silence('host', 'busy', clock.now() + 1) // which keeps the status in the midst of it
    await restart()
    clock.advance(3600 * S)
    rules([rule({ silence: '60s' })])
    frame()
    expect(status()).toMatchObject({ state: 'normal', value: 1000 })
  })

  test('a pipeline that does not run again has no alerts', async () => {
    rules([busy()])
    load(95)
    await events(1)
    await restart()
    clock.advance(60 * S)
    rules([busy()])
    clock.advance(9 * S) // it may be about to start
    expect(status().state).toBe('firing')
    clock.advance(2 * S)
    expect(await changes(1)).toEqual(['firing normal'])
  })
})

describe('acknowledging and silencing', () => {
  test('acknowledged until the next alert', async () => {
    rules([busy()])
    load(95)
    const [{ id }] = await events(1)
    clock.advance(S)
    expect(await alerts.acknowledge(id)).toMatchObject({ id, acknowledged: clock.now() })
    expect(status()).toMatchObject({ acknowledged: clock.now(), event: id })
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ event: null, status: { acknowledged: clock.now(), event: id } }))
    load(50)
    load(95)
    const all = await events(3)
    expect(status()).toMatchObject({ state: 'firing', acknowledged: null, event: all[2].id })
    await expect(alerts.acknowledge(999)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await alerts.events({ limit: 9 })).map(({ acknowledged }) => acknowledged)).toEqual([null, null, START + 2 * S])
  })

  test('a silenced rule is kept and told to pages, and to nobody else; what outlasts the silence is told then', async () => {
    const { url, got } = await receiver()
    rules([busy()], [target(url)])
    state('running')
    expect(await alerts.silence('host', 'busy', clock.now() + 60 * S)).toMatchObject({ silencedUntil: START + 60 * S })
    load(95)
    load(50)
    load(95)
    expect(await changes(3)).toEqual(['normal firing', 'firing normal', 'normal firing'])
    expect(await store.alerts.deliveries(9)).toEqual([])
    await restart()
    rules([busy()], [target(url)])
    state('running')
    for (let i = 0; i < 58; i++) load(95)
    expect(status()).toMatchObject({ state: 'firing', silencedUntil: null })
    await vi.waitFor(() => expect(got).toMatchObject([{ rule: 'busy', state: { to: 'firing' } }]))
    load(50)
    await vi.waitFor(() => expect(got).toMatchObject([{}, { state: { to: 'normal' } }]))
  })

  test('a silence until resolved ends with the alert, of which nobody hears', async () => {
    const { url, got } = await receiver()
    rules([busy()], [target(url)])
    load(95)
    await vi.waitFor(() => expect(got).toHaveLength(1))
    expect(await alerts.silence('host', 'busy', UNTIL_RESOLVED)).toMatchObject({ silencedUntil: UNTIL_RESOLVED })
    load(96)
    expect(status().silencedUntil).toBe(UNTIL_RESOLVED)
    load(50)
    expect(status().silencedUntil).toBe(null)
    load(95)
    await vi.waitFor(() => expect(got.map(({ state }) => state.to)).toEqual(['firing', 'firing']))
    expect((await alerts.silence('host', 'busy', null)).silencedUntil).toBe(null)
  })

  test('a silence may be ended by hand; one in the past is none', async () => {
    rules([busy()])
    await alerts.silence('host', 'busy', START + S)
    expect(await alerts.silence('host', 'busy', null)).toMatchObject({ silencedUntil: null })
    expect(await alerts.silence('host', 'busy', START - S)).toMatchObject({ silencedUntil: null })
    await expect(alerts.silence('host', 'other', null)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(alerts.silence('other', 'busy', null)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

test('targets hear that an alert begins and that it is over', async () => {
  const { url, got } = await receiver()
  rules([busy()], [target(url)])
  load(95)
  load(96)
  load(50)
  await vi.waitFor(() => expect(got).toMatchObject([{ rule: 'busy', state: { to: 'firing' } }, { state: { to: 'normal' } }]))
  await vi.waitFor(async () =>
    expect(await alerts.deliveries(9)).toMatchObject([
      { target: 'hook', state: 'delivered', attempts: 1, url },
      { target: 'hook', state: 'delivered', attempts: 1 },
    ]),
  )
  expect((await alerts.deliveries(1))[0]).not.toHaveProperty('body')
  expect(await alerts.sendTest(url)).toMatchObject({ status: 204, problem: null })
})

describe('trouble with the store', () => {
  test('does not stop evaluation, is told, and what waited is kept afterwards', async () => {
    rules([busy()])
    await vi.waitFor(() => expect(told).toHaveLength(1))
    const blocker = await openDoor(path.join(home, 'millrace.db'), 0)
    await blocker.connection.executeScript('BEGIN IMMEDIATE')
    load(95)
    await vi.waitFor(() => expect(problems).toEqual([expect.stringMatching(/^changes of alerts wait for the store: /)]))
    load(50)
    load(95)
    expect(status()).toMatchObject({ state: 'firing', value: 95, event: null })
    expect(told).toHaveLength(1)
    await blocker.connection.executeScript('ROLLBACK')
    await blocker.close()
    clock.advance(30 * S)
    expect(await changes(3)).toEqual(['normal firing', 'firing normal', 'normal firing'])
    expect(await store.alerts.events({ limit: 9 })).toHaveLength(3)
    expect(problems[1]).toMatch(/^the store takes changes of alerts again, after \d+ failures; 0 changes of alerts were not kept$/)
  })

  test('at the end of the server what cannot be kept is counted', async () => {
    rules([busy()])
    await vi.waitFor(() => expect(told).toHaveLength(1))
    const blocker = await openDoor(path.join(home, 'millrace.db'), 0)
    await blocker.connection.executeScript('BEGIN IMMEDIATE')
    load(95)
    load(50)
    await vi.waitFor(() => expect(problems).toHaveLength(1))
    await alerts.close()
    expect(problems[1]).toMatch(/^the server ends, after 2 failures; 2 changes of alerts were not kept$/)
    await blocker.close()
  })
})
