import { createHmac } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AlertEvent, type NotifyTarget, type Rule, ruleSchema } from '../../core/alert.ts'
import { ownMachine } from '../connections/egress.ts'
import { openStore } from '../store/prisma-store.ts'
import type { Delivery, Store } from '../store/store.ts'
import { HandClock } from '../testing/clock.ts'
import { eventually } from '../testing/eventually.ts'
import { freePort } from '../testing/sockets.ts'
import { wants } from './webhook-message.ts'
import { Webhooks } from './webhooks.ts'

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-webhooks-'))
afterAll(() => fs.rmSync(top, { recursive: true }))
const START = 1_700_000_000_000

let clock: HandClock
let home: string
let store: Store
let webhooks: Webhooks
let problems: string[]
beforeEach(async () => {
  clock = new HandClock(START)
  home = fs.mkdtempSync(path.join(top, 'x-'))
  store = await openStore(path.join(home, 'millrace.db'), clock)
  await store.pipelines.create('orders', 'Orders', '')
  problems = []
  webhooks = make()
})
afterEach(async () => {
  await webhooks.close()
  await store.close()
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

const make = (): Webhooks =>
  new Webhooks({
    store: store.alerts,
    clock,
    home,
    egress: { ...ownMachine, port: () => 3000 },
    random: () => 0.5,
    problem: (message) => problems.push(message),
  })

const servers: http.Server[] = []
type Got = { headers: http.IncomingHttpHeaders; body: string }
/** A receiver that answers each request in turn, the last answer from then on; null = never. */
async function receiver(...answers: (number | null | { status: number; headers: http.OutgoingHttpHeaders })[]) {
  const got: Got[] = []
  const server = http.createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      const answer = answers[Math.min(got.length, answers.length - 1)]
      got.push({ headers: request.headers, body })
      if (answer === null) return
      const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer
      response.writeHead(status, headers).end('a body that nobody keeps')
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

const slow: Rule = ruleSchema.parse({ name: 'slow', on: 'file', metric: 'latency.p99', above: 500 })
const target = (url: string, more: Partial<NotifyTarget> = {}): NotifyTarget => ({
  name: 'hook',
  url,
  resolved: true,
  severities: ['info', 'warning', 'critical'],
  rules: [],
  ...more,
})

/** An event of a rule is kept together with the messages about it, as the alerts do it. */
async function happens(
  targets: readonly NotifyTarget[],
  { rule = slow, to = 'firing' }: { rule?: Rule; to?: 'firing' | 'normal' } = {},
): Promise<AlertEvent> {
  const { name, on, severity } = rule
  const common = { pipeline: 'orders', rule: name, on, severity, value: 812, message: 'too slow', acknowledged: null }
  const from = to === 'firing' ? ('pending' as const) : ('firing' as const)
  const status = { ...common, state: to, since: clock.now(), silencedUntil: null, event: null, brokenSince: null }
  const deliveries = (event: AlertEvent) => webhooks.deliveries(event, rule, targets)
  const event = await store.alerts.save(
    status,
    { ...common, from, to, at: clock.now(), sample: null },
    { begins: to === 'firing', deliveries },
  )
  webhooks.wake()
  return event!
}

const settled = (check: (deliveries: readonly Delivery[]) => void) =>
  eventually(async () => check((await store.alerts.deliveries(50)).toReversed()))
const states = (...expected: string[]) =>
  settled((all) => expect(all.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(expected))

test('a message: its body, its signature and the key that stays', async () => {
  const { got, url } = await receiver(204)
  const event = await happens([target(url)])
  await states('delivered 1')
  expect(await store.alerts.deliveries(1)).toMatchObject([
    { answer: '204 after 0 ms', event: event.id, target: 'hook', rule: 'slow', pipeline: 'orders' },
  ])
  const [{ headers, body }] = got
  expect(JSON.parse(body)).toEqual({
    event: event.id,
    pipeline: 'orders',
    rule: 'slow',
    on: 'file',
    state: { from: 'pending', to: 'firing' },
    severity: 'warning',
    value: 812,
    threshold: 500,
    message: 'too slow',
    at: START,
    url: `/p/orders?sel=file&at=${START}`,
  })
  const key = fs.readFileSync(path.join(home, 'webhook.key'), 'utf8').trim()
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  expect(fs.statSync(path.join(home, 'webhook.key')).mode & 0o777).toBe(0o600)
  const t = START / 1000
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'idempotency-key': `millrace-${event.id}-hook`,
    'millrace-signature': `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`,
  })
  await webhooks.close()
  webhooks = make()
  await webhooks.test(url)
  expect(fs.readFileSync(path.join(home, 'webhook.key'), 'utf8').trim()).toBe(key)
})

test('what a full disk left of the key is no key', async () => {
  fs.writeFileSync(path.join(home, 'webhook.key'), '')
  const { got, url } = await receiver(204)
  await happens([target(url)])
  await states('delivered 1')
  const key = fs.readFileSync(path.join(home, 'webhook.key'), 'utf8').trim()
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  const [{ headers, body }] = got
  expect(headers['millrace-signature']).toContain(
    createHmac('sha256', key)
      .update(`${START / 1000}.${body}`)
      .digest('hex'),
  )
})

test('500, then 200: tried again after the pause, with the same key of idempotency and a new signature', async () => {
  const { got, url } = await receiver(500, 503, 200)
  await happens([target(url)])
  await states('waiting 1')
  clock.advance(4999)
  webhooks.wake()
  expect(got).toHaveLength(1)
  clock.advance(1)
  await states('waiting 2')
  clock.advance(10_000)
  await states('delivered 3')
  expect(new Set(got.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(new Set(got.map(({ body }) => body)).size).toBe(1)
  expect(new Set(got.map(({ headers }) => headers['millrace-signature'])).size).toBe(3)
  expect(clock.waiting).toBe(0)
})

test('Retry-After is honoured', async () => {
  const { got, url } = await receiver({ status: 429, headers: { 'Retry-After': '60' } }, 200)
  await happens([target(url)])
  await states('waiting 1')
  expect((await store.alerts.deliveries(1))[0].nextAt).toBe(START + 60_000)
  clock.advance(60_000)
  await states('delivered 2')
  expect(got).toHaveLength(2)
})

test.each([
  [410, '410 after 0 ms'],
  [302, '302 after 0 ms, and redirects are not followed'],
])('%d: failed, and the next message is sent', async (status, answer) => {
  const elsewhere = await receiver(200)
  const { url } = await receiver({ status, headers: { location: elsewhere.url } }, 200)
  await happens([target(url)])
  await happens([target(url)], { to: 'normal' })
  await states('failed 1', 'delivered 1')
  expect((await store.alerts.deliveries(5)).at(-1)!.answer).toBe(answer)
  expect(elsewhere.got).toEqual([])
})

test('nobody listens, or an address that is never called', async () => {
  await happens([target(`http://127.0.0.1:${await freePort()}/`, { name: 'closed' }), target('http://127.0.0.1:3000/', { name: 'self' })])
  await states('waiting 1', 'failed 1')
  expect((await store.alerts.deliveries(2)).map(({ answer }) => answer)).toEqual([
    expect.stringContaining('it is Millrace itself'),
    'ECONNREFUSED',
  ])
})

test('no answer within 10 s counts as none; other targets do not wait for it', async () => {
  const hanging = await receiver(null, 200)
  const quick = await receiver(200)
  await happens([target(hanging.url), target(quick.url, { name: 'quick' })])
  await states('waiting 0', 'delivered 1')
  await eventually(() => expect(hanging.got).toHaveLength(1))
  clock.advance(9_999)
  await happens([target(quick.url, { name: 'quick' })])
  await states('waiting 0', 'delivered 1', 'delivered 1')
  clock.advance(1)
  await states('waiting 1', 'delivered 1', 'delivered 1')
  expect((await store.alerts.deliveries(5)).at(-1)!.answer).toBe('no answer within 10 s')
  clock.advance(5_000)
  await states('delivered 2', 'delivered 1', 'delivered 1')
})

describe('order', () => {
  const other: Rule = ruleSchema.parse({ name: 'other', metric: 'errors', above: 0 })
  const told = (got: readonly Got[]) => got.map(({ body }) => JSON.parse(body)).map(({ rule, state }) => `${rule} ${state.to}`)

  test('of a rule to a target is kept while the first waits; other rules go on', async () => {
    const { got, url } = await receiver(500, 200)
    await happens([target(url)])
    await states('waiting 1')
    await happens([target(url)], { to: 'normal' })
    await happens([target(url)], { rule: other })
    await settled((all) =>
      expect(all.map(({ state, answer }) => `${state}: ${answer}`)).toEqual([
        'waiting: 500 after 0 ms',
        'waiting: waits for the one before',
        'delivered: 200 after 0 ms',
      ]),
    )
    clock.advance(5_000)
    await states('delivered 2', 'delivered 1', 'delivered 1')
    expect(told(got)).toEqual(['slow firing', 'other firing', 'slow firing', 'slow normal'])
  })

  test('is kept over a restart', async () => {
    const { got, url } = await receiver(500, 200)
    await happens([target(url)])
    await states('waiting 1')
    await webhooks.close()
    await happens([target(url)], { to: 'normal' }) // kept, but the queue is closed
    expect(got).toHaveLength(1)
    webhooks = make()
    await webhooks.open()
    await settled((all) => expect(all[1].answer).toBe('waits for the one before'))
    expect(got).toHaveLength(1)
    clock.advance(5_000)
    await states('delivered 2', 'delivered 1')
    expect(told(got)).toEqual(['slow firing', 'slow firing', 'slow normal'])
  })
})

test('what was on its way when the server ended is sent again', async () => {
  const { got, url } = await receiver(null, 200)
  const { id } = await happens([target(url)])
  await eventually(() => expect(got).toHaveLength(1))
  await webhooks.close()
  await states('waiting 0')
  webhooks = make()
  await webhooks.open()
  await states('delivered 1')
  expect(got.map(({ headers }) => headers['idempotency-key'])).toEqual([`millrace-${id}-hook`, `millrace-${id}-hook`])
})

test('many targets at once: each gets its message once', async () => {
  const { got, url } = await receiver(200)
  const names = Array.from({ length: 40 }, (_, i) => `hook-${i}`)
  await happens(names.map((name) => target(url, { name })))
  await happens(
    names.map((name) => target(url, { name })),
    { to: 'normal' },
  )
  await states(...Array<string>(80).fill('delivered 1').slice(0, 50))
  await eventually(async () => expect(await store.alerts.due(START, 100)).toEqual([]))
  expect(got).toHaveLength(80)
  expect(new Set(got.map(({ headers }) => headers['idempotency-key'])).size).toBe(80)
})

test('a key that cannot be read is told, and tried again', async () => {
  const { url } = await receiver(200)
  fs.mkdirSync(path.join(home, 'webhook.key'))
  await happens([target(url)])
  await eventually(() => expect(problems).toEqual([expect.stringMatching(/^messages of alerts wait: EISDIR/)]))
  fs.rmdirSync(path.join(home, 'webhook.key'))
  clock.advance(5_000)
  await states('delivered 1')
})

describe('a test message', () => {
  test('tells what was sent and what came back', async () => {
    const { got, url } = await receiver(418)
    const { request, ...rest } = await webhooks.test(url)
    expect(rest).toEqual({ status: 418, problem: null, ms: 0 })
    expect(request.url).toBe(url)
    expect(got[0].body).toBe(request.body)
    for (const [name, value] of Object.entries(request.headers)) expect(got[0].headers[name.toLowerCase()]).toBe(value)
    expect(JSON.parse(request.body)).toMatchObject({ test: true, at: START })
  })
  test('tells why nothing came back', async () => {
    expect(await webhooks.test('http://169.254.169.254/')).toMatchObject({
      status: null,
      problem: expect.stringContaining('is not called'),
    })
    expect(await webhooks.test('example.org')).toMatchObject({ status: null, problem: expect.stringContaining('no http or https address') })
    const { got, url } = await receiver(null)
    const answer = webhooks.test(url)
    await eventually(() => expect(got).toHaveLength(1))
    clock.advance(10_000)
    expect(await answer).toMatchObject({ status: null, problem: 'no answer within 10 s', ms: 10_000 })
  })
})

test('which events a target wants', () => {
  const event = (from: AlertEvent['from'], to: AlertEvent['to']) => ({ rule: 'slow', severity: 'warning', from, to }) as AlertEvent
  const everything = target('')
  expect(
    [
      ['pending', 'firing'],
      ['normal', 'noData'],
      ['firing', 'noData'],
      ['normal', 'error'],
      ['firing', 'normal'],
      ['recovering', 'normal'],
      ['noData', 'normal'],
    ].map(([from, to]) => wants(everything, event(from as 'firing', to as 'firing'))),
  ).toEqual(Array(7).fill(true))
  expect(wants(everything, event('firing', 'recovering'))).toBe(false)
  expect(wants(everything, event('recovering', 'firing'))).toBe(false)
  expect(wants(target('', { resolved: false }), event('firing', 'normal'))).toBe(false)
  expect(wants(target('', { severities: ['critical'] }), event('pending', 'firing'))).toBe(false)
  expect(wants(target('', { rules: ['other'] }), event('pending', 'firing'))).toBe(false)
  expect(wants(target('', { rules: ['other', 'slow'] }), event('pending', 'firing'))).toBe(true)
})
