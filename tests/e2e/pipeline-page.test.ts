import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from './browser.ts'
import { ServerUnderTest } from './server.ts'
import { focusOf, inAddress, placeOf, pressBoth, typable } from './waits.ts'

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

const open = (address: string) => page.goto(`${server.origin}/p/${address}`)
const focusedText = () => expect.poll(() => page.evaluate(() => document.activeElement?.textContent))

test('the canvas is walked by keyboard: arrows lead from card to card, Enter shows more, Esc hides it', async () => {
  await open('word-count')
  const lines = page.locator('.react-flow__node[data-id=lines]')
  const decode = page.locator('.react-flow__node[data-id=decode]')
  for (const card of [lines, decode]) await card.getByText(/\d\/s/).first().waitFor()
  // one stop for Tab, however many cards there are
  await expect.poll(() => page.locator('.react-flow__node[tabindex="0"]').count()).toBe(1)
  await lines.focus()
  await page.keyboard.press('ArrowRight')
  await focusOf(page, 'data-id').toBe('decode')
  await focusOf(page, 'aria-label').toMatch(/Collect, running, [\d.]+k?\/s, leads to Time of arrival/)
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'Details of' })
  await panel.getByText('Records in').waitFor()
  await inAddress(page, 'sel').toBe('decode')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await inAddress(page, 'sel').toBe(null)
})

test('a rule is joined to the node that it watches', async () => {
  await open('this-machine')
  // by then cards were measured
  await page.waitForFunction(() => document.querySelector('.mr-rate')?.textContent?.includes('/s'))
  await expect.poll(() => page.locator('.mr-watch path').count()).toBe(1)
})

test('the map shows where there is more, and leads there', async () => {
  await open('word-count')
  await page.locator('.react-flow__node').first().focus()
  await page.keyboard.press('0')
  const view = async (): Promise<DOMMatrix> =>
    page.locator('.react-flow__viewport').evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).toJSON())
  await expect.poll(async () => (await view()).a).toBe(1)
  await page.keyboard.press('+')
  await page.keyboard.press('+')
  const map = page.getByRole('img', { name: 'Map of the graph' })
  await map.waitFor()
  await page.locator('.mr-spot[data-mark=ok][d*=M]').waitFor({ state: 'attached' })
  await expect.poll(async () => (await view()).a).toBeCloseTo(1.44)
  const { e } = await view()
  const box = await placeOf(map)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 20, y, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => (await view()).e).toBeLessThan(e - 100)
  await page.mouse.wheel(0, 200)
  await expect.poll(async () => (await view()).a).toBeLessThan(1.4)
})

test('an address leads to a node, which does not lie under its own panel', async () => {
  await open('word-count?sel=file')
  const panel = page.getByRole('complementary', { name: 'Details of File' })
  await panel.getByText('at most once').waitFor()
  const card = page.locator('.react-flow__node[data-id=file]')
  await page.waitForFunction(() => {
    const [node, side] = ['.react-flow__node[data-id=file]', 'aside[aria-label]'].map((s) =>
      document.querySelector(s)!.getBoundingClientRect(),
    )
    return node.width > 0 && node.right <= side.left
  })
  await expect.poll(() => card.getAttribute('class')).toContain('selected')
})

test('a wire of the live graph shows its newest records while it runs', async () => {
  await open('word-count?tab=live&sel=count.out%3Etop.in')
  const records = page.getByRole('complementary', { name: 'Details of' }).getByRole('table', { name: /^Last records of/ })
  await records.getByRole('columnheader', { name: 'word' }).waitFor()
  await records.locator('tbody tr').first().waitFor()
})

test('charts stand still while paused, and the table of a chart says what its lines say', async () => {
  await open('word-count?tab=monitor&range=5m')
  const throughput = page.getByTestId('tile').filter({ hasText: 'Throughput' })
  const line = throughput.locator('.mr-lines path').first()
  await line.waitFor({ state: 'attached' })
  await page.locator('body').press(' ')
  await page.getByText(/Paused · [1-9]\d* s behind/).waitFor()
  const held = await line.getAttribute('d')
  await page.getByText(/Paused · ([3-9]|\d\d) s behind/).waitFor()
  await expect.poll(() => line.getAttribute('d')).toBe(held)
  await page.getByRole('button', { name: /Resume/ }).click()
  await expect.poll(() => line.getAttribute('d')).not.toBe(held)

  await throughput.getByRole('button', { name: 'View as table' }).click()
  await throughput.getByRole('columnheader', { name: 'Records in' }).waitFor()
  await throughput
    .getByRole('cell', { name: /^[\d.]+k?\/s$/ })
    .first()
    .waitFor()
})

test('one crosshair points at the same second of all charts', async () => {
  await open('word-count?tab=monitor&range=5m')
  const [throughput, latency] = ['Throughput', 'Latency'].map((name) => page.getByTestId('tile').filter({ hasText: name }))
  await latency.locator('.mr-lines path').first().waitFor({ state: 'attached' })
  const box = await placeOf(throughput.getByRole('img', { name: 'Throughput' }))
  await page.mouse.move(box.x + box.width - 40, box.y + 40)
  const timeIn = (tile: Locator) => tile.locator('figcaption').getByText(/^\d\d:\d\d:\d\d/)
  const time = timeIn(throughput)
  await time.waitFor()
  await page.getByText('Held while you look').waitFor()
  await expect.poll(() => timeIn(latency).textContent()).toBe(await time.textContent())
  await page.mouse.move(5, 5)
  await time.waitFor({ state: 'detached' })
})

