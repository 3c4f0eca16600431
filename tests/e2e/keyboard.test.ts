import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AlertEvent } from '../../core/alert.ts'
import type { PipelineDetail } from '../../core/protocol.ts'
import { launchBrowser, openPage } from './browser.ts'
import { DesignPage } from './design-page.ts'
import { ServerUnderTest } from './server.ts'
import { focusOf, pressBoth, typable } from './waits.ts'

let server: ServerUnderTest
let browser: Browser
let context: BrowserContext
let page: Page
let problems: string[]
/** Keys pressed since the test began. */
let pressed = 0

beforeAll(async () => {
  server = await ServerUnderTest.start()
  browser = await launchBrowser()
  ;({ page, context, problems } = await openPage(browser, server.origin))
  await page.goto(server.enterUrl)
})
afterAll(async () => {
  await context?.close()
  await browser?.close()
  await server?.close()
})
beforeEach(() => {
  pressed = 0
})

/** What has the focus; throws when that cannot be seen: it is ringed, or it is a field with its caret, and nothing lies over it. */
const seenFocus = (): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLElement
    const label = (at as HTMLInputElement).labels?.[0]?.textContent
    const name = at.dataset.id ?? at.getAttribute('aria-label') ?? label ?? at.textContent?.trim().slice(0, 40) ?? ''
    if (at === document.body) throw new Error('nothing has the focus')
    const { outlineStyle, outlineWidth } = getComputedStyle(at)
    const ringed = at.matches(':focus-visible') && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
    const { left, top, width, height } = at.getBoundingClientRect()
    const over = document.elementFromPoint(left + width / 2, top + height / 2)
    if (!ringed && !at.matches('input, textarea')) throw new Error(`the focus of ${name} is not seen`)
    if (over === null || !(at.contains(over) || over.contains(at))) throw new Error(`${name} has the focus and is covered`)
    return name
  })

/** Presses keys one after the other; after each the focus can be seen. */
async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    pressed += 1
    await expect.poll(() => seenFocus().then(() => 'seen', String)).toBe('seen')
  }
}

const type = (text: string): Promise<void> => press(...[...text].map((letter) => (letter === ' ' ? 'Space' : letter)))

/** Presses one key again and again until something of this name has the focus. */
async function pressTo(name: RegExp, key: 'Tab' | 'Shift+Tab' | 'ArrowRight' = 'Tab'): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await press(key)
    if (name.test(await seenFocus())) return
  }
  throw new Error(`${key} does not lead to ${name}`)
}

/** Chooses a command of the palette, and lands somewhere. */
async function command(text: string, lands: RegExp): Promise<void> {
  await press('Control+k')
  await typable(page.getByRole('dialog'))
  await type(text)
  await page.getByRole('option', { name: new RegExp(text, 'i'), selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect.poll(() => seenFocus().catch(String)).toMatch(lands)
}

const focused = (id: string) => focusOf(page, 'data-id').toBe(id)

/** Goes from a card to its settings. */
async function settings(): Promise<void> {
  await press('Enter')
  await page.locator('#inspector :focus').waitFor()
}

/** Adds a type by its name behind what is selected. */
async function add(design: DesignPage, text: string, id: string): Promise<void> {
  await press('Tab')
  await design.list()
  await type(text)
  await press('Enter')
  await focused(id)
}

const running = (name: string) =>
  expect.poll(async () => (await server.request<PipelineDetail>('GET', `pipelines/${name}`)).status.state).toBe('running')

test('from a blank canvas to a source, a window and a sink that run', async () => {
  const design = new DesignPage(page, server.origin, 'by-hand')
  await design.create('millrace: 1\nname: by-hand\nnodes: {}\n')
  await page.getByText('Nothing is drawn yet').waitFor()
  const begun = performance.now()
  await add(design, 'gen', 'generator')
  await add(design, 'ev', 'event-time')
  await add(design, 'agg', 'aggregate')
  await add(design, 'live', 'live-table')
  await press('Shift+P')
  await design.deployPanel()
  await press('Enter')
  await running('by-hand')
  console.info(`${pressed} keys, ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  expect(pressed).toBeLessThanOrEqual(40)
  expect(await design.draft()).toContain('generator -> event-time -> aggregate -> live-table')
})

const orders = (name: string): string => `millrace: 1
name: ${name}
nodes:
  orders: { type: connect.generator, config: { record: { at: "{{now}}", n: "{{int 1 9}}" }, rate: 20 } }
  some: { type: compose.filter, config: { where: n > 2 } }
  table: { type: consume.live-table }
  loose: { type: compose.union }
wires:
  - orders -> some -> table
  - orders -> loose
layout: { orders: [0, 0], some: [264, 0], table: [528, 0], loose: [264, 132] }
`

test('add, wire, configure, move, undo, deploy, alert and acknowledge, with the focus in sight after every key', async () => {
  const name = 'all-by-keys'
  const design = new DesignPage(page, server.origin, name)
  const text = orders(name)
  await design.create(text)
  const draft = () => design.saves()
  await design.card('orders').waitFor()

  // to the canvas, which is one stop
  await pressTo(/^orders$/)
  await press('ArrowRight')
  await focused('some')

  // add
  await settings()
  await press('Escape')
  await focused('some')
  await add(design, 'map', 'map')
  await draft().toContain('map')
  await press('Control+z')
  await draft().toBe(text)

  // wire
  // the focus went to what is nearest to the node that is gone
  await focused('table')
  await press('Escape', 'ArrowLeft')
  await focused('some')
  await press('ArrowDown')
  await focused('loose')
  await press('c')
  const letter = (await design.card('table').locator('.mr-letter').innerText()).toLowerCase()
  await press(letter, 'Enter')
  await draft().toContain('loose -> table')

  // configure
  await focused('table')
  await press('Escape', 'ArrowLeft')
  await focused('some')
  await settings()
  expect(await seenFocus()).toMatch(/where/i)
  await press('Control+a')
  await type('n > 4')
  await draft().toContain('n > 4')

  // move, undo and redo
  while ((await seenFocus()) !== 'some') await press('Escape')
  await press('Shift+ArrowDown')
  await draft().toContain('some: [264, 40]')
  await press('Control+z')
  await draft().toContain('some: [264, 0]')
  await press('Control+Shift+Z')
  await draft().toContain('some: [264, 40]')

  // deploy
  await press('Shift+P')
  await design.deployPanel()
  await press('Enter')
  await running(name)

  // an alert on a chart
  await command('monitor', /^Monitor$/)
  await page.getByTestId('tile').first().waitFor()
  await pressTo(/^New alert on Throughput/)
  await press('a')
  const form = page.getByRole('dialog', { name: 'Alert when' })
  await typable(form)
  await press('1')
  await pressTo(/^for/i)
  await press('Control+a')
  await type('0s')
  await press('Enter')
  await page.getByText('Rule records-in-high is watching').waitFor()

  // acknowledge
  await form.waitFor({ state: 'detached' })
  await page.getByText('records-in-high is firing').first().waitFor()
  // a page that was gone to begins anew
  await pressBoth(page, 'g', 'a')
  pressed += 2
  await page.waitForURL(`${server.origin}/alerts`)
  await focusOf(page, 'id').toBe('content')
  await page
    .getByRole('button', { name: /^Acknowledge/ })
    .first()
    .waitFor()
  await pressTo(/^Acknowledge/)
  await press('Enter')
  const events = () => server.request<AlertEvent[]>('GET', 'alerts/events')
  await expect.poll(async () => (await events()).some((event) => event.acknowledged !== null)).toBe(true)
  console.info(`${pressed} keys`)
  expect(problems).toEqual([])
})
