import net from 'node:net'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HandClock } from '../../server/testing/clock.ts'
import { codeOf, ServedFace, TOKEN } from '../../server/testing/served-face.ts'

let served: ServedFace
let cookie: string
const clock = new HandClock()
beforeAll(async () => {
  served = await ServedFace.open({ clock })
  cookie = await served.signIn()
})
afterAll(() => served.close())

const bearer = { authorization: `Bearer ${TOKEN}` }

/** Sends bytes and gives back the status line of the first answer; empty when the connection was just closed. */
function raw(text: string): Promise<string> {
  return new Promise((done) => {
    let got = ''
    const socket = net.connect(served.port, '127.0.0.1', () => socket.end(text))
    socket.on('data', (chunk) => {
      got += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => done(got.split('\r\n', 1)[0]))
  })
}

describe('hosts', () => {
  test.each([
    'evil.test',
    'evil.test:80',
    '127.0.0.1.evil.test',
    '127.0.0.1@evil.test',
    'localhost.evil.test',
    '10.0.0.1',
    '0.0.0.0',
    '[::2]',
  ])('%s is not this server', async (host) => {
    for (const path of ['/', '/api/v1/pipelines', '/healthz', '/enter?token=x', '/socket.io/?EIO=4&transport=polling'])
      expect(await served.send(path, { headers: { host, cookie, ...bearer } })).toMatchObject({ status: 421 })
  })
  test('loopback by any name and forwarded port is', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST:8443', '[::1]:3000', '127.1.2.3'])
      expect(await served.send('/healthz', { headers: { host } })).toMatchObject({ status: 200 })
  })
  test('two hosts, or none, are refused', async () => {
    expect(await raw('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.test\r\n\r\n')).toContain('421')
    expect(await raw('GET /healthz HTTP/1.1\r\nHost:\r\n\r\n')).toContain('421')
    expect(await raw('GET /healthz HTTP/1.1\r\n\r\n')).toContain('400')
    expect(await raw('GET /healthz HTTP/1.0\r\n\r\n')).toContain('421')
  })
  test('of a proxy only the name it was given for', async () => {
    const behind = await ServedFace.open({ publicUrl: new URL('https://millrace.example') })
    const statuses = ['millrace.example', 'MILLRACE.example', 'other.example', 'millrace.example:8443'].map(
      async (host) => (await behind.send('/healthz', { headers: { host } })).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 200, 421, 421])
    await behind.close()
  })
})

describe('ways round the check', () => {
  test.each(['http://127.0.0.1/api/v1/pipelines', 'http://evil.test/', '//evil.test/', '*'])('the target %s is refused', async (target) => {
    expect(await raw(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)).toContain('400')
  })
  test.each([
    '/%61pi/v1/pipelines',
    '/api%2fv1/pipelines',
    '/x/../api/v1/pipelines',
    '/api/v1/../v1/pipelines',
    '/api//v1/pipelines',
    '/API/v1/pipelines',
    '/api/v1/pipelines/',
    '/api/v1/pipelines;x',
    '/api/v1/pipelines%00',
    '/_next/data/build/index.json',
    '/_next/static/chunks/app.js',
    '/_next/image?url=%2Ficon.svg&w=64&q=75',
    '/index.rsc',
    '/?_rsc=1',
    '/p/word-count?nxtPname=other',
    '/healthz/../api/v1/pipelines',
    '/enter/../api/v1/pipelines',
    '/socket.io/../api/v1/pipelines',
  ])('%s opens nothing', async (path) => {
    const headers = {
      'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware',
      'x-original-url': '/healthz',
      'x-rewrite-url': '/healthz',
      'x-forwarded-host': 'localhost',
      'x-forwarded-for': '127.0.0.1',
      rsc: '1',
      'next-router-prefetch': '1',
    }
    const { status, body } = await served.send(path, { headers })
    expect([path, body.includes('page ')]).toEqual([path, false])
    expect(path.startsWith('/socket.io/') ? 400 : 401).toBe(status)
  })
  test('pages are only read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect(await served.send('/', { method, headers: { cookie, ...served.own, 'next-action': 'x' } })).toMatchObject({ status: 404 })
  })
  test('upgrades are taken on the socket path only', async () => {
    const upgrade = (path: string) =>
      raw(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nOrigin: ${served.origin}\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      )
    for (const path of [
      '/',
      '/api/v1/pipelines',
      '/_next/webpack-hmr',
      '/socket.iox/?EIO=4&transport=websocket',
      'http://127.0.0.1/socket.io/?EIO=4&transport=websocket',
    ])
      expect([path, await upgrade(path)]).toEqual([path, ''])
    expect(await upgrade('/socket.io/?EIO=4&transport=websocket')).toContain('101')
  })
})

