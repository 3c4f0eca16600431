import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PipelineDetail, SecretSummary } from '../../core/protocol.ts'
import { freePort } from '../../server/testing/sockets.ts'
import { launchBrowser, openPage, type WatchedPage } from './browser.ts'
import { ServerUnderTest } from './server.ts'
import { typable } from './waits.ts'

let server: ServerUnderTest
let browser: Browser
let opened: WatchedPage
let page: Page
let inspector: Locator
let port: number
/** Everything that came to the page over HTTP and sockets. */
let heard = ''
const hear = (text: string): void => {
  heard += text
}
beforeAll(async () => {
  server = await ServerUnderTest.start()
  port = await freePort()
  browser = await launchBrowser()
  opened = await openPage(browser, server.origin)
  page = opened.page
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => hear(String(payload))))
  page.on('response', (response) => {
    if (response.url().includes('/api/')) response.text().then(hear, () => {}) // without a body, or the page has gone on
  })
  await page.goto(server.enterUrl)
  inspector = page.locator('#inspector')
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const document = (name: string, signIn: string): string => `millrace: 1
name: ${name}
nodes:
  orders: { type: connect.http-webhook, config: { port: ${port}, signIn: { kind: bearer${signIn} } } }
  show: { type: consume.console, config: { rate: 0 } }
wires: [orders -> show]
`
async function open(name: string): Promise<void> {
  await page.goto(`${server.origin}/p/${name}?tab=edit&sel=orders`)
  await inspector.waitFor()
}
const draft = async (name: string): Promise<string> => (await server.request<PipelineDetail>('GET', `pipelines/${name}`)).draft.text
const state = async (name: string): Promise<string> => (await server.request<PipelineDetail>('GET', `pipelines/${name}`)).status.state
const secret = () => inspector.getByRole('combobox', { name: 'Secret' })
const deployButton = () => page.locator('#design-deploy').getByRole('button', { name: 'Deploy', exact: true })
/** What has the focus, by its name. */
const focused = async (): Promise<string | null> => {
  const element = page.locator(':focus')
  if ((await element.count()) === 0) return null
  return (await element.getAttribute('aria-label')) ?? element.textContent()
}
const dialog = () => page.getByRole('dialog')

async function post(token: string, body = '{"n":1}'): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })).status
}

