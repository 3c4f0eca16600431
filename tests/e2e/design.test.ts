import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser, openPage } from './browser.ts'
import { DesignPage } from './design-page.ts'
import { ServerUnderTest } from './server.ts'

let server: ServerUnderTest
let browser: Browser
let session: Awaited<ReturnType<BrowserContext['storageState']>>
let page: Page
let context: BrowserContext
let problems: string[]

beforeAll(async () => {
  server = await ServerUnderTest.start()
  browser = await launchBrowser()
  const first = await openPage(browser, server.origin)
  await first.page.goto(server.enterUrl)
  session = await first.context.storageState()
  await first.context.close()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})
beforeEach(async () => {
  ;({ page, context, problems } = await openPage(browser, server.origin, { width: 1680, height: 1000 }, session))
})
afterEach(async () => {
  await context.close()
  expect(problems).toEqual([])
})

const blank = (name: string): string => `millrace: 1\nname: ${name}\n# drawn by hand\nnodes: {}\n`
async function begin(name: string, text = blank(name)): Promise<DesignPage> {
  const design = new DesignPage(page, server.origin, name)
  await design.create(text)
  return design
}
/** Polls what the server has: the draft is saved a second after the last change. */
const draftOf = (design: DesignPage) => expect.poll(() => design.draft(), { timeout: 10_000 })
const wiresIn = (text: string): string[] =>
  text
    .split('wires:\n')[1]
    .split(/\n(?=\S)/)[0]
    .split('\n')
    .filter(Boolean)
    .map((line) => line.trim().replace(/^- /, ''))

describe('by mouse', () => {
  test('the word count is drawn from nothing, and undone step by step to the very bytes', async () => {
    const design = await begin('drawn-by-mouse')
    await page.getByText('Nothing is drawn yet').waitFor()
    await design.dragType('connect.tcp-client', [130, 90])
    await design.dragType('collect.event-time', [430, 90])
    await design.dragType('compose.split', [130, 260])
    await design.dragType('compose.aggregate', [430, 260])
    await design.dragWire('tcp-client', 'event-time')
    await design.dragWire('event-time', 'split')
    await design.dragWire('split', 'aggregate')
    await expect.poll(() => design.wires().count()).toBe(3)
    // a wire that ends on the canvas asks what comes next, and only what fits is offered
    await design.dropWire('aggregate', [700, 260])
    const list = page.getByRole('dialog', { name: 'Add a node behind aggregate' })
    await list.getByRole('option', { name: /Live table/ }).waitFor()
    expect(await list.getByRole('option', { name: /Decode/ }).count()).toBe(0)
    await list.getByRole('option', { name: /Live table/ }).click()
    await design.card('live-table').waitFor()
    await design.dragType('consign.file', [430, 430])
    await design.dragWire('aggregate', 'file')
    await expect.poll(() => design.wires().count()).toBe(5)
    await draftOf(design).toContain('aggregate -> file')
    const drawn = await design.draft()
    expect(wiresIn(drawn)).toEqual(['tcp-client -> event-time -> split -> aggregate -> live-table', 'aggregate -> file'])
    // settings were made for what arrives: nothing is left to fill in
    expect(drawn).toContain('field: text')
    expect(drawn).toContain('keys: [word]')
    await expect.poll(() => page.locator('.mr-problems[data-level="error"]').count()).toBe(0)
    expect(await design.card('file').locator('.mr-guarantee').innerText()).toContain('at most once')

    await page.getByRole('button', { name: 'History' }).click()
    const steps = page.getByRole('dialog', { name: 'History' }).getByRole('button')
    expect(await steps.count()).toBe(11)
    expect(await steps.first().innerText()).toContain('Wire aggregate → file')
    await page.keyboard.press('Escape')
    for (let i = 0; i < 10; i++) await page.getByRole('button', { name: /^Undo/ }).click()
    await page.getByText('Nothing is drawn yet').waitFor()
    await draftOf(design).toBe(blank('drawn-by-mouse'))
    for (let i = 0; i < 10; i++) await page.getByRole('button', { name: /^Redo/ }).click()
    await draftOf(design).toBe(drawn)
  })
})
