import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Ack, ClientEvents, LiveFrame, PipelineStatus, ServerEvents, Subscribed } from '../../core/protocol.ts'
import type { Bus } from '../services.ts'
import { HandClock } from '../testing/clock.ts'
import { frameWith } from '../testing/frames.ts'
import { ServedFace, TOKEN } from '../testing/served-face.ts'

type Client = Socket<ServerEvents, ClientEvents>
const clock = new HandClock()
let served: ServedFace
let bus: Bus
const clients: Client[] = []

beforeEach(async () => {
  served = await ServedFace.open({ clock })
  bus = served.composition.services.bus
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await served.close()
})

async function connected(): Promise<Client> {
  const made: Client = io(served.origin, {
    transports: ['websocket'],
    extraHeaders: { authorization: `Bearer ${TOKEN}` },
    forceNew: true,
    reconnection: false,
  })
  clients.push(made)
  await new Promise<void>((done) => made.once('connect', done))
  return made
}

/** The value of an acknowledgement. */
function ask<E extends keyof ClientEvents>(client: Client, event: E, payload: unknown): Promise<unknown> {
  return new Promise((done, fail) => {
    const ack: Ack<unknown> = (answer) => (answer.ok ? done(answer.value) : fail(new Error(answer.code)))
    ;(client as unknown as Socket).emit(event, payload, ack)
  })
}

const next = <E extends keyof ServerEvents>(client: Client, event: E): Promise<Parameters<ServerEvents[E]>[0]> =>
  new Promise((done) => (client as unknown as Socket).once(event as string, done))

/** All messages of an event from now on, complete once something sent later has come back. */
function all<E extends keyof ServerEvents>(client: Client, event: E): Parameters<ServerEvents[E]>[0][] {
  const got: Parameters<ServerEvents[E]>[0][] = []
  ;(client as unknown as Socket).on(event as string, (message) => got.push(message))
  return got
}
const settled = (client: Client): Promise<unknown> => ask(client, 'pipelines:subscribe', {})

const words =
  'millrace: 1\nname: words\nnodes:\n  in: { type: connect.generator }\n  out: { type: consign.discard }\nwires:\n  - in -> out\n'
const index = { nodes: ['in', 'out'], roles: ['source', 'sink'], wires: ['in.out>out.in'] } as const
const frame = (seq: number, version = 1, over: object = {}) => ({
  pipeline: 'words',
  version,
  frame: frameWith({ index, seq, nodes: { recordsOut: [seq, 0] }, ...over }),
})
const status = (state: PipelineStatus['state']): PipelineStatus => ({
  state,
  since: 1,
  run: 'r',
  version: 1,
  restarts: 0,
  error: null,
  retryAt: null,
})

async function create(): Promise<void> {
  expect(await served.script('POST', '/api/v1/pipelines', { text: words })).toMatchObject({ status: 201 })
}

test('a page gets where a pipeline stands, then its frames; what they mean comes before frames of another version', async () => {
  await create()
  const page = await connected()
  expect(await ask(page, 'pipeline:subscribe', { name: 'words' })).toMatchObject({
    index: null,
    status: { state: 'idle' },
    rules: [],
    frames: [],
  })
  const order: string[] = []
  page.onAny((event, message) => order.push(`${event} ${message.version}`))
  const first = next(page, 'metrics:frame')
  bus.emit('frame', frame(1))
  expect(await first).toMatchObject({ pipeline: 'words', seq: 1, version: 1, nodes: { out: [1, 0] } })
  bus.emit('frame', frame(2))
  bus.emit('frame', frame(3, 2))
  await settled(page)
  expect(order).toEqual(['metrics:index 1', 'metrics:frame 1', 'metrics:frame 1', 'metrics:index 2', 'metrics:frame 2'])

  const late = await connected()
  bus.emit('state', { pipeline: 'words', status: status('running') })
  const subscribed = (await ask(late, 'pipeline:subscribe', { name: 'words' })) as Subscribed
  expect(subscribed).toMatchObject({ index, status: { state: 'running' } })
  const indexes = all(late, 'metrics:index')
  const frames = all(late, 'metrics:frame')
  bus.emit('frame', frame(4, 2))
  await settled(late)
  expect([indexes.length, frames.map(({ seq }) => seq)]).toEqual([0, [4]])
})

