import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect } from 'vitest'
import { type AlertEvent, type NotifyTarget, type Rule, ruleSchema } from '../../core/alert.ts'
import type { FrameIndex, Tap } from '../../core/metrics.ts'
import type { PipelineState } from '../../core/protocol.ts'
import { openAlerts } from '../alerts/alerts.ts'
import { ownMachine } from '../connections/egress.ts'
import { type Alerts, Bus, type BusEvents } from '../services.ts'
import { openStore } from '../store/prisma-store.ts'
import type { Store } from '../store/store.ts'
import { HandClock } from './clock.ts'
import { eventually } from './eventually.ts'
import { type FrameParts, frameWith } from './frames.ts'

/** Alerts on a real store, with a clock turned by hand, for one pipeline `host` whose frames and states the tests tell. Made anew for each test of the file that imports this. */
const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-alerts-'))
afterAll(() => fs.rmSync(top, { recursive: true }))
export const START = 1_700_000_000_000
export const S = 1000

export let clock: HandClock
export let home: string
export let store: Store
export let bus: Bus
export let alerts: Alerts
export let problems: string[]
/** What the bus said of alerts, oldest first. */
export let told: BusEvents['alert'][0][]
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
export async function restart(): Promise<void> {
  await alerts.close()
  await open()
}

export const index: FrameIndex = { nodes: ['cpu', 'out'], roles: ['source', 'sink'], wires: ['cpu.out>out.in'] }
export const frame = (parts: Omit<FrameParts, 'index'> = {}): void => {
  clock.advance(S)
  bus.emit('frame', { pipeline: 'host', version: 1, frame: frameWith({ index, seq: Math.floor(clock.now() / S), ...parts }) })
}
export const load = (value: number): void => frame({ taps: { busy: tap(value) } })
export const tap = (value: number, sample: string | null = null): Tap => ({ count: 2, last: 1, min: 1, max: value, sum: value + 1, sample })
export const state = (name: PipelineState): void => {
  const status = { state: name, since: clock.now(), run: 'r', version: 1, restarts: 0, error: null, retryAt: null }
  bus.emit('state', { pipeline: 'host', status })
}
export const rule = (settings: object): Rule => ruleSchema.parse({ name: 'busy', on: 'cpu', ...settings })
export const busy = (more: object = {}): Rule => rule({ field: 'load', above: 80, ...more })
export const rules = (all: readonly Rule[], targets: readonly NotifyTarget[] = []): void =>
  void bus.emit('rules', { pipeline: 'host', rules: all, targets })
export const status = () => alerts.statuses('host')[0]
/** Until so many changes have been kept and told; answers the events among them. */
export const events = (count: number): Promise<AlertEvent[]> =>
  eventually(() => {
    const all = told.flatMap(({ event }) => event ?? [])
    expect(all.length).toBeGreaterThanOrEqual(count)
    return all
  })
export const changes = async (count: number): Promise<string[]> => (await events(count)).map(({ from, to }) => `${from} ${to}`)

const servers: http.Server[] = []
export async function receiver(): Promise<{ url: string; got: { rule: string; state: { to: string } }[] }> {
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
export const target = (url: string): NotifyTarget => ({
  name: 'hook',
  url,
  resolved: true,
  severities: ['info', 'warning', 'critical'],
  rules: [],
})
