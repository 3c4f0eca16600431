import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import { IDLE, LIFETIME, TOKEN_LIFETIME } from '../../server/http/auth.ts'
import { HandClock } from '../../server/testing/clock.ts'
import { codeOf, ServedFace, TOKEN } from '../../server/testing/served-face.ts'

let served: ServedFace
afterEach(() => served.close())

const list = '/api/v1/pipelines'

test('a one-time token opens one session, and leads to the first page', async () => {
  served = await ServedFace.open()
  const path = served.enterPath()
  const entered = await served.send(path)
  expect(entered).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } })
  const [cookie] = entered.headers['set-cookie']!
  expect(cookie).toMatch(new RegExp(`^millrace_${served.port}=[\\w-]{43}; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict$`))
  expect(await served.send(list, { headers: { cookie: cookie.split(';')[0] } })).toMatchObject({ status: 200 })

  const again = await served.send(path, { headers: { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' } })
  expect(again).toMatchObject({ status: 401, headers: { 'content-type': 'text/html; charset=utf-8' } })
  expect(again.headers['set-cookie']).toBeUndefined()
  expect(again.body).toContain('令牌错误、已被使用或已过期')
  expect(again.body).not.toContain('此浏览器已登录')
  const inside = await served.send(path, { headers: { cookie: cookie.split(';')[0] } })
  expect(inside.status).toBe(401)
  expect(inside.body).toContain('This browser is signed in already: <a href="/">Open Millrace</a>')
  expect((await served.send('/enter?token=wrong')).body).toContain('This token is wrong, was used before, or has expired.')
  expect(await served.send('/enter')).toMatchObject({ status: 303, headers: { location: '/signin' } })
})

test('a session that could not be kept is told on a page, and the token stays good', async () => {
  served = await ServedFace.open()
  const path = served.enterPath()
  const database = new DatabaseSync(served.database)
  database.exec('ALTER TABLE sessions RENAME TO elsewhere')
  const failed = await served.send(path)
  expect(failed).toMatchObject({ status: 500, headers: { 'content-type': 'text/html; charset=utf-8' } })
  expect(failed.headers['set-cookie']).toBeUndefined()
  expect(failed.body).toContain('The token stays good.')
  database.exec('ALTER TABLE elsewhere RENAME TO sessions')
  database.close()
  expect(await served.send(path)).toMatchObject({ status: 303, headers: { location: '/' } })
})

test('behind a proxy with TLS the cookie is bound to host and TLS, and the printed address is the public one', async () => {
  served = await ServedFace.open({ publicUrl: new URL('https://millrace.example') })
  expect(served.face.enterUrl()).toMatch(/^https:\/\/millrace\.example\/enter\?token=[\w-]{43}$/)
  const headers = { host: 'millrace.example' }
  const entered = await served.send(served.enterPath(), { headers })
  expect(entered.headers['set-cookie']![0]).toMatch(
    /^__Host-millrace=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/,
  )
  expect(entered.headers['strict-transport-security']).toBe('max-age=31536000')
})

test('who comes from another site gets a step of our own, since a redirect would lose the cookie', async () => {
  served = await ServedFace.open()
  const { status, headers, body } = await served.send(served.enterPath(), { headers: { 'sec-fetch-site': 'cross-site' } })
  expect(status).toBe(200)
  expect(headers['set-cookie']).toHaveLength(1)
  expect(body).toContain('<meta http-equiv="refresh" content="0; url=/">')
})

test('a token can be pasted on our own page only', async () => {
  served = await ServedFace.open()
  const post = (headers: Record<string, string>) => {
    const { search } = new URL(served.face.enterUrl())
    return paste(search.slice('?token='.length), headers)
  }
  const paste = (token: string, headers: Record<string, string>) =>
    served.send('/enter', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ token }).toString(),
    })
  expect(await paste(` ${served.face.enterUrl()}\n`, { origin: served.origin })).toMatchObject({ status: 303 })
  expect(await post({ origin: served.origin })).toMatchObject({ status: 303, headers: { location: '/' } })
  for (const origin of [{}, { origin: 'null' }, { origin: 'http://evil.test' }, { origin: `https://127.0.0.1:${served.port}` }])
    expect(await post(origin as Record<string, string>)).toMatchObject({ status: 403 })
  expect(
    await served.send('/enter', { method: 'POST', headers: { origin: served.origin, 'content-type': 'text/plain' }, body: 'token=x' }),
  ).toMatchObject({ status: 415 })
})

