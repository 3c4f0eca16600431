import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PipelineDetail } from '../../core/protocol.ts'
import { UNTIL_ENDED } from '../../core/silence.ts'
import { launchBrowser, openPage, type WatchedPage } from './browser.ts'
import { ServerUnderTest } from './server.ts'
import { focusOf, inAddress, placeOf, savedDraft, typable } from './waits.ts'

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
  await typable(form)
  await page.keyboard.type('5000')
  await expect.poll(() => form.getByLabel('Threshold (/s)').inputValue()).toBe('5000')
  await page.keyboard.press('Enter')
  await page.getByText('Rule records-in-high is watching').waitFor()
  await threshold().waitFor()
  await tile().getByText('records-in-high 5.00k/s').waitFor()
  await form.waitFor({ state: 'detached' })
  expect(await ruleNow()).toMatchObject({ on: 'pipeline', metric: 'recordsIn', above: 5000, for: 30_000, severity: 'warning' })
  // a rule applies to the run that goes on
  expect((await detail()).status).toMatchObject({ state: 'running', run: status.run })
})

test('dragging its line tells what it would have done, and changes the rule', async () => {
  const box = await placeOf(threshold())
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
  await form.waitFor({ state: 'detached' })
  expect((await ruleNow())?.above).toBe(value)
  // the page fetches what it changed
  await expect.poll(async () => Number(await threshold().getAttribute('aria-valuenow'))).toBe(value)
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
  const now = async () => Number(await recovery.getAttribute('aria-valuenow'))
  // there was one at the level that was suggested
  const before = Math.round(top / 2)
  await expect.poll(now).toBe(before)
  await recovery.focus()
  await page.keyboard.press('ArrowUp')
  await expect.poll(now).toBeGreaterThan(before)
  const step = (await now()) - before
  await page.keyboard.press('Shift+ArrowUp')
  await expect.poll(now).toBeGreaterThan(before + 6 * step)
  for (let i = 0; i < 9; i++) await page.keyboard.press('Shift+ArrowUp')
  await expect.poll(now).toBe(top)
  await page.keyboard.press('Escape')
  await expect.poll(now).toBe(before)
  await page.keyboard.press('ArrowDown')
  await expect.poll(now).toBeLessThan(before)
  await page.keyboard.press('Enter')
  await typable(form)
  await page.keyboard.press('Enter')
  await form.waitFor({ state: 'detached' })
  const recover = (await ruleNow())?.recover
  expect(recover).toBeLessThan(before)
  await expect.poll(now).toBe(recover)
})

test('how long it must be broken stands beside the handle, and is changed there', async () => {
  await tile().getByRole('button', { name: 'How long records-in-high must be broken' }).click()
  const form = page.getByRole('dialog', { name: 'Threshold of records-in-high' })
  await typable(form)
  await page.keyboard.type('1m')
  await page.keyboard.press('Enter')
  await form.waitFor({ state: 'detached' })
  await tile().getByText('1 m', { exact: true }).waitFor()
  expect((await ruleNow())?.for).toBe(60_000)
})

