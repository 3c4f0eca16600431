import { createHash } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import { afterEach, expect, test } from 'vitest'
import type { ClientEvents, ServerEvents } from '../../core/protocol.ts'
import { IDLE } from '../../server/http/auth.ts'
import { HandClock } from '../../server/testing/clock.ts'
import { ServedFace, TOKEN } from '../../server/testing/served-face.ts'

type Client = Socket<ServerEvents, ClientEvents>

let served: ServedFace
const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await served.close()
})

function client(headers: Record<string, string>, transport: 'websocket' | 'polling' = 'websocket'): Client {
  const made: Client = io(served.origin, { transports: [transport], extraHeaders: headers, reconnection: false, forceNew: true })
  clients.push(made)
  return made
}

/** Connected, or the reason why not. */
function outcome(made: Client): Promise<string> {
  return new Promise((done) => {
    made.once('connect', () => done('connected'))
    made.once('connect_error', (error) =>
      done(JSON.stringify((error as { context?: { responseText?: string } }).context?.responseText ?? error.message)),
    )
  })
}

/** A client of a signed-in page. */
async function page(cookie: string): Promise<Client> {
  const made = client({ cookie, origin: served.origin })
  expect(await outcome(made)).toBe('connected')
  return made
}

const gone = (made: Client): Promise<unknown> => new Promise((done) => made.once('disconnect', done))

/** The answer to an event, whatever the types say of it. */
const ask = (made: Client, event: string, ...args: unknown[]): Promise<unknown> =>
  (made as unknown as Socket).timeout(30_000).emitWithAck(event, ...args)

test('only our own page with a session, or a script with a token, gets a socket', async () => {
  served = await ServedFace.open()
  const cookie = await served.signIn()
  const refused = 'websocket error'
  const cases: readonly [Record<string, string>, boolean][] = [
    [{}, false],
    [{ origin: served.origin }, false],
    [{ origin: served.origin, cookie: `millrace_${served.port}=${'x'.repeat(43)}` }, false],
    [{ cookie }, false],
    [{ cookie, origin: 'http://evil.test' }, false],
    [{ cookie, origin: 'null' }, false],
    [{ cookie, origin: `http://localhost:${served.port}` }, false],
    [{ cookie, origin: served.origin, host: 'evil.test' }, false],
    [{ authorization: 'Bearer wrong', cookie, origin: served.origin }, false],
    [{ authorization: `Bearer ${TOKEN}`, origin: 'http://evil.test' }, false],
    [{ cookie, origin: served.origin }, true],
    [{ authorization: `Bearer ${TOKEN}` }, true],
  ]
  for (const [headers, allowed] of cases) {
    const result = await outcome(client(headers))
    expect([headers, allowed ? result === 'connected' : result.includes(refused)]).toEqual([headers, true])
  }
})

test('long polling is held to the same', async () => {
  served = await ServedFace.open()
  const cookie = await served.signIn()
  expect(await outcome(client({}, 'polling'))).toContain('NOT_SIGNED_IN')
  expect(await outcome(client({ cookie }, 'polling'))).toContain('CROSS_ORIGIN')
  expect(await outcome(client({ cookie, 'sec-fetch-site': 'cross-site' }, 'polling'))).toContain('CROSS_ORIGIN')
  expect(await outcome(client({ cookie, 'sec-fetch-site': 'same-origin' }, 'polling'))).toBe('connected')
})

test('a session has at most ten sockets', async () => {
  served = await ServedFace.open()
  const cookie = await served.signIn()
  const made = await Promise.all(Array.from({ length: 10 }, () => page(cookie)))
  expect(await outcome(client({ cookie, origin: served.origin }))).not.toBe('connected')
  const left = gone(made[0])
  made[0].disconnect()
  await left
  await expect.poll(() => outcome(client({ cookie, origin: served.origin }))).toBe('connected')
  await page(await served.signIn())
})