test('a secret made where it is needed lets the right sender in, and is nowhere on the page', async () => {
  const VALUE = 'canary-of-the-page-91c'
  await server.request('POST', 'pipelines', { text: document('orders', '') })
  await open('orders')
  await secret().focus()
  await page.keyboard.press('Enter')
  const focusedOption = page.locator('[role=option]:focus')
  await focusedOption.waitFor()
  await page.keyboard.press('End')
  await focusedOption.filter({ hasText: 'New secret…' }).waitFor()
  await page.keyboard.press('Enter')
  const value = dialog().getByLabel('Value')
  await expect.poll(() => value.getAttribute('type')).toBe('password')
  await dialog().getByLabel('Name').fill('ORDERS-TOKEN')
  await value.fill(VALUE)
  await page.keyboard.press('Enter')
  await dialog().waitFor({ state: 'detached' })
  await expect.poll(() => secret().textContent()).toBe('ORDERS-TOKEN')
  await expect.poll(focused).toBe('Secret')
  await expect.poll(() => draft('orders')).toContain(`\${secret.ORDERS-TOKEN}`)

  await deployButton().click()
  await page
    .getByRole('dialog', { name: 'Deploy' })
    .getByRole('button', { name: /^Deploy( and start)?$/ })
    .click()
  await expect.poll(() => state('orders')).toBe('running')
  expect([await post(VALUE, `{"said":"${VALUE}"}`), await post('wrong')]).toEqual([202, 401])

  await page.goto(`${server.origin}/p/orders?tab=logs`)
  await page.getByText('•••').first().waitFor()
  expect(await page.content()).not.toContain(VALUE)
  await expect.poll(() => heard).toContain('ORDERS-TOKEN')
  expect(heard).not.toContain(VALUE)
  await expect.poll(() => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(VALUE)
  await server.request('POST', 'pipelines/orders/stop')
})

test('a secret that stands in the pipeline is masked, and becomes one that is kept in one step', async () => {
  const text = document('plain', ', value: "plain words" ')
  await server.request('POST', 'pipelines', { text })
  await open('plain')
  await page.locator('.react-flow__node[data-id=orders]', { hasText: '•••' }).waitFor()
  expect(await page.content()).not.toContain('plain words')
  await inspector.getByText('the secret stands readable in the document').waitFor()
  await inspector.getByRole('button', { name: 'Keep as a secret…' }).click()
  await typable(dialog())
  await page.keyboard.press('Enter')
  await dialog().waitFor({ state: 'detached' })
  const kept = text.replace('"plain words"', `"\${secret.ORDERS}"`)
  await expect.poll(() => draft('plain')).toBe(kept)
  await inspector.getByText('the secret stands readable').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect.poll(() => draft('plain')).toBe(text)
  await page.getByRole('button', { name: /^Redo/ }).click()
  await expect.poll(() => draft('plain')).toBe(kept)
})

test('a name that is not there is a problem of its node until it is set', async () => {
  await server.request('POST', 'pipelines', { text: document('missing', `, value: '\${secret.PARTNER}' `) })
  await open('missing')
  await inspector.getByText('there is no secret `PARTNER`').waitFor()
  await page.locator('.react-flow__node[data-id=orders] .mr-problems').waitFor()
  await inspector.getByRole('button', { name: 'Set PARTNER…' }).click()
  await dialog().getByLabel('Value').fill('x')
  await page.keyboard.press('Enter')
  await inspector.getByText('there is no secret').waitFor({ state: 'detached' })
  await page.locator('.mr-problems').waitFor({ state: 'detached' })
})

test('the settings page adds, replaces and deletes, and says who uses what', async () => {
  await page.goto(`${server.origin}/settings`)
  const section = page.locator('#secrets')
  await section.getByRole('link', { name: 'missing (draft)' }).waitFor()
  const list = () => server.request<readonly SecretSummary[]>('GET', 'secrets')
  await section.getByRole('button', { name: 'Add a secret…' }).click()
  await dialog().getByLabel('Name').fill('PARTNER')
  await dialog().getByText('There is a secret of this name already.').waitFor()
  await dialog().getByLabel('Name').fill('NEW_ONE')
  await dialog()
    .getByLabel('Value')
    .evaluate((field) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text', 'two\nlines')
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
  await dialog().getByText('millrace secrets set NEW_ONE < FILE').waitFor()
  await dialog().getByLabel('Value').fill('y')
  await page.keyboard.press('Enter')
  await section.getByText('NEW_ONE').waitFor()
  const before = (await list()).find(({ name }) => name === 'NEW_ONE')!.setAt
  await section.getByRole('button', { name: 'Replace NEW_ONE' }).click()
  await dialog().getByLabel('Value').fill('z')
  await page.keyboard.press('Enter')
  await page.getByText('NEW_ONE was replaced').waitFor()
  expect((await list()).find(({ name }) => name === 'NEW_ONE')!.setAt).toBeGreaterThan(before)
  await section.getByRole('button', { name: 'Delete NEW_ONE' }).click()
  await dialog().getByRole('button', { name: 'Delete' }).click()
  await section.getByText('NEW_ONE').waitFor({ state: 'detached' })
  await expect.poll(focused).toBe('Add a secret…')

  await section.getByRole('button', { name: 'Delete ORDERS-TOKEN' }).click()
  await dialog().getByText('while a deployed version names it').waitFor()
  await expect.poll(() => dialog().getByRole('button', { name: 'Delete' }).count()).toBe(0)
  await page.keyboard.press('Escape')
  expect((await list()).map(({ name }) => name)).toEqual(['ORDERS', 'ORDERS-TOKEN', 'PARTNER'])
  expect(opened.problems).toEqual([])
})