test('a range is kept in the address; long ones come from the history', async () => {
  await open('word-count?tab=monitor')
  await page.getByRole('button', { name: '6 h', exact: true }).click()
  await page.getByText('One point each 10 s').waitFor()
  await inAddress(page, 'range').toBe('6h')
})

test('a pipeline that somebody else deletes gives way to a page that leads on', async () => {
  const text =
    'millrace: 1\nname: gone\nnodes:\n  g: { type: connect.generator, config: { record: { k: 1 } } }\n  d: { type: consign.discard }\nwires: [g -> d]\n'
  await server.request('POST', 'pipelines', { text })
  await open('gone')
  await page.getByRole('heading', { name: 'gone' }).waitFor()
  await server.request('DELETE', 'pipelines/gone')
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  await page.getByRole('main').getByRole('link').click()
  await page.getByRole('link', { name: 'Word count' }).waitFor()
})

test('more pages than one browser may have open are told why they are not live, and are when another is closed', async () => {
  const crowd = await watched.context.newPage()
  await crowd.goto(server.origin)
  await crowd.evaluate(async () => {
    const open = Array.from({ length: 10 }, () => new WebSocket(`ws://${location.host}/socket.io/?EIO=4&transport=websocket`))
    Object.assign(globalThis, { open })
    await Promise.all(
      open.map(
        (socket) =>
          new Promise<void>((done) => {
            socket.onmessage = ({ data }) => (data === '2' ? socket.send('3') : data[0] === '0' ? socket.send('40') : undefined)
            socket.addEventListener('message', ({ data }) => data.startsWith('40') && done())
            socket.addEventListener('close', () => done())
          }),
      ),
    )
  })
  const late = await watched.context.newPage()
  await late.goto(server.origin)
  const banner = late.getByText('too many pages of Millrace open')
  await banner.waitFor()
  await crowd.close()
  await banner.waitFor({ state: 'hidden' })
  await late.close()
})

test('where a filter leaves nothing it is named, and taken away by a click', async () => {
  await page.goto(`${server.origin}/alerts?tab=silenced&pipeline=word-count`)
  await page.getByText('No rule of word-count under “Silenced”').waitFor()
  await page.goto(`${server.origin}/alerts?tab=deliveries&pipeline=word-count`)
  await page.getByText('Nothing was sent for word-count yet').waitFor()
  await page.getByRole('button', { name: 'All pipelines' }).click()
  await page.getByText('Nothing was sent yet').waitFor()
  await page.goto(server.origin)
  await page.getByLabel('Filter pipelines').fill('nowhere')
  await page.getByText('No pipeline fits the filter: “nowhere”').waitFor()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page.getByRole('link', { name: 'Word count' }).waitFor()
  await page.getByLabel('Filter pipelines').and(page.locator(':focus')).waitFor()
})

test('tabs are walked by arrow keys, and the next stop is what they show', async () => {
  await open('word-count?tab=versions')
  const tab = page.getByRole('tab', { name: 'Versions' })
  await tab.focus()
  await page.keyboard.press('ArrowLeft')
  const panel = page.getByRole('tabpanel', { name: 'Logs' })
  await panel.getByRole('region', { name: 'Log' }).waitFor()
  await page.keyboard.press('End')
  await page.getByRole('tabpanel', { name: 'Versions' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('tabpanel', { name: 'Design' }).waitFor()
  await focusedText().toBe('Design')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('tabpanel', { name: 'Logs' }).waitFor()
  await focusedText().toBe('Logs')
  await page.keyboard.press('Tab')
  await focusOf(page, 'role').toBe('tabpanel')
})

test('two keys lead to design, live graph and charts, and the sheet of keys says so', async () => {
  await open('word-count?tab=logs')
  await page.getByRole('tabpanel', { name: 'Logs' }).waitFor()
  for (const [second, name] of [
    ['e', 'Design'],
    ['d', 'Monitor'],
    ['l', 'Live'],
  ]) {
    await pressBoth(page, 'g', second)
    await page.getByRole('tabpanel', { name }).waitFor()
    await focusedText().toBe(name)
  }
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByRole('heading', { name: 'Views of the pipeline' }).waitFor()
  await page.keyboard.press('Escape')
})

test('what is typed right behind Ctrl+K is in the palette, though that is still on its way', async () => {
  await open('word-count?tab=logs')
  await page.getByRole('tabpanel', { name: 'Logs' }).waitFor()
  const { keyboard } = page
  await Promise.all([
    keyboard.down('Control'),
    keyboard.down('k'),
    keyboard.up('k'),
    keyboard.up('Control'),
    ...[...'alerts'].map((key) => keyboard.press(key)),
  ])
  const palette = page.getByRole('dialog', { name: 'Search and commands' })
  await typable(palette)
  await expect.poll(() => palette.getByRole('combobox').inputValue()).toBe('alerts')
  await page.keyboard.press('Escape')
  await palette.waitFor({ state: 'detached' })
})

test('the log is searched and told by node', async () => {
  await open('word-count?tab=logs')
  const log = page.getByRole('region', { name: 'Log' })
  await log.getByText('connected to').first().waitFor()
  await page.getByLabel('Search the log').fill('listening')
  await log.getByText('listening on').first().waitFor()
  await log.getByText('connected to').first().waitFor({ state: 'detached' })
  await page.getByLabel('Search the log').fill('no such words')
  await page.getByText('No line fits the filter: “no such words”').waitFor()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await log.getByText('connected to').first().waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Show older lines' }).count()).toBe(0)
  expect(watched.problems).toEqual([])
})
