import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PipelineDetail } from '../../core/protocol.ts'
import { launchBrowser, openPage, type WatchedPage } from './browser.ts'
import { ServerUnderTest } from './server.ts'

let server: ServerUnderTest
let browser: Browser
let watched: WatchedPage
let page: Page
beforeAll(async () => {
  server = await ServerUnderTest.start()
  browser = await launchBrowser()
  watched = await openPage(browser, server.origin)
  page = watched.page
  await page.goto(server.enterUrl)
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const detail = () => server.request<PipelineDetail>('GET', 'pipelines/word-count')
const ruleNow = async () => (await detail()).ruleSettings.find(({ name }) => name === 'records-in-high')
const tile = () => page.getByTestId('tile').filter({ hasText: 'Throughput' })
const threshold = () => tile().getByRole('slider', { name: 'Threshold of records-in-high' })

test('a rule is made on a chart by keyboard: A, a number, Enter', async () => {
  await page.goto(`${server.origin}/p/word-count?tab=monitor&range=5m`)
  await tile().locator('.mr-lines path').first().waitFor({ state: 'attached' })
  const { status } = await detail()
  await tile().getByRole('slider', { name: 'New alert on Throughput' }).focus()
  await page.keyboard.press('a')
  const form = page.getByRole('dialog', { name: 'Alert when' })
  await form.getByLabel('Threshold (/s)').waitFor()
  await page.keyboard.type('5000')
  expect(await form.getByLabel('Threshold (/s)').inputValue()).toBe('5000')
  await page.keyboard.press('Enter')
  await page.getByText('Rule records-in-high is watching').waitFor()
  await threshold().waitFor()
  await tile().getByText('records-in-high 5.00k/s').waitFor()
  expect(await ruleNow()).toMatchObject({ on: 'pipeline', metric: 'recordsIn', above: 5000, for: 30_000, severity: 'warning' })
  // a rule applies to the run that goes on
  expect((await detail()).status).toMatchObject({ state: 'running', run: status.run })
})

test('dragging its line tells what it would have done, and changes the rule', async () => {
  const box = (await threshold().boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x, y + 10)
  await page.mouse.move(x, y + 30)
  await tile().getByRole('status').getByText('in the last hour').waitFor()
  await page.mouse.up()
  const form = page.getByRole('dialog', { name: 'Threshold of records-in-high' })
  const value = Number(await form.getByLabel('Threshold (/s)').inputValue())
  expect(value).toBeLessThan(5000)
  expect(value).toBeGreaterThan(0)
  await form.getByRole('button', { name: 'Change' }).click()
  await page.getByText('Rule records-in-high was changed').waitFor()
  expect((await ruleNow())?.above).toBe(value)
})

test('the level of recovery has a handle of its own, which stops at the threshold', async () => {
  await threshold().focus()
  await page.keyboard.press('Enter')
  const form = page.getByRole('dialog', { name: 'Threshold of records-in-high' })
  const top = Number(await form.getByLabel('Threshold (/s)').inputValue())
  await form.getByLabel('Recovers at (/s)').fill(String(Math.round(top / 2)))
  await form.getByRole('button', { name: 'Change' }).click()
  await form.waitFor({ state: 'detached' })
  const recovery = tile().getByRole('slider', { name: 'Level at which records-in-high recovers' })
  await recovery.focus()
  const now = async () => Number(await recovery.getAttribute('aria-valuenow'))
  const before = await now()
  await page.keyboard.press('ArrowUp')
  const step = (await now()) - before
  await page.keyboard.press('Shift+ArrowUp')
  expect((await now()) - before - step).toBeGreaterThan(5 * step)
  for (let i = 0; i < 9; i++) await page.keyboard.press('Shift+ArrowUp')
  expect(await now()).toBe(top)
  await page.keyboard.press('Escape')
  expect(await now()).toBe(before)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await form.getByLabel('Recovers at (/s)').waitFor()
  await page.keyboard.press('Enter')
  await form.waitFor({ state: 'detached' })
  expect((await ruleNow())?.recover).toBeLessThan(before)
})

test('how long it must be broken stands beside the handle, and is changed there', async () => {
  await tile().getByRole('button', { name: 'How long records-in-high must be broken' }).click()
  await page.keyboard.type('1m')
  await page.keyboard.press('Enter')
  await tile().getByText('1 m', { exact: true }).waitFor()
  expect((await ruleNow())?.for).toBe(60_000)
})

test('Esc leaves the rule as it was; Remove takes it away', async () => {
  await threshold().focus()
  const before = await threshold().getAttribute('aria-valuenow')
  await page.keyboard.press('PageUp')
  expect(Number(await threshold().getAttribute('aria-valuenow'))).toBeGreaterThan(Number(before))
  await page.keyboard.press('Escape')
  expect(await threshold().getAttribute('aria-valuenow')).toBe(before)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('Rule records-in-high was removed').waitFor()
  await threshold().waitFor({ state: 'detached' })
  expect(await ruleNow()).toBeUndefined()
})

test('a rule on a node is made beside its figures, silenced by a click, and that undone', async () => {
  await page.goto(`${server.origin}/p/word-count?tab=live&sel=lower`)
  await page.getByRole('button', { name: 'New alert on Lower case (A)' }).waitFor()
  await page.keyboard.press('a')
  await page.getByRole('dialog', { name: 'Alert when' }).getByLabel('Threshold (/s)').waitFor()
  await page.keyboard.type('0.5')
  await page.getByText('in the last hour').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Rule lower-records-out-high is watching').waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('New alert on Lower case (A)')
  const status = async () => (await detail()).rules.find(({ rule }) => rule === 'lower-records-out-high')
  expect(await status()).toMatchObject({ on: 'lower', silencedUntil: null })
  await page.getByRole('button', { name: 'Silence lower-records-out-high of word-count for 30 minutes' }).click()
  const card = page.locator('.react-flow__node[data-id="lower"]')
  await card.getByText('alerts silenced').waitFor()
  expect((await status())?.silencedUntil).toBeGreaterThan(Date.now())
  await page.goto(`${server.origin}/p/word-count?tab=monitor&range=5m`)
  await page.getByText('lower-records-out-high 0.5/s · Silenced').waitFor()
  await page.goto(`${server.origin}/alerts?tab=silenced`)
  await page.getByRole('button', { name: 'End the silence of lower-records-out-high of word-count' }).click()
  await expect.poll(async () => (await status())?.silencedUntil).toBeNull()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await status())?.silencedUntil).toBeGreaterThan(Date.now())
  await page.goto(`${server.origin}/p/word-count?tab=monitor&range=5m`)
})

test('while the draft holds other changes a rule goes to the draft only', async () => {
  const { draft } = await detail()
  const text = draft.text.replace('title: Word count', 'title: Words')
  await server.request('PUT', 'pipelines/word-count/draft', { text }, { 'if-match': draft.etag })
  await page.reload()
  await tile().getByRole('slider', { name: 'New alert on Throughput' }).focus()
  await page.keyboard.press('a')
  await page.getByText('The draft holds other changes').waitFor()
  await page.keyboard.type('7000')
  await page.keyboard.press('Enter')
  await page.getByText('Saved to the draft').waitFor()
  const after = await detail()
  expect(after.draft.text).toContain('records-in-high')
  expect(after.ruleSettings.map(({ name }) => name)).not.toContain('records-in-high')
  expect(watched.problems).toEqual([])
})
