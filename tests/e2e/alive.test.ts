import { type ChildProcess, spawn } from 'node:child_process'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AlertEvent } from '../../core/alert.ts'
import { apply } from '../../core/edit/apply.ts'
import type { History, PipelineDetail } from '../../core/protocol.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { launchBrowser, openPage, type WatchedPage } from './browser.ts'
import { ServerUnderTest } from './server.ts'

let server: ServerUnderTest
let browser: Browser
let first: WatchedPage
beforeAll(async () => {
  server = await ServerUnderTest.start()
  browser = await launchBrowser()
  first = await openPage(browser, server.origin)
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const detail = (name: string): Promise<PipelineDetail> => server.request('GET', `pipelines/${name}`)

/** Resolves when it holds; the test's own time-out ends it. */
async function until<T>(look: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look()
    if (holds(found)) return found
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** Whether nothing was measured for a while between two seconds in which something was. */
const hasGap = (values: readonly (number | null)[]): boolean =>
  values
    .slice(
      values.findIndex((value) => value !== null),
      values.findLastIndex((value) => value !== null),
    )
    .includes(null)

test('a new installation shows two pipelines at work', async () => {
  const { page } = first
  await page.goto(server.enterUrl)
  await page.waitForURL(`${server.origin}/`)
  for (const title of ['Word count', 'This machine']) {
    const row = page.getByTestId('pipeline-row').filter({ hasText: title })
    await row.getByText('Running').waitFor()
    await row
      .getByText(/^\d[\d.,]*\/s$/)
      .first()
      .waitFor()
  }
})

test('the canvas and the charts of a pipeline move', async () => {
  const { page } = first
  await page.getByRole('link', { name: 'Word count' }).click()
  await page.locator('.react-flow__node').first().waitFor()
  const sparkline = page.locator('.react-flow__node .mr-spark-line').first()
  const before = await sparkline.getAttribute('d')
  await until(
    () => sparkline.getAttribute('d'),
    (now) => now !== null && now !== before,
  )
  await page.getByRole('tab', { name: 'Monitor' }).click()
  const line = page.locator('.mr-plot .mr-lines path').first()
  await line.waitFor({ state: 'attached' })
  const drawn = await line.getAttribute('d')
  await until(
    () => line.getAttribute('d'),
    (now) => now !== null && now !== drawn,
  )
})

test('words that are typed into another sender are counted', async () => {
  const sockets: net.Socket[] = []
  const netcat = net.createServer((socket) => void sockets.push(socket))
  await new Promise<void>((resolve) => netcat.listen(0, '127.0.0.1', resolve))
  try {
    const { page } = first
    await page.getByRole('button', { name: 'Parameters' }).click()
    await page.getByLabel('port', { exact: true }).fill(String((netcat.address() as AddressInfo).port))
    await page.getByRole('button', { name: /deploy/i }).click()
    await page.getByText('v2', { exact: true }).waitFor()
    await until(
      async () => sockets.length,
      (n) => n > 0,
    )
    sockets.at(-1)!.write('Zyzzyva zyzzyva!\n')
    await page.getByRole('tab', { name: 'Tables' }).click()
    await page.getByRole('cell', { name: 'zyzzyva' }).first().waitFor()
  } finally {
    for (const socket of sockets) socket.destroy()
    netcat.close()
  }
})

test('a busy machine raises an alert, in the page and at a web address', async () => {
  const messages: { pipeline: string; rule: string; state: { to: string } }[] = []
  const receiver = http.createServer((request, response) => {
    let body = ''
    request
      .on('data', (chunk: Buffer) => (body += chunk))
      .on('end', () => {
        expect(request.headers['millrace-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/)
        messages.push(JSON.parse(body))
        response.end()
      })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const busy: ChildProcess[] = []
  try {
    const { draft } = await detail('this-machine')
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
    // a rule of a new name begins as normal, however busy the machine was before
    const { text } = apply(
      draft.text,
      {
        do: 'all',
        name: { en: 'Notify', zh: '通知' },
        commands: [
          { do: 'rename-node', id: 'busy', to: 'tripped' },
          { do: 'add-node', id: 'tell', type: 'control.notify', config: { url } },
        ],
      },
      catalogue,
    )
    await server.request('PUT', 'pipelines/this-machine/draft', { text }, { 'if-match': '*' })
    await server.request('POST', 'pipelines/this-machine/deploy', {})
    for (let i = 0; i < os.availableParallelism(); i++) busy.push(spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
    const { page } = first
    await page.getByRole('status').or(page.locator('[data-sonner-toast]')).filter({ hasText: 'CPU' }).first().waitFor()
    await until(
      async () => messages,
      (all) => all.some(({ rule, state }) => rule === 'tripped' && state.to === 'firing'),
    )
    await page.goto(`${server.origin}/p/this-machine`)
    await page.locator('.react-flow__node').filter({ hasText: 'CPU is busy' }).getByText('Firing').first().waitFor()
    for (const child of busy) child.kill('SIGKILL')
    // other programs may keep the machine busy: a threshold out of reach ends the alert whatever they do
    const calm = apply(text, { do: 'set-param', name: 'busy', value: 1000 }, catalogue).text
    await server.request('PUT', 'pipelines/this-machine/draft', { text: calm }, { 'if-match': '*' })
    await server.request('POST', 'pipelines/this-machine/deploy', {})
    await until(
      async () => messages,
      (all) => all.some(({ rule, state }) => rule === 'tripped' && state.to === 'normal'),
    )
  } finally {
    for (const child of busy) child.kill('SIGKILL')
    receiver.close()
  }
})

test('a server that hangs is told within seconds, and that it is back', async () => {
  const { page } = first
  await page.goto(`${server.origin}/p/this-machine`)
  await page.locator('.react-flow__node').getByText('1/s').first().waitFor()
  process.kill(server.pid, 'SIGSTOP')
  try {
    await page.getByText(/Reconnecting… values are \d+ s old/).waitFor()
  } finally {
    process.kill(server.pid, 'SIGCONT')
  }
  await page.getByText('Reconnecting…').waitFor({ state: 'detached' })
})

test('a killed run is back, and a killed server runs again what ran', async () => {
  const { page } = first
  await page.goto(`${server.origin}/p/this-machine?tab=monitor&range=5m`)
  const line = page.locator('.mr-plot .mr-lines path').first()
  const pieces = async (): Promise<number> => ((await line.getAttribute('d')) ?? '').split('M').length - 1
  await until(pieces, (n) => n > 0)
  // what comes live and what was before may meet only after a moment
  let whole = await pieces()
  for (let i = 0; i < 3; i++) {
    const drawn = await line.getAttribute('d')
    await until(
      () => line.getAttribute('d'),
      (now) => now !== drawn,
    )
    whole = Math.min(whole, await pieces())
  }
  const killed = Date.now()
  // the second time it waits for a second, so that one is missing for certain
  for (const restarts of [1, 2]) {
    const [pid] = await until(
      async () => server.runs('this-machine'),
      (pids) => pids.length > 0,
    )
    process.kill(pid, 'SIGKILL')
    await until(
      () => detail('this-machine'),
      ({ status }) => status.restarts === restarts && status.state === 'running',
    )
  }
  const measured = async (): Promise<readonly (number | null)[]> => {
    const range = `from=${killed - 5000}&to=${Date.now()}`
    const history = await server.request<History>('GET', `pipelines/this-machine/metrics?series=host|recordsOut&${range}`)
    return history.series['host|recordsOut']
  }
  await until(measured, hasGap)
  await until(pieces, (n) => n > whole)
  const before = await server.request<AlertEvent[]>('GET', 'alerts/events')
  expect(before).not.toEqual([])
  await server.kill()
  const last = await line.getAttribute('d')
  await server.boot()
  await until(
    () => server.request<{ status: { state: string } }[]>('GET', 'pipelines'),
    (all) => all.length === 2 && all.every(({ status }) => status.state === 'running'),
  )
  // others may have come since; none is told twice
  const after = await server.request<AlertEvent[]>('GET', 'alerts/events')
  expect(after.slice(-before.length)).toEqual(before)
  expect(new Set(after.map(({ id }) => id)).size).toBe(after.length)
  await page.getByText('Running').first().waitFor()
  await until(
    () => line.getAttribute('d'),
    (now) => now !== null && now !== last,
  )
  expect(first.problems).toEqual([])
})