test('Esc leaves the rule as it was; Remove takes it away', async () => {
  await threshold().focus()
  const now = async () => Number(await threshold().getAttribute('aria-valuenow'))
  const before = await now()
  await page.keyboard.press('PageUp')
  await expect.poll(now).toBeGreaterThan(before)
  await page.keyboard.press('Escape')
  await expect.poll(now).toBe(before)
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
  const form = page.getByRole('dialog', { name: 'Alert when' })
  await typable(form)
  await page.keyboard.type('0.5')
  await form.getByText('in the last hour').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Rule lower-records-out-high is watching').waitFor()
  await focusOf(page, 'aria-label').toBe('New alert on Lower case (A)')
  const status = async () => (await detail()).rules.find(({ rule }) => rule === 'lower-records-out-high')
  await expect.poll(status).toMatchObject({ on: 'lower', silencedUntil: null })
  await page.getByRole('button', { name: 'Silence lower-records-out-high of word-count for 30 min' }).click()
  const card = page.locator('.react-flow__node[data-id="lower"]')
  await card.getByText('alerts silenced').waitFor()
  await expect.poll(async () => (await status())?.silencedUntil).toBeGreaterThan(Date.now())
  await page.goto(`${server.origin}/p/word-count?tab=monitor&range=5m`)
  await page.getByText('lower-records-out-high 0.5/s · Silenced').waitFor()
  await page.goto(`${server.origin}/alerts?tab=silenced`)
  // what is chosen stands in the address, and the tabs count only that
  const rows = page.getByRole('tabpanel').getByRole('row').filter({ hasText: 'lower-records-out-high' })
  await rows.waitFor()
  await page.getByRole('combobox', { name: 'Pipeline' }).click()
  await page.getByRole('option', { name: 'this-machine' }).click()
  await page.getByRole('tab', { name: 'Silenced 0' }).waitFor()
  await rows.waitFor({ state: 'detached' })
  await inAddress(page, 'pipeline').toBe('this-machine')
  await page.getByRole('button', { name: 'All pipelines' }).click()
  await page.getByRole('button', { name: 'End the silence of lower-records-out-high of word-count' }).click()
  await expect.poll(async () => (await status())?.silencedUntil).toBeNull()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await status())?.silencedUntil).toBeGreaterThan(Date.now())
})

test('the focus goes on to a rule that is added in the designer, and to the next when one is removed', async () => {
  await page.goto(`${server.origin}/p/word-count?tab=edit&sel=count`)
  await page.locator('#inspector').getByRole('tab', { name: 'Alerts' }).click()
  const rule = (name: string) => page.locator(`#inspector [data-rule="${name}"]`)
  await rule('hot-word').waitFor()
  const focused = () => page.evaluate(() => document.activeElement?.closest('[data-rule]')?.getAttribute('data-rule'))
  await page.getByRole('button', { name: 'Add a rule' }).press('Enter')
  await page.getByRole('menuitem').first().press('Enter')
  await rule('count-errors').waitFor()
  await expect.poll(focused).toBe('count-errors')
  await rule('count-errors').getByRole('button', { name: 'Delete count-errors' }).press('Enter')
  await rule('count-errors').waitFor({ state: 'detached' })
  await expect.poll(focused).toBe('hot-word')
  await savedDraft(page)
  expect((await detail()).changed).toBe(false)
})

test('while the draft holds other changes a rule goes to the draft only', async () => {
  const { draft } = await detail()
  const text = draft.text.replace('title: Word count', 'title: Words')
  await server.request('PUT', 'pipelines/word-count/draft', { text }, { 'if-match': draft.etag })
  await page.goto(`${server.origin}/p/word-count?tab=monitor&range=5m`)
  await tile().getByRole('slider', { name: 'New alert on Throughput' }).focus()
  await page.keyboard.press('a')
  const form = page.getByRole('dialog', { name: 'Alert when' })
  await form.getByText('The draft holds other changes').waitFor()
  await typable(form)
  await page.keyboard.type('7000')
  await page.keyboard.press('Enter')
  await page.getByText('Saved to the draft', { exact: true }).waitFor()
  const after = await detail()
  expect(after.draft.text).toContain('records-in-high')
  expect(after.ruleSettings.map(({ name }) => name)).not.toContain('records-in-high')
  expect(watched.problems).toEqual([])
})

test('the rule that a source has without anybody writing it is switched off by one click, and that undone', async () => {
  await page.goto(`${server.origin}/alerts?tab=rules&pipeline=word-count`)
  const row = page.getByRole('row').filter({ hasText: 'silence-lines' })
  await row.getByText('Fires when: no records for 1 m').waitFor()
  await row.getByRole('button', { name: 'Switch off silence-lines of word-count' }).click()
  await row.getByText('Silenced until it is switched on').waitFor()
  const until = async () => (await detail()).rules.find(({ rule }) => rule === 'silence-lines')?.silencedUntil
  await expect.poll(until).toBe(UNTIL_ENDED)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(until).toBeNull()
})