test('whoever looks gets the same frames with the same figures, who comes later those of before as well', async () => {
  await create()
  const first = await connected()
  await ask(first, 'pipeline:subscribe', { name: 'words' })
  const seen = all(first, 'metrics:frame')
  for (let seq = 1; seq <= 3; seq++) bus.emit('frame', frame(seq))
  const second = await connected()
  const { frames } = (await ask(second, 'pipeline:subscribe', { name: 'words' })) as Subscribed
  const later = all(second, 'metrics:frame')
  for (let seq = 4; seq <= 6; seq++) bus.emit('frame', frame(seq))
  await settled(first)
  await settled(second)
  expect(seen.map(({ seq, nodes }) => [seq, nodes.out[0]])).toEqual([1, 2, 3, 4, 5, 6].map((n) => [n, n]))
  expect([...frames, ...later]).toEqual(seen)
})

test('who does not look, or looks away, gets nothing', async () => {
  await create()
  const page = await connected()
  const got: string[] = []
  page.onAny((event) => got.push(event))
  await ask(page, 'pipeline:subscribe', { name: 'words' })
  await ask(page, 'logs:subscribe', { name: 'words' })
  page.emit('pipeline:unsubscribe', { name: 'words' })
  page.emit('logs:unsubscribe', { name: 'words' })
  await ask(page, 'view:subscribe', { name: 'words', node: 'table' })
  bus.emit('frame', frame(1))
  bus.emit('state', { pipeline: 'words', status: status('running') })
  bus.emit('log', { pipeline: 'words', lines: [] })
  bus.emit('view', { pipeline: 'words', node: 'other', upsert: [] })
  bus.emit('view', { pipeline: 'words', node: 'table', upsert: [] })
  await settled(page)
  expect(got).toEqual(['table:rows'])
})

test('the list gets one message a second with a row for each pipeline that runs', async () => {
  const page = await connected()
  await ask(page, 'pipelines:subscribe', {})
  const got = all(page, 'pipelines:frame')
  clock.advance(1000 - (clock.now() % 1000))
  bus.emit('frame', frame(5))
  bus.emit('frame', { ...frame(6), pipeline: 'other' })
  clock.advance(199)
  await settled(page)
  expect(got).toEqual([])
  clock.advance(1)
  await settled(page)
  expect(got).toEqual([
    {
      seq: Math.floor(clock.now() / 1000),
      rows: [
        { name: 'words', in: 5, out: 0, p99: null, lag: null },
        { name: 'other', in: 6, out: 0, p99: null, lag: null },
      ],
    },
  ])
  // one that is a little late keeps its row, one that stopped loses it, and at last there is nothing to say
  clock.advance(900)
  bus.emit('frame', frame(7))
  clock.advance(5_100)
  await settled(page)
  expect(got.slice(1).map(({ rows }) => rows.map((row) => [row.name, row.in]))).toEqual([
    [
      ['words', 7],
      ['other', 6],
    ],
    [
      ['words', 7],
      ['other', 6],
    ],
    [['words', 7]],
  ])
  expect(got.map(({ seq }) => seq - got[0].seq)).toEqual([0, 1, 2, 3])
})

test('the list and the page hear of changes and states, the page once', async () => {
  const page = await connected()
  await ask(page, 'pipelines:subscribe', {})
  const changes = all(page, 'pipelines:changed')
  await create()
  await settled(page)
  expect(changes).toMatchObject([{ name: 'words', live: null, changed: true }])
  await ask(page, 'pipeline:subscribe', { name: 'words' })
  const states = all(page, 'run:state')
  bus.emit('state', { pipeline: 'words', status: status('running') })
  await served.script('DELETE', '/api/v1/pipelines/words')
  await settled(page)
  expect(states).toHaveLength(1)
  expect(changes.at(-1)).toEqual({ name: 'words', deleted: true })
})

test('an alert reaches whoever asked, and kept events are caught up with', async () => {
  const page = await connected()
  expect(await ask(page, 'alerts:subscribe', { since: null })).toEqual({ statuses: [], events: [] })
  const told = next(page, 'alert:event')
  const change = {
    event: null,
    status: {
      pipeline: 'words',
      rule: 'slow',
      on: 'out',
      severity: 'warning',
      state: 'firing',
      since: 1,
      value: 2,
      message: '',
      acknowledged: null,
      silencedUntil: null,
      event: 7,
    },
  } as const
  bus.emit('alert', change)
  expect(await told).toEqual(change)
})

