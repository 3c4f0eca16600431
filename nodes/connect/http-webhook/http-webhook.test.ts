import { createHmac } from 'node:crypto'
import http from 'node:http'
import net from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import type { z } from 'zod'
import { HandClock } from '../../../server/testing/clock.ts'
import { sourceContext } from '../../../server/testing/contexts.ts'
import { freePort, Peer } from '../../../server/testing/sockets.ts'
import node from './node.ts'
import { WebhookSource } from './runtime.ts'

const LIMIT = { records: 65_536, bytes: 1 << 20 }
const open: WebhookSource[] = []
const agents: http.Agent[] = []
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy()
  for (const one of open.splice(0)) await one.close()
})

type Sent = { method?: string; path?: string; body?: string | Buffer; headers?: Record<string, string> }

async function listening(settings: Omit<z.input<typeof node.config>, 'port'> = {}) {
  const port = await freePort()
  const clock = new HandClock()
  const { context, heard } = sourceContext({ clock })
  const source = new WebhookSource(node.config.parse({ ...settings, port }), context)
  await source.open()
  open.push(source)
  const agent = new http.Agent({ keepAlive: true })
  agents.push(agent)
  /** Sends a request; resolves with the answer. */
  const send = ({ method = 'POST', path = '/', body = '{"n":1}', headers = {} }: Sent = {}) =>
    new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Record<string, unknown> }>((resolve, reject) => {
      const request = http.request({
        port,
        host: '127.0.0.1',
        method,
        path,
        agent,
        headers: { 'Content-Type': 'application/json', ...headers },
      })
      request.on('error', reject)
      request.on('response', async (response) =>
        resolve({ status: response.statusCode!, headers: response.headers, body: JSON.parse((await text(response)) || '{}') }),
      )
      request.end(body)
    })
  /** The next chunk, as a run would read it. */
  const next = async () => {
    for (;;) {
      const woken = heard.woken()
      const chunk = await source.read(LIMIT)
      if (chunk !== 'idle') return { text: `${chunk.bytes}`, position: chunk.position }
      await woken
    }
  }
  /** Does what a run does: reads what comes, and says that it is safe. */
  const take = async () => {
    const { text, position } = await next()
    await source.committed(position)
    return text
  }
  return { port, clock, heard, source, send, next, take }
}

test('a request is answered once its records are safe, and not before', async () => {
  const { source, send, next } = await listening()
  let answered = false
  const answer = send({ body: '[{"n":1},{"n":2}]' }).finally(() => {
    answered = true
  })
  const { text, position } = await next()
  expect(text).toBe('{"n":1}\n{"n":2}\n')
  await new Promise((resolve) => setImmediate(resolve))
  expect(answered).toBe(false)
  expect(source.pending()).toEqual({ records: 0, bytes: 0 })
  await source.committed(position)
  expect(await answer).toMatchObject({ status: 202, body: { records: 2 } })
})

test('processed is answered 200; several requests share a chunk; each is answered', async () => {
  const { heard, source, send, next } = await listening({ ack: 'processed' })
  const answers = [1, 2, 3].map((n) => send({ body: `{"n":${n}}` }))
  await heard.until(({ wakes }) => wakes === 3)
  expect(source.pending()).toEqual({ records: 3, bytes: 24 })
  const { text, position } = await next()
  expect(text.split('\n').sort()).toEqual(['', '{"n":1}', '{"n":2}', '{"n":3}'])
  await source.committed(position)
  for (const answer of answers) expect(await answer).toMatchObject({ status: 200, body: { records: 1 } })
})