describe('bodies', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}, path = '/api/v1/pipelines/none/deploy') => {
    clock.advance(1000)
    return served.send(path, { method: 'POST', headers: { ...bearer, 'content-type': 'application/json', ...headers }, body })
  }
  test('one above the limit is refused, and a document may be larger', async () => {
    const large = JSON.stringify({ note: 'x'.repeat(1024 * 1024) })
    expect(codeOf(await post(large))).toBe('BODY_TOO_LARGE')
    const document = (size: number) => JSON.stringify({ text: '#'.repeat(size) })
    expect(await post(document(9 << 20), {}, '/api/v1/validate')).toMatchObject({ status: 200, body: expect.stringContaining('TOO_LARGE') })
    expect(codeOf(await post(document(10 << 20), {}, '/api/v1/validate'))).toBe('BODY_TOO_LARGE')
  })
  test('one that is nested too deeply is refused', async () => {
    const nested = (depth: number) => `${'{"note":'.repeat(depth)}1${'}'.repeat(depth)}`
    expect(JSON.parse((await post(nested(65))).body).detail).toContain('nested more than 64 deep')
    expect(JSON.parse((await post(nested(64))).body).detail).not.toContain('nested')
    expect(codeOf(await post('['.repeat(500_000)))).toBe('BAD_REQUEST')
    expect(codeOf(await post(`${'['.repeat(500_000)}${']'.repeat(500_000)}`))).toBe('BAD_REQUEST')
  })
  test('compressed ones are refused', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(1 << 20, ' '))
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'identity, gzip'])
      expect(codeOf(await post(bomb, { 'content-encoding': encoding }))).toBe('UNSUPPORTED_MEDIA_TYPE')
  })
  test.each([
    '{"__proto__":{"polluted":true}}',
    '{"note":{"__proto__":{"polluted":true}}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"a":[{"prototype":1}]}',
    '{"\\u005f_proto__":{"polluted":true}}',
  ])('%s reaches no prototype', async (body) => {
    expect(JSON.parse((await post(body)).body).detail).toContain('not allowed')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
  test.each([
    'millrace: 1\nname: x\n__proto__: { polluted: true }\nnodes: {}',
    'millrace: 1\nname: x\nnodes: { a: { type: connect.file, config: { __proto__: { polluted: true } } } }',
    'millrace: 1\nname: x\nparams: { __proto__: { polluted: true } }\nnodes: { constructor: { type: consign.discard } }',
    'millrace: 1\nname: x\nnodes: { a: { type: constructor }, b: { type: __proto__ } }\nwires: [a -> b]',
    'a: &a { __proto__: &b { polluted: true } }\nb: { <<: *a }',
  ])('nor does the document %j', async (text) => {
    expect(await post(JSON.stringify({ text }), {}, '/api/v1/validate')).toMatchObject({ status: 200 })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
  test('unknown members are refused by name', async () => {
    expect(JSON.parse((await post('{"force":true}')).body)).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
      detail: expect.stringContaining('force'),
    })
  })
  test('what is no JSON, or has no type, is refused', async () => {
    expect(codeOf(await post('{'))).toBe('BAD_REQUEST')
    expect(codeOf(await post('{}', { 'content-type': 'application/jsonp' }))).toBe('UNSUPPORTED_MEDIA_TYPE')
    expect(codeOf(await post('{}', { 'content-type': 'text/json' }))).toBe('UNSUPPORTED_MEDIA_TYPE')
  })
})

test('headers above 16 KB are refused', async () => {
  expect(await raw(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`)).toContain('431')
})

test('changes are limited to 20 a second for each session, reads are not held up by them', async () => {
  clock.advance(10_000)
  const other = await served.signIn()
  const change = (who: string) => served.send('/api/v1/pipelines/none/stop', { method: 'POST', headers: { cookie: who, ...served.own } })
  for (let i = 0; i < 40; i++) expect(await change(cookie)).toMatchObject({ status: 404 })
  const refused = await change(cookie)
  expect([refused.status, refused.headers['retry-after'], codeOf(refused)]).toEqual([429, '1', 'TOO_MANY_REQUESTS'])
  expect(await change(other)).toMatchObject({ status: 404 })
  expect(await served.send('/api/v1/pipelines', { headers: { cookie } })).toMatchObject({ status: 200 })
  clock.advance(1000)
  for (let i = 0; i < 20; i++) expect(await change(cookie)).toMatchObject({ status: 404 })
  expect(await change(cookie)).toMatchObject({ status: 429 })
})

test('every answer has the headers that keep browsers careful', async () => {
  clock.advance(1000)
  const targets: readonly [string, Record<string, string>][] = [
    ['/', { cookie }],
    ['/', { accept: 'text/html' }],
    ['/_next/static/x.js', {}],
    ['/signin', {}],
    ['/enter?token=x', {}],
    ['/healthz', {}],
    ['/api/v1/pipelines', { cookie }],
    ['/api/v1/nothing', { cookie }],
    ['/api/v1/pipelines/none', bearer],
    ['/%ff', {}],
    ['/api/%ff', bearer],
    ['/socket.io/', {}],
  ]
  for (const [path, more] of targets) {
    const { headers } = await served.send(path, { headers: more })
    expect([path, headers]).toEqual([
      path,
      expect.objectContaining({
        'content-security-policy': expect.stringMatching(/default-src '(self|none)'.*base-uri 'none'.*frame-ancestors 'none'/),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': /^.(signin|enter)/.test(path) ? 'same-origin' : 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      }),
    ])
    expect([path, headers['x-powered-by'], headers.server, headers['access-control-allow-origin']]).toEqual([
      path,
      undefined,
      undefined,
      undefined,
    ])
  }
})

test('each page has a nonce of its own', async () => {
  const nonce = async () =>
    /'nonce-([^']+)' 'strict-dynamic'/.exec(
      (await served.send('/', { headers: { cookie } })).headers['content-security-policy'] as string,
    )?.[1]
  const [a, b] = [await nonce(), await nonce()]
  expect(a).toMatch(/^[\w+/]{22}==$/)
  expect(a).not.toBe(b)
})

test('failures tell codes, not stacks', async () => {
  const broken = served.composition.services.pipelines
  const { list } = broken
  broken.list = () => Promise.reject(new Error('secret of /etc/passwd'))
  const answer = await served.send('/api/v1/pipelines', { headers: { cookie } })
  broken.list = list
  expect([answer.status, codeOf(answer)]).toEqual([500, 'INTERNAL'])
  expect(answer.body).not.toMatch(/secret|\.ts|node_modules/)
  expect(JSON.parse(answer.body).request).toMatch(/^[\w-]{36}$/)
})