test('a wire is sampled while somebody looks, once for all who do', async () => {
  const begun: string[] = []
  const ended: string[] = []
  const { pipelines } = served.composition.services
  const { peek } = pipelines
  pipelines.peek = (name, wire) => {
    begun.push(wire)
    const stop = peek(name, wire)
    return () => {
      ended.push(wire)
      stop()
    }
  }
  const wire = 'in.out>out.in'
  const [a, b] = [await connected(), await connected()]
  await ask(a, 'peek:subscribe', { name: 'words', wire })
  await ask(b, 'peek:subscribe', { name: 'words', wire })
  const rows = next(b, 'peek:rows')
  const sample = { pipeline: 'words', wire, columns: [], rows: [], missed: 3 }
  bus.emit('peek', sample)
  expect(await rows).toEqual(sample)
  a.emit('peek:unsubscribe', { name: 'words', wire })
  await settled(a)
  expect([begun, ended]).toEqual([[wire], []])
  b.disconnect()
  await expect.poll(() => ended).toEqual([wire])
})

test('a client that stops reading is left out of frames, and let go when too much waits for it; others do not notice', async () => {
  await create()
  const [frozen, other] = [await connected(), await connected()]
  for (const page of [frozen, other]) await ask(page, 'pipeline:subscribe', { name: 'words' })
  await ask(frozen, 'view:subscribe', { name: 'words', node: 'table' })
  const frames = all(frozen, 'metrics:frame')
  const otherFrames = all(other, 'metrics:frame')
  const { ws } = frozen.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }
  ws._socket.pause()
  const fill = async (rows: number) => {
    for (let i = 0; i < rows; i++) {
      bus.emit('view', { pipeline: 'words', node: 'table', upsert: [[`${i}`.padEnd(100_000)]] })
      if (i % 20 === 0) await settled(other)
    }
  }
  await fill(150)
  const start = Math.floor(clock.now() / 1000) - 5
  const nth = (n: number) => frame(start + n, 1, { nodes: { recordsOut: [n, 0] } })
  for (let n = 1; n <= 5; n++) bus.emit('frame', nth(n))
  await settled(other)
  expect(otherFrames.map(({ seq }: LiveFrame) => seq - start)).toEqual([1, 2, 3, 4, 5])
  const figures = await served.script('GET', '/metrics')
  expect(figures.body).toContain('millrace_socket_messages_left_out_total{event="metrics:frame"} 5\n')
  ws._socket.resume()
  await settled(frozen)
  expect(frames).toEqual([])
  bus.emit('frame', nth(6))
  await settled(frozen)
  await settled(other)
  expect(frames.map(({ seq }) => seq - start)).toEqual([6])
  // what it missed is in the history, as everybody else saw it
  const range = `from=${(start + 1) * 1000}&to=${(start + 7) * 1000}`
  const { series } = JSON.parse((await served.script('GET', `/api/v1/pipelines/words/metrics?series=in|recordsOut&${range}`)).body)
  expect(series['in|recordsOut']).toEqual(otherFrames.map(({ nodes }) => nodes.out[0]))

  ws._socket.pause()
  await fill(150)
  clock.advance(1000)
  const end = new Promise((done) => frozen.once('disconnect', done))
  ws._socket.resume()
  await end
  expect(other.connected).toBe(true)
})

test('a server that stops does not wait for clients that do not read', async () => {
  const stopping = await ServedFace.open({ clock })
  const frozen: Client = io(stopping.origin, {
    transports: ['websocket'],
    extraHeaders: { authorization: `Bearer ${TOKEN}` },
    forceNew: true,
    reconnection: false,
  })
  await new Promise<void>((done) => frozen.once('connect', done))
  const { ws } = frozen.io.engine.transport as unknown as { ws: { _socket: { pause(): void; destroy(): void } } }
  ws._socket.pause()
  let stopped = false
  stopping.close().then(() => {
    stopped = true
  })
  await expect
    .poll(() => {
      clock.advance(1000)
      return stopped
    })
    .toBe(true)
  ws._socket.destroy()
})
