import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApi } from '../../server/http/api.ts'
import { HandClock } from '../../server/testing/clock.ts'
import { codeOf, ServedFace, TOKEN } from '../../server/testing/served-face.ts'

let served: ServedFace
let cookie: string
const clock = new HandClock()
type Operation = { readonly security?: readonly unknown[] }
let routes: readonly (readonly [method: string, path: string, open: boolean])[]

beforeAll(async () => {
  served = await ServedFace.open({ clock })
  cookie = await served.signIn()
  const { paths } = JSON.parse((await served.script('GET', '/api/v1/openapi.json')).body) as {
    paths: Record<string, Record<string, Operation>>
  }
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => [method.toUpperCase(), sample(path), security?.length === 0] as const),
  )
})
afterAll(() => served.close())

/** A path of the route that means nothing there is. */
const sample = (path: string): string => path.replace(/\{(\w+)\}/g, (_, name) => (['version', 'event'].includes(name) ? '7' : 'none'))

/** A change that does nothing: it has no body. */
async function ask(method: string, path: string, headers: Record<string, string>) {
  clock.advance(1000) // limits are another test's subject
  return served.send(path, { method, headers })
}

test('the table of routes is what is served', async () => {
  expect(routes.length).toBeGreaterThan(25)
  for (const [method, path] of routes)
    expect([method, path, (await ask(method, path, { authorization: `Bearer ${TOKEN}` })).status]).not.toEqual([method, path, 405])
})

test('whoever is not signed in gets nothing but whether the server is well', async () => {
  for (const [method, path, open] of routes) {
    const answer = await ask(method, path, {})
    if (open) expect([method, path]).toEqual(['GET', expect.stringMatching(/^\/(healthz|readyz)$/)])
    else expect([method, path, answer.status, codeOf(answer)]).toEqual([method, path, 401, 'NOT_SIGNED_IN'])
  }
})

test('unknown paths and methods look the same to strangers', async () => {
  for (const [method, path] of [
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/'],
    ['PATCH', '/api/v1/pipelines'],
    ['OPTIONS', '/api/v1/pipelines'],
  ])
    expect(await ask(method, path, {})).toMatchObject({ status: 401 })
  expect(codeOf(await ask('GET', '/api/v1/nothing', { cookie }))).toBe('NOT_FOUND')
})

test('a session may do all but invite, a script all but end a session', async () => {
  for (const [method, path] of routes.filter(([method, path]) => path !== '/api/v1/session' || method !== 'DELETE')) {
    const bySession = await ask(method, path, { cookie, ...served.own })
    expect([method, path, [401, 403].includes(bySession.status)]).toEqual([method, path, path === '/api/v1/enter-tokens'])
  }
  for (const [method, path] of routes) {
    const byScript = await ask(method, path, { authorization: `Bearer ${TOKEN}` })
    expect([method, path, [401, 403].includes(byScript.status)]).toEqual([method, path, path === '/api/v1/session'])
  }
})

test('a route that does not say who may use it keeps the server from starting', () => {
  const { site, auth } = served.face
  const api = openApi({ site, auth, clock, log: pino({ level: 'silent' }), routes: [], addressOf: () => '' })
  expect(() => api.get('/api/v1/secret', () => 'x')).toThrow('does not say who may use it')
})

describe('changes with a session come from our own page', () => {
  const changes = () => routes.filter(([method, , open]) => method !== 'GET' && !open)
  const other: readonly [string, Record<string, string>][] = [
    ['no Origin', { 'x-millrace': '1' }],
    ['no Origin, but said to be our own', { 'sec-fetch-site': 'same-origin', 'x-millrace': '1' }],
    ['a null Origin', { origin: 'null', 'x-millrace': '1' }],
    ['an evil Origin', { origin: 'http://evil.test', 'x-millrace': '1' }],
    ['another port', { origin: 'http://127.0.0.1:1', 'x-millrace': '1' }],
    ['another scheme', { origin: 'https://127.0.0.1', 'x-millrace': '1' }],
    ['a longer name', { origin: 'http://127.0.0.1.evil.test', 'x-millrace': '1' }],
  ]
  test.each(other)('%s', async (_, headers) => {
    for (const [method, path] of changes()) expect(codeOf(await ask(method, path, { cookie, ...headers }))).toBe('CROSS_ORIGIN')
  })
  test('our Origin without our header', async () => {
    for (const [method, path] of changes()) expect(codeOf(await ask(method, path, { cookie, origin: served.origin }))).toBe('CROSS_ORIGIN')
  })
  test('a form', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await served.send('/api/v1/pipelines', {
        method: 'POST',
        headers: { cookie, ...served.own, 'content-type': type },
        body: '{"text":"x"}',
      })
      expect([type, codeOf(answer)]).toEqual([type, 'UNSUPPORTED_MEDIA_TYPE'])
    }
  })
})
