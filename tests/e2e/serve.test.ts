import { spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../server/testing/sockets.ts'
import { launchBrowser, openPage } from './browser.ts'
import { ServerUnderTest } from './server.ts'

let server: ServerUnderTest
let browser: Browser
beforeAll(async () => {
  ;[server, browser] = await Promise.all([ServerUnderTest.start(), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** The command in a process of its own, to its end. */
function millrace(args: readonly string[], env: Record<string, string>): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [path.resolve('server/cli/millrace.mjs'), ...args], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  return new Promise((done) => child.on('close', (code) => done({ code, out, err })))
}

test('what is kept is its owner’s', () => {
  const mode = (file: string) => (fs.statSync(path.join(server.home, file)).mode & 0o777).toString(8)
  expect(mode('.')).toBe('700')
  for (const file of fs.readdirSync(server.home)) expect([file, mode(file)]).toEqual([file, expect.stringMatching(/^[67]00$/)])
  expect(JSON.parse(fs.readFileSync(path.join(server.home, 'server.json'), 'utf8'))).toEqual({
    url: server.origin,
    token: expect.stringMatching(/^[\w-]{43}$/),
    pid: server.pid,
  })
})

test('the address is the last line of a start, also where all that is printed goes to one place', async () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-e2e-'))
  const file = path.join(home, 'printed')
  const printed = fs.openSync(file, 'w')
  const port = await freePort()
  const child = spawn(process.execPath, [path.resolve('server/cli/millrace.mjs')], {
    env: { ...process.env, NODE_ENV: 'production', MILLRACE_HOME: path.join(home, 'data'), PORT: String(port) },
    stdio: ['ignore', printed, printed],
  })
  const ended = new Promise((done) => child.once('exit', done))
  const lines = () => fs.readFileSync(file, 'utf8').trim().split('\n')
  try {
    await expect.poll(() => lines().some((line) => line.includes('/enter?token='))).toBe(true)
    // what was logged before it is written by now
    await fetch(`http://127.0.0.1:${port}/signin`)
    const said = lines()
    const address = said.findIndex((line) => /^http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]{43}$/.test(line))
    const told = said.findIndex((line) => line.includes('keeps its data in'))
    expect(told).toBeGreaterThanOrEqual(0)
    expect(address).toBeGreaterThan(told)
  } finally {
    child.kill('SIGTERM')
    await ended
    fs.closeSync(printed)
    fs.rmSync(home, { recursive: true, force: true })
  }
})

test('a second server on the same home, or on the same port, says what is in the way', async () => {
  const sameHome = await millrace([], { MILLRACE_HOME: server.home, PORT: String(await freePort()) })
  expect(sameHome).toMatchObject({ code: 1, out: '' })
  expect(sameHome.err).toContain(`already runs on ${server.home}, at ${server.origin} (process ${server.pid})`)
  const samePort = await millrace([], { MILLRACE_HOME: `${server.home}-other`, PORT: String(server.port) })
  expect(samePort).toMatchObject({ code: 1, out: '' })
  expect(samePort.err).toContain(`PORT=${server.port + 1} npm start`)
  expect((await millrace(['ls'], { MILLRACE_HOME: server.home })).out).toContain('word-count')
  fs.rmSync(`${server.home}-other`, { recursive: true })
})

test('the printed address signs a browser in, and nothing on the page breaks the content security policy', async () => {
  const { page, context, problems } = await openPage(browser, server.origin)
  await page.goto(server.enterUrl)
  expect(page.url()).toBe(`${server.origin}/`)
  await page.getByText('word-count').or(page.getByText('Word count')).first().waitFor()
  const socket = await page.evaluate(
    () =>
      new Promise<string>((done) => {
        const made = new WebSocket(`ws://${location.host}/socket.io/?EIO=4&transport=websocket`)
        made.onmessage = ({ data }) => done(String(data))
        made.onerror = () => done('refused')
      }),
  )
  expect(socket).toMatch(/^0\{"sid"/)
  expect(problems).toEqual([])

  // a used one is told so, in the browser's language
  const again = await openPage(browser, server.origin, { lang: 'zh' })
  await again.page.goto(server.enterUrl)
  await again.page.getByRole('alert').getByText('令牌错误、已被使用或已过期').waitFor()
  expect(again.problems).toEqual([])
  await again.context.close()

  // a page of another site on the same machine has the cookies of this one, and still gets nowhere
  const evil = http.createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>evil</title>'))
  await new Promise<void>((done) => evil.listen(0, '127.0.0.1', done))
  const attacker = await context.newPage()
  await attacker.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`)
  const outcomes = await attacker.evaluate(async (target) => {
    const tried = async (url: string, init: RequestInit) =>
      fetch(url, { credentials: 'include', ...init }).then(
        (answer) => answer.type,
        () => 'blocked',
      )
    const socket = await new Promise<string>((done) => {
      const made = new WebSocket(`${target.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
      made.onopen = () => done('open')
      made.onerror = () => done('blocked')
    })
    return [
      socket,
      await tried(`${target}/api/v1/pipelines`, {}),
      await tried(`${target}/api/v1/pipelines/word-count/stop`, { method: 'POST', headers: { 'x-millrace': '1' } }),
      await tried(`${target}/api/v1/pipelines/word-count`, { method: 'DELETE' }),
      await tried(`${target}/api/v1/pipelines`, { method: 'POST', mode: 'no-cors', body: '{}' }),
    ]
  }, server.origin)
  expect(outcomes).toEqual(['blocked', 'blocked', 'blocked', 'blocked', 'blocked'])
  const framed = await attacker.evaluate(async (target) => {
    const frame = document.createElement('iframe')
    frame.src = target
    document.body.append(frame)
    await new Promise((done) => frame.addEventListener('load', done))
    return frame.contentDocument === null
  }, server.origin)
  expect(framed).toBe(true)
  await expect.poll(() => attacker.frames().map((frame) => frame.url())).toContainEqual(expect.stringContaining('chrome-error'))
  await page.bringToFront()
  expect((await millrace(['ls', '--json'], { MILLRACE_HOME: server.home })).out).toContain('"name": "word-count"')
  evil.close()
  await context.close()
})

test.each([
  ['en', 'light'],
  ['en', 'dark'],
  ['zh', 'light'],
  ['zh', 'dark'],
] as const)('the sign-in page in %s and %s takes a pasted token and has no barrier', async (lang, theme) => {
  const { page, context, problems } = await openPage(browser, server.origin, { lang, theme })
  await page.goto(server.origin)
  expect(page.url()).toBe(`${server.origin}/signin`)
  await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(lang === 'zh' ? 'zh-CN' : 'en')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  const { out } = await millrace(['url'], { MILLRACE_HOME: server.home })
  await page.getByLabel(lang === 'zh' ? '令牌' : 'Token').fill(new URL(out.trim()).searchParams.get('token')!)
  await page.getByRole('button').click()
  await page.waitForURL(`${server.origin}/`)
  expect(problems).toEqual([])
  await context.close()
})

test('a signal ends it in order: code 0, nothing left that points to it', async () => {
  expect(await server.stop()).toBe(0)
  expect(fs.existsSync(path.join(server.home, 'server.json'))).toBe(false)
  await server.boot()
  expect((await millrace(['ls'], { MILLRACE_HOME: server.home })).out).toContain('word-count')
})