test('text and JSON lines', async () => {
  const { send, take } = await listening({ methods: ['POST', 'PUT'], path: '/in' })
  const lines = send({ path: '/in?from=test', method: 'PUT', body: 'a\nb', headers: { 'Content-Type': 'text/plain' } })
  expect(await take()).toBe('a\nb\n')
  expect(await lines).toMatchObject({ status: 202, body: { records: 2 } })
  const jsonl = send({ path: '/in', body: '{"a":1}\n{"a":2}\n', headers: { 'Content-Type': 'application/x-ndjson' } })
  expect(await take()).toBe('{"a":1}\n{"a":2}\n')
  expect((await jsonl).status).toBe(202)
})

test('what cannot be taken is refused with the reason, and the connection goes on', async () => {
  const { heard, source, send, take } = await listening({ path: '/in', maxBody: 1000 })
  const refused = async (sent: Sent) => {
    const { status, headers, body } = await send({ path: '/in', ...sent })
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) })
    return status
  }
  expect(await refused({ path: '/' })).toBe(404)
  expect(await refused({ path: '/in/' })).toBe(404)
  expect(await refused({ method: 'PUT' })).toBe(405)
  expect((await send({ path: '/in', method: 'PUT' })).headers.allow).toBe('POST')
  expect(await refused({ headers: { Origin: 'http://127.0.0.1' } })).toBe(403)
  expect(await refused({ headers: { 'Content-Type': 'text/csv' } })).toBe(415)
  expect(await refused({ body: '{"n":' })).toBe(400)
  expect(await refused({ body: 'x'.repeat(1001) })).toBe(413)
  expect(await refused({ body: 'x'.repeat(3_000_000), headers: { 'Transfer-Encoding': 'chunked' } })).toBe(413)
  expect(await source.read(LIMIT)).toBe('idle')
  expect(heard.dropped).toEqual({ malformed: 1, tooLarge: 2 })
  const answer = send({ path: '/in' })
  expect(await take()).toBe('{"n":1}\n')
  expect((await answer).status).toBe(202)
})

test('sign-in by name and password, token, or signature; secrets are in no log', async () => {
  const basic = await listening({ signIn: { kind: 'basic', value: 'ann:se:cret' } })
  const bearer = await listening({ signIn: { kind: 'bearer', value: 'tok-secret' } })
  const hmac = await listening({ signIn: { kind: 'hmac', value: 'key-secret' } })
  const body = '{"n":7}'
  const good = [
    [basic, { Authorization: `Basic ${Buffer.from('ann:se:cret').toString('base64')}` }],
    [bearer, { Authorization: 'bearer tok-secret' }],
    [hmac, { 'X-Signature-256': `sha256=${createHmac('sha256', 'key-secret').update(body).digest('hex')}` }],
  ] as const
  for (const [one, headers] of good) {
    const answer = one.send({ body, headers })
    expect(await one.take()).toBe('{"n":7}\n')
    expect((await answer).status).toBe(202)
    expect((await one.send({ body })).status).toBe(401)
    const [name, value] = Object.entries(headers)[0]
    expect((await one.send({ body, headers: { [name]: `${value}0` } })).status).toBe(401)
    expect(await one.source.read(LIMIT)).toBe('idle')
    expect(one.heard.dropped).toEqual({ unauthorized: 2 })
    expect(one.heard.logs.join()).not.toContain('secret')
  }
  expect((await hmac.send({ body: '{"n":8}', headers: good[2][1] })).status).toBe(401)
  expect((await basic.send({ body })).headers['www-authenticate']).toContain('Basic')
})

test('a key that was seen is not taken again, until its time is over', async () => {
  const { clock, heard, source, send, take } = await listening({ idempotencyWindow: '1m' })
  const keyed = (key: string, body = '[{"n":1},{"n":2}]') => send({ body, headers: { 'Idempotency-Key': key } })
  const first = keyed('a')
  await take()
  expect((await first).body).toEqual({ records: 2 })
  clock.advance(59_999)
  expect(await keyed('a')).toMatchObject({ status: 200, body: { records: 2, duplicate: true } })
  expect((await keyed('a', '{}')).body.code).toBe('KEY_REUSED')
  expect(await source.read(LIMIT)).toBe('idle')
  expect(heard.dropped).toEqual({ duplicate: 2 })
  clock.advance(1)
  const again = keyed('a')
  await take()
  expect(await again).toMatchObject({ status: 202, body: { records: 2 } })
  expect((await keyed('x'.repeat(256))).status).toBe(400)
})