test('who signs out loses the sockets of the session, and no other', async () => {
  served = await ServedFace.open()
  const [mine, other] = [await served.signIn(), await served.signIn()]
  const sockets = [await page(mine), await page(mine)]
  const kept = await page(other)
  const ends = sockets.map(gone)
  await served.send('/api/v1/session', { method: 'DELETE', headers: { cookie: mine, ...served.own } })
  await Promise.all(ends)
  expect(await ask(kept, 'pipelines:subscribe', {})).toEqual({ ok: true, value: [] })
})

test('an open page keeps its session in use; one that ends behind its back loses its sockets within 5 s', async () => {
  const clock = new HandClock()
  served = await ServedFace.open({ clock })
  const cookie = await served.signIn()
  const socket = await page(cookie)
  const { sessions } = served.composition.store
  const hash = createHash('sha256').update(cookie.split('=')[1]).digest('hex')
  const used = async () => (await sessions.get(hash))?.usedAt

  await sessions.touch(hash, clock.now() - IDLE + 6000)
  clock.advance(5000)
  await expect.poll(used).toBe(clock.now())
  clock.advance(5000)
  expect(await ask(socket, 'pipelines:subscribe', {})).toMatchObject({ ok: true })

  await sessions.touch(hash, clock.now() - IDLE)
  const end = gone(socket)
  clock.advance(5000)
  await end
})

test('payloads are parsed on arrival', async () => {
  served = await ServedFace.open()
  const socket = await page(await served.signIn())
  const bad: readonly unknown[][] = [
    ['pipeline:subscribe'],
    ['pipeline:subscribe', null],
    ['pipeline:subscribe', 'x'],
    ['pipeline:subscribe', { name: '../x' }],
    ['pipeline:subscribe', { name: 'x', room: 'alerts' }],
    ['pipeline:subscribe', { name: { $ne: 1 } }],
    ['pipeline:subscribe', JSON.parse('{"name":"x","__proto__":{"polluted":1}}')],
    ['view:subscribe', { name: 'x' }],
    ['peek:subscribe', { name: 'x', wire: 'x'.repeat(301) }],
    ['alerts:subscribe', { since: -1 }],
    ['alerts:subscribe', { since: 'now' }],
    ['logs:subscribe', [1, 2]],
    ['view:subscribe', Buffer.from('x')],
  ]
  for (const args of bad)
    expect([args, await ask(socket, args[0] as string, ...args.slice(1))]).toEqual([
      args,
      { ok: false, code: 'BAD_REQUEST', message: expect.any(String) },
    ])
  expect(await ask(socket, 'pipeline:subscribe', { name: 'none' })).toMatchObject({ ok: false, code: 'NO_PIPELINE' })
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  // without an acknowledgement there is nobody to tell
  ;(socket as unknown as Socket).emit('pipeline:subscribe', 7)
  ;(socket as unknown as Socket).emit('no:such', 7)
  expect(await ask(socket, 'pipelines:subscribe', {})).toMatchObject({ ok: true })
})

test('a flood is refused, then cut off', async () => {
  served = await ServedFace.open({ clock: new HandClock() })
  const socket = await page(await served.signIn())
  const answers = await Promise.all(
    Array.from({ length: 80 }, () => ask(socket, 'pipelines:subscribe', {}) as Promise<{ ok: boolean; code?: string }>),
  )
  expect(answers.filter(({ ok }) => ok)).toHaveLength(60)
  expect(answers.filter(({ code }) => code === 'TOO_MANY_REQUESTS')).toHaveLength(20)
  const end = gone(socket)
  for (let i = 0; i < 300; i++) (socket as unknown as Socket).emit('pipelines:unsubscribe')
  await end
})

test('a message above 100 kB and one with too many attachments cut the connection off', async () => {
  served = await ServedFace.open()
  const cookie = await served.signIn()
  const large = await page(cookie)
  const end = gone(large)
  ;(large as unknown as Socket).emit('pipeline:subscribe', { name: 'x'.repeat(100_001) })
  await end
  const many = await page(cookie)
  const cut = gone(many)
  const engine = many.io.engine as unknown as { write(text: string): void }
  engine.write(`41000000-["pipeline:subscribe",{"_placeholder":true,"num":0}]`)
  // either refused at once, or as soon as something else comes in place of the attachments
  engine.write('42["pipelines:subscribe",{}]')
  await cut
  await page(cookie)
})
