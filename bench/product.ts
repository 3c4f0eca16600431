import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { type CDPSession, chromium, type Page } from 'playwright-core'
import { needBrowser } from '../scripts/browser.mjs'
import { readAnnouncement } from '../server/home.ts'

const root = path.resolve(import.meta.dirname, '..')

/** The product as it is served after a build, in a process of its own, and a browser in front of it. */
export type Product = {
  readonly home: string
  /** The process of the server. */
  readonly pid: number
  /** Milliseconds from the start of its command to its last line. */
  readonly servedAfter: number
  /** Milliseconds since the start of its command. */
  age(): number
  request(method: string, path: string, body?: object): Promise<void>
  /** A page of 1280 by 800 that is signed in. */
  open(path: string): Promise<Look>
  close(): Promise<void>
}

/** A page, and what it cost. */
export type Look = {
  readonly page: Page
  /** What the page's main thread did in so many seconds, in milliseconds per second. */
  cost(seconds: number): Promise<Cost>
  /** Milliseconds of the main thread while `act` ran. */
  during(act: () => Promise<void>): Promise<number>
  /** KiB of scripts that were loaded, as they came over the wire. */
  scriptKiB(): number
  /** The largest contentful paint so far, in milliseconds of the page, and the sum of all layout shifts that nobody asked for. */
  vitals(): Promise<{ lcp: number; shift: number }>
  close(): Promise<void>
}
export type Cost = {
  readonly script: number
  readonly task: number
  readonly longest: number
  readonly socketBytes: number
  readonly elements: number
}

export type ProductOptions = {
  /** A checkout that is started with `npm start`; left out: this one, whose pages are built. */
  readonly checkout?: string
  /** npm's cache, for a checkout without packages. */
  readonly npmCache?: string
}

/** Starts server and browser on a home that is thrown away. Throws when there is no browser or the pages were not built. */
export async function openProduct({ checkout, npmCache }: ProductOptions = {}): Promise<Product> {
  const executablePath = needBrowser()
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-bench-'))
  const token = randomBytes(32).toString('base64url')
  const port = await freePort()
  const begun = performance.now()
  const [program, ...args] = checkout === undefined ? [process.execPath, path.join(root, 'server/cli/millrace.mjs')] : ['npm', 'start']
  // what npm tells the script that this is would make another npm take this checkout for its own
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'))
  const server = spawn(program, args, {
    cwd: checkout ?? root,
    env: {
      ...Object.fromEntries(own),
      ...(npmCache === undefined ? {} : { npm_config_cache: npmCache }),
      NODE_ENV: 'production',
      PORT: String(port),
      MILLRACE_HOME: home,
      MILLRACE_TOKEN: token,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const enter = await new Promise<string>((resolve, reject) => {
    server.stdout.on('data', (chunk) => {
      const found = /http:\/\/\S+\/enter\?token=\S+/.exec(String(chunk))
      if (found !== null) resolve(found[0])
    })
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  const servedAfter = performance.now() - begun
  const { pid } = readAnnouncement(home)!
  const origin = new URL(enter).origin
  const flags = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-dev-shm-usage',
  ]
  const browser = await chromium.launch({ executablePath, headless: true, args: flags })
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const first = await context.newPage()
  await first.goto(enter)
  await first.close()
  return {
    home,
    pid,
    servedAfter,
    age: () => performance.now() - begun,
    async request(method, to, body) {
      const response = await fetch(`${origin}/api/v1/${to}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`${method} ${to}: ${response.status} ${await response.text()}`)
    },
    async open(to) {
      const page = await context.newPage()
      const session = await context.newCDPSession(page)
      const look = await watch(page, session)
      await page.goto(origin + to)
      return look
    },
    async close() {
      await browser.close()
      const ended = new Promise((resolve) => server.once('exit', resolve))
      process.kill(pid, 'SIGTERM')
      await ended
      fs.rmSync(home, { recursive: true, force: true })
    },
  }
}

async function watch(page: Page, session: CDPSession): Promise<Look> {
  let scripts = 0
  let socketBytes = 0
  const kinds = new Map<string, string>()
  await session.send('Performance.enable', { timeDomain: 'timeTicks' })
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  session.on('Network.responseReceived', ({ requestId, type }) => void kinds.set(requestId, type))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (kinds.get(requestId) === 'Script') scripts += encodedDataLength
  })
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    socketBytes += response.payloadData.length
  })
  await page.addInitScript(() => {
    const tasks: number[] = []
    Object.assign(globalThis, { longTasks: tasks })
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration))).observe({ entryTypes: ['longtask'] })
    const vitals = { lcp: 0, shift: 0 }
    Object.assign(globalThis, { vitals })
    new PerformanceObserver((list) => {
      vitals.lcp = list.getEntries().at(-1)!.startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!hadRecentInput) vitals.shift += value
    }).observe({ type: 'layout-shift', buffered: true })
    // durations by interaction: keys and pointers have several events each
    const interactions = new Map<number, number>()
    Object.defineProperty(globalThis, 'interactions', { get: () => [...interactions.values()] })
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries() as PerformanceEventTiming[])
        if (interactionId > 0) interactions.set(interactionId, Math.max(duration, interactions.get(interactionId) ?? 0))
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
  })
  const metrics = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (name: string) => metrics.find((m) => m.name === name)?.value ?? 0
    return { script: of('ScriptDuration') * 1000, task: of('TaskDuration') * 1000 }
  }
  return {
    page,
    async cost(seconds) {
      await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0))
      const before = await metrics()
      const bytes = socketBytes
      await page.waitForTimeout(seconds * 1000)
      const after = await metrics()
      const [longest, elements] = await page.evaluate(() => [
        Math.max(0, ...(globalThis as unknown as { longTasks: number[] }).longTasks),
        document.querySelectorAll('*').length,
      ])
      return {
        script: (after.script - before.script) / seconds,
        task: (after.task - before.task) / seconds,
        longest,
        socketBytes: (socketBytes - bytes) / seconds,
        elements,
      }
    },
    async during(act) {
      const before = await metrics()
      await act()
      return (await metrics()).task - before.task
    },
    scriptKiB: () => scripts / 1024,
    vitals: () => page.evaluate(() => (globalThis as unknown as { vitals: { lcp: number; shift: number } }).vitals),
    close: () => page.close(),
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