test('the same key while the first request still waits: taken once, both answered', async () => {
  const { source, send, next } = await listening()
  const keyed = () => send({ headers: { 'Idempotency-Key': 'a' } })
  const first = keyed()
  const { position } = await next()
  const second = keyed()
  await send({ path: '/elsewhere' }) // so that the second one has arrived
  expect(await source.read(LIMIT)).toBe('idle')
  await source.committed(position)
  expect((await first).body).toEqual({ records: 1 })
  expect((await second).body).toEqual({ records: 1, duplicate: true })
})

test('more than the rate is refused, with the time to wait', async () => {
  const { clock, heard, send, take } = await listening({ rate: 2 })
  const two = [send(), send()]
  await heard.until(({ wakes }) => wakes === 2)
  await take()
  for (const one of two) expect((await one).status).toBe(202)
  expect(await send()).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
  clock.advance(500)
  const third = send()
  await take()
  expect((await third).status).toBe(202)
  expect((await send()).status).toBe(429)
  expect(heard.dropped).toEqual({ rate: 2 })
})

test('a pipeline that is held up refuses what it cannot hold', async () => {
  const { heard, source, send } = await listening({ maxBody: '4MiB' })
  const big = `{"text":"${'x'.repeat(3 << 20)}"}`
  const waiting = [1, 2, 3].map(() => send({ body: big }).catch(() => null))
  await heard.until(({ wakes }) => wakes === 3)
  expect(await send({ body: big })).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: 'BACKED_UP' } })
  expect(heard.dropped).toEqual({ backedUp: 1 })
  expect(source.pending().records).toBe(3)
  for (let left = 3; left > 0; left--) {
    const chunk = await source.read(LIMIT)
    if (chunk === 'idle') throw new Error('something waits')
    await source.committed(chunk.position)
  }
  for (const one of waiting) expect((await one)?.status).toBe(202)
})

test('nobody is kept waiting for ever: what was not read is taken back, what was read may be in', async () => {
  const { clock, heard, source, send, next } = await listening()
  const keyed = (key: string) => send({ headers: { 'Idempotency-Key': key } })
  const unread = keyed('a')
  await heard.until(({ wakes }) => wakes === 1)
  clock.advance(10_000)
  expect(await unread).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  expect(await source.read(LIMIT)).toBe('idle')
  const read = keyed('a')
  const { position } = await next()
  clock.advance(10_000)
  expect(await read).toMatchObject({ status: 503, body: { detail: expect.stringContaining('may have been taken') } })
  await source.committed(position)
  expect((await keyed('a')).body).toEqual({ records: 1, duplicate: true })
})

test('a stop refuses what is not safe yet, and lets go of the port', async () => {
  const { port, heard, source, send } = await listening()
  const waiting = send()
  await heard.until(({ wakes }) => wakes === 1)
  await source.close()
  expect(await waiting).toMatchObject({ status: 503, headers: { connection: 'close', 'retry-after': '5' }, body: { code: 'STOPPING' } })
  await expect(Peer.connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a sender that breaks off in the middle of a body leaves nothing behind', async () => {
  const { port, heard, source, send, take } = await listening()
  const peer = new Peer(net.connect({ host: '127.0.0.1', port }))
  await peer.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"n":')
  peer.socket.destroy()
  await peer.gone()
  const answer = send()
  expect(await take()).toBe('{"n":1}\n')
  await answer
  expect(await source.read(LIMIT)).toBe('idle')
  expect([heard.dropped, heard.logs.filter((line) => line.startsWith('warning'))]).toEqual([{}, []])
})