test('the sign-in page looks as was chosen before, else as the browser prefers', async () => {
  served = await ServedFace.open()
  const page = async (headers: Record<string, string>) => /<html[^>]*>/.exec((await served.send('/signin', { headers })).body)?.[0]
  expect(await page({})).toBe('<html lang="en">')
  expect(await page({ 'accept-language': 'fr, zh-TW;q=0.8, en;q=0.7' })).toBe('<html lang="zh-CN">')
  expect(await page({ 'accept-language': 'zh', cookie: 'x=1; lang=en; theme=dark' })).toBe('<html lang="en" data-theme="dark">')
  expect(await page({ cookie: 'lang=zh; theme="><script>' })).toBe('<html lang="zh-CN">')
})

test('attempts are few', async () => {
  const clock = new HandClock()
  served = await ServedFace.open({ clock })
  for (let i = 0; i < 10; i++) expect(await served.send('/enter?token=wrong')).toMatchObject({ status: 401 })
  const path = served.enterPath()
  expect(await served.send(path)).toMatchObject({ status: 429 })
  clock.advance(60_000)
  expect(await served.send(path)).toMatchObject({ status: 303 })
})

test('a one-time token waits an hour', async () => {
  const clock = new HandClock()
  served = await ServedFace.open({ clock })
  const [late, inTime] = [served.enterPath(), served.enterPath()]
  clock.advance(TOKEN_LIFETIME - 1)
  expect(await served.send(inTime)).toMatchObject({ status: 303 })
  clock.advance(1)
  expect(await served.send(late)).toMatchObject({ status: 401 })
})

test('a session ends after 8 hours without use, and after 7 days in any case', async () => {
  const clock = new HandClock()
  served = await ServedFace.open({ clock })
  const status = async (cookie: string) => (await served.send(list, { headers: { cookie } })).status
  const idle = await served.signIn()
  const used = await served.signIn()
  const begin = clock.now()
  clock.advance(IDLE - 1)
  expect(await status(used)).toBe(200)
  clock.advance(1)
  expect(await status(idle)).toBe(401)
  while (clock.now() + IDLE / 2 < begin + LIFETIME) {
    clock.advance(IDLE / 2)
    expect(await status(used)).toBe(200)
  }
  clock.advance(begin + LIFETIME - clock.now())
  expect(await status(used)).toBe(401)
})

test('signing in again rotates the session, and signing out ends it', async () => {
  served = await ServedFace.open()
  const first = await served.signIn()
  const entered = await served.send(served.enterPath(), { headers: { cookie: first } })
  const second = entered.headers['set-cookie']![0].split(';')[0]
  expect(await served.send(list, { headers: { cookie: first } })).toMatchObject({ status: 401 })
  const out = await served.send('/api/v1/session', { method: 'DELETE', headers: { cookie: second, ...served.own } })
  expect(out).toMatchObject({ status: 204 })
  expect(out.headers['set-cookie']![0]).toMatch(new RegExp(`^millrace_${served.port}=; Path=/; Max-Age=0; `))
  expect(await served.send(list, { headers: { cookie: second } })).toMatchObject({ status: 401 })
})

test('only the hash of a session is kept', async () => {
  served = await ServedFace.open()
  const [, id] = (await served.signIn()).split('=')
  expect(await served.composition.store.sessions.get(id)).toBeNull()
})

test('a wrong bearer token is not made good by a cookie', async () => {
  served = await ServedFace.open()
  const cookie = await served.signIn()
  for (const authorization of ['Bearer wrong', `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN}x`, 'Bearer '])
    expect(codeOf(await served.send(list, { headers: { authorization, cookie } }))).toBe('NOT_SIGNED_IN')
  expect(await served.send(list, { headers: { authorization: `Bearer ${TOKEN}` } })).toMatchObject({ status: 200 })
})

test('pages lead to the sign-in page and away from it', async () => {
  served = await ServedFace.open()
  const headers = { accept: 'text/html,application/xhtml+xml' }
  expect(await served.send('/', { headers })).toMatchObject({ status: 303, headers: { location: '/signin' } })
  const page = await served.send('/signin', { headers })
  expect(page.status).toBe(200)
  expect(page.body).toContain('<form method="post" action="/enter">')
  const cookie = await served.signIn()
  expect(await served.send('/signin', { headers: { ...headers, cookie } })).toMatchObject({ status: 303, headers: { location: '/' } })
  expect((await served.send('/', { headers: { ...headers, cookie } })).body).toMatch(/^page \/ default-src 'self'; script-src 'nonce-/)
})
