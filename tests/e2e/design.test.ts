import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
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

const WORDS = (name: string): string => `millrace: 1
name: ${name}
nodes:
  lines: { type: connect.tcp-client, config: { port: 9990 } }
  words: { type: compose.split, config: { field: text, as: word } } # by white space
  table: { type: consume.live-table, config: { key: [word] } }
  loose: { type: compose.union }
wires:
  - lines -> words -> table
layout: { lines: [0, 0], words: [288, 0], table: [576, 0], loose: [0, 240] }
`

describe('by keyboard', () => {
  test('the word count is drawn from nothing with less than forty keys', async () => {
    const design = await begin('drawn-by-keys')
    await page.getByText('Nothing is drawn yet').waitFor()
    let pressed = 0
    for (const [word, id] of [
      ['tcp', 'tcp-client'],
      ['ev', 'event-time'],
      ['spl', 'split'],
      ['agg', 'aggregate'],
      ['live', 'live-table'],
    ]) {
      await design.keys('Tab')
      await page.getByRole('dialog').getByRole('combobox').waitFor()
      await design.keys(word, 'Enter')
      await design.card(id).waitFor()
      await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe(id)
      pressed += word.length + 2
    }
    expect(pressed).toBeLessThan(40)
    await draftOf(design).toContain('tcp-client -> event-time -> split -> aggregate -> live-table')
    await design.keys('Shift+L')
    await draftOf(design).toMatch(/aggregate: \[\d+, 0\]|aggregate: \[\d+, \d+\]/)
    for (let i = 0; i < 6; i++) await design.keys('Control+z')
    await draftOf(design).toBe(blank('drawn-by-keys'))
    for (let i = 0; i < 6; i++) await design.keys('Control+Shift+Z')
    await draftOf(design).toContain('live-table: { type: consume.live-table')
  })

  test('what is chosen with Ctrl held is followed by the next choice, up to the end of the way', async () => {
    const design = await begin('drawn-in-a-row')
    await design.keys('Tab')
    let behind = 'Add a node'
    for (const [word, id] of [
      ['tcp', 'tcp-client'],
      ['spl', 'split'],
      ['live', 'live-table'],
    ]) {
      const list = page.getByRole('dialog', { name: behind, exact: true })
      await list.locator('input:focus').waitFor()
      await design.keys(word, 'Control+Enter')
      await design.card(id).waitFor()
      behind = `Add a node behind ${id}`
    }
    await draftOf(design).toContain('tcp-client -> split -> live-table')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe('live-table')
    expect(await page.getByRole('dialog').count()).toBe(0)
    // Esc ends it, and leads back to the node that it was about
    await design.card('split').focus()
    await design.keys('Tab')
    await page.getByRole('dialog').locator('input:focus').waitFor()
    await design.keys('con', 'Control+Enter', 'Escape')
    await draftOf(design).toContain('console')
  })

  test('nodes are reached, followed, moved, wired and deleted', async () => {
    const text = WORDS('by-keys')
    const design = await begin('by-keys', text)
    const focused = () => expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-id')))
    await design.card('lines').focus()
    await design.keys('ArrowRight')
    await focused().toBe('words')
    await design.keys('Alt+ArrowRight')
    await focused().toBe('table')
    await design.keys('Alt+ArrowLeft', 'Enter')
    await expect.poll(() => design.card('words').locator('.mr-card').getAttribute('data-selected')).toBe('true')
    // Enter led to the settings; Esc leads back
    await page.getByRole('complementary').locator(':focus').waitFor()
    await design.keys('Escape')
    await focused().toBe('words')
    await design.keys('ArrowDown', 'ArrowDown', 'Shift+ArrowRight')
    await draftOf(design).toContain('words: [328, 16]')
    // what is done and undone is said, the same again too
    const said = page.locator('[data-editor] > [role=status]')
    // the tooltip of a button is its name, and no description beside it
    const undo = page.getByRole('button', { name: 'Undo: Move words' })
    await undo.hover()
    await page.getByRole('tooltip').waitFor({ state: 'attached' })
    expect(await undo.getAttribute('aria-describedby')).toBe(null)
    expect(await said.innerText()).toBe('Move words')
    await design.keys('Control+z')
    expect(await said.innerText()).toBe('Undone: Move words')
    await draftOf(design).toBe(text)

    // C gives letters to what fits; Enter wires the one that was typed
    await design.keys('Escape', 'c')
    const letter = await design.card('loose').locator('.mr-letter').innerText()
    expect(await design.card('lines').locator('.mr-letter').count()).toBe(0)
    await design.keys(letter.toLowerCase(), 'Enter')
    await draftOf(design).toContain('words -> loose')
    await design.keys('Control+z')
    await draftOf(design).toBe(text)

    // E goes through the wires, Delete cuts the one that is selected
    await design.card('words').focus()
    await design.keys('e', 'e', 'Delete')
    await draftOf(design).toContain('  - lines -> words\n')
    await design.keys('Control+z')
    await draftOf(design).toBe(text)
    await design.card('words').focus()
    await design.keys('Enter', 'Escape', 'Control+Delete')
    await draftOf(design).toContain('- lines -> table')
    expect(await page.locator('[data-editor] > [role=status]').innerText()).toBe('Delete words and join the neighbours')
  })

  test('keys are dead while somebody types, and while an input method composes', async () => {
    const text = WORDS('typing')
    const design = await begin('typing', text)
    const search = page.getByRole('searchbox', { name: 'Search nodes' })
    await search.click()
    await design.keys('Delete', 'c', 'o', 'Shift+L', 'Backspace')
    await design.card('words').click()
    await page.evaluate(() => {
      for (const key of ['Delete', 'o'])
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, isComposing: true }))
    })
    expect(await page.getByRole('region', { name: 'Outline' }).count()).toBe(0)
    expect(await design.card('words').count()).toBe(1)
    expect(await design.draft()).toBe(text)
  })

  test('the outline says all of the graph, and leads to it', async () => {
    const design = await begin('outlined', WORDS('outlined'))
    await design.card('lines').focus()
    await design.keys('o')
    const outline = page.getByRole('region', { name: 'Outline' })
    await outline.getByRole('button', { name: /^words Compose · from lines · to table/ }).click()
    await expect.poll(() => design.card('words').locator('.mr-card').getAttribute('data-selected')).toBe('true')
  })
})

test('with Shift, each third of a card selects it with what feeds it, is joined with it, or it feeds', async () => {
  const design = await begin('thirds', WORDS('thirds'))
  const chosen = () => page.locator('.mr-card[data-selected]').count()
  const clickAt = async (share: number, more = false): Promise<void> => {
    const { width, height } = (await design.card('words').boundingBox())!
    await design.card('words').click({
      position: { x: width * share, y: height / 2 },
      modifiers: more ? ['Shift', 'ControlOrMeta'] : ['Shift'],
    })
  }
  await clickAt(0.2)
  await expect.poll(chosen).toBe(2)
  expect(await design.card('table').locator('.mr-card').getAttribute('data-selected')).toBeNull()
  await clickAt(0.8, true)
  await expect.poll(chosen).toBe(3)
  await design.keys('Escape')
  await clickAt(0.8)
  await expect.poll(chosen).toBe(2)
  expect(await design.card('lines').locator('.mr-card').getAttribute('data-selected')).toBeNull()
  await clickAt(0.5)
  await expect.poll(chosen).toBe(3)
  // what it would select is shown before it is clicked
  await page.keyboard.down('Shift')
  await page.getByText('With all that is joined with it').waitFor()
  await page.keyboard.up('Shift')
  await expect.poll(() => page.locator('.mr-veil[data-reached]').count()).toBe(0)
})

test('a pinned node stays where it is while the others are tidied round it', async () => {
  const text = WORDS('pinned')
  const design = await begin('pinned', text)
  await design.card('words').click()
  await design.keys('Shift+K')
  await design.card('words').locator('.mr-pin').waitFor()
  await draftOf(design).toMatch(/words: \[288, 0, pinned\]/)
  await design.dragCard('words', [420, 330])
  await draftOf(design).not.toMatch(/words: \[288, 0, pinned\]/)
  const at = /words: (\[\d+, \d+, pinned\])/.exec(await design.draft())![1]
  await design.keys('Escape', 'Shift+L')
  await draftOf(design).toMatch(new RegExp(`lines: \\[.*, ${JSON.parse(at.replace(', pinned', ''))[1]}\\]`))
  expect(await design.draft()).toContain(`words: ${at}`)
  await design.card('words').click()
  await page.getByRole('button', { name: 'More actions for words' }).click()
  await page.getByRole('menuitem', { name: 'Unpin' }).click()
  await expect.poll(() => design.card('words').locator('.mr-pin').count()).toBe(0)
  for (let i = 0; i < 4; i++) await design.keys('Control+z')
  await draftOf(design).toBe(text)
})

describe('clipboard', () => {
  test('nodes are copied as YAML, pasted, pasted with their inputs, duplicated and cut', async () => {
    const text = WORDS('copied')
    const design = await begin('copied', text)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await design.card('words').click()
    await design.card('table').click({ modifiers: ['ControlOrMeta'] })
    await design.keys('Control+c')
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain('millrace: 1\nnodes:\n  words: { type: compose.split')
    expect(copied).toContain('- words -> table')
    await design.keys('Control+v')
    await draftOf(design).toContain('- words-2 -> table-2')
    await design.keys('Control+z', 'Control+Shift+V')
    await draftOf(design).toMatch(/- lines -> words-2\n|lines -> words-2 -> table-2/)
    await design.keys('Control+z')
    await draftOf(design).toBe(text)
    // from an editor
    await page.evaluate(() => navigator.clipboard.writeText('nodes:\n  hot: { type: compose.filter, config: { where: n > 2 } }\n'))
    await design.keys('Control+v')
    await design.card('hot').waitFor()
    await design.keys('Control+d')
    await design.card('hot-2').waitFor()
    await design.keys('Control+x')
    await expect.poll(() => design.card('hot-2').count()).toBe(0)
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('hot-2:')
  })
})

describe('wires', () => {
  test('are cut, filled and led elsewhere, and a node that hangs over one is put into it', async () => {
    const text = WORDS('wired')
    const design = await begin('wired', text)
    const wire = design.wires().nth(1)
    await wire.click({ force: true })
    const tools = page.locator('.mr-wire-tools')
    // what it carries is known before anything runs
    expect(await tools.locator('dl').innerText()).toMatch(/word\s+string/)
    await tools.getByRole('button', { name: 'Cut' }).click()
    await draftOf(design).toContain('  - lines -> words\n')
    await design.keys('Control+z')
    await draftOf(design).toBe(text)
    await wire.click({ force: true })
    await tools.getByRole('button', { name: 'Insert…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('option', { name: /Filter/ })
      .click()
    await draftOf(design).toContain('lines -> words -> filter -> table')
    await design.keys('Control+z')
    await draftOf(design).toBe(text)

    const [from, to] = [await design.card('words').boundingBox(), await design.card('table').boundingBox()]
    const canvas = (await page.locator('#design-canvas').boundingBox())!
    const middle = [(from!.x + from!.width + to!.x) / 2 - canvas.x, from!.y + from!.height / 2 - canvas.y] as const
    await design.dragCard('loose', middle)
    await draftOf(design).toContain('lines -> words -> loose -> table')
    await design.keys('Control+z')
    await draftOf(design).toBe(text)
    await design.dragType('compose.filter', middle)
    await draftOf(design).toContain('lines -> words -> filter -> table')
    await design.keys('Control+z')

    // a line with Alt held cuts what it crosses, and no other wire
    const [x, y] = [canvas.x + middle[0], canvas.y + middle[1]]
    await page.keyboard.down('Alt')
    await page.mouse.move(x, y - 60)
    await page.mouse.down()
    await page.mouse.move(x, y + 60, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.up('Alt')
    await draftOf(design).toContain('  - lines -> words\n')
    await design.keys('Control+z')
    await draftOf(design).toBe(text)
    // of several wires none shows its tools: they would cover each other
    await design.keys('Control+a')
    expect(await tools.count()).toBe(0)
    await design.keys('Escape')

    // the end of a selected wire can be led to another node, or off
    await wire.click({ force: true })
    await design.dragWireEnd('words', 'table', 'loose')
    await draftOf(design).toContain('lines -> words -> loose')
    await design.keys('Control+z')
    await draftOf(design).toBe(text)
  })

  test('that do not fit are refused with the reason, and a fix where there is one', async () => {
    const name = 'refused'
    const design = await begin(
      name,
      WORDS(name).replace(
        'loose: { type: compose.union }',
        'loose: { type: compose.aggregate, config: { window: { kind: tumbling, size: 10s }, aggs: [{ name: n, fn: count }] } }',
      ),
    )
    await design.dragWire('words', 'loose')
    const refusal = page.getByRole('dialog', { name: 'They do not fit' })
    expect(await refusal.innerText()).toContain('no event time')
    await refusal.getByRole('button', { name: 'Use the time of arrival' }).click()
    await draftOf(design).toContain('words -> event-time -> loose')
  })

  test('from a source that cannot send again have a receiver that a click makes real', async () => {
    const design = await begin('received', WORDS('received'))
    await page.getByRole('button', { name: 'Make the receiver a node' }).click()
    await draftOf(design).toContain('lines -> receiver -> words -> table')
    await expect.poll(() => page.getByRole('button', { name: 'Make the receiver a node' }).count()).toBe(0)
  })
})

test('a double click on the canvas adds a node there, and the palette of commands finds nodes by what they are', async () => {
  const design = await begin('found', WORDS('found'))
  const pane = (await page.locator('#design-canvas').boundingBox())!
  await page.mouse.dblclick(pane.x + pane.width - 400, pane.y + pane.height - 200)
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  await page.keyboard.type('union')
  await page.keyboard.press('Enter')
  await draftOf(design).toContain('union: { type: compose.union }')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('is:invalid uni')
  await page
    .getByRole('option', { name: /^union/ })
    .first()
    .waitFor()
  expect(await page.getByRole('option', { name: /words/ }).count()).toBe(0)
  await page.getByRole('dialog').getByRole('combobox').fill('n: words')
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).searchParams.get('sel')).toBe('words')
  // and selects what belongs to it
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('feeds the selection')
  await page.getByRole('option', { name: 'Select all that feeds the selection' }).click()
  await expect.poll(() => page.locator('.react-flow__node.selected').count()).toBe(2)
})

test('what is selected stands in the address, and a link leads there', async () => {
  const design = await begin('linked', WORDS('linked'))
  await design.card('words').click()
  await expect.poll(() => new URL(page.url()).searchParams.get('sel')).toBe('words')
  await design.open('?tab=edit&sel=table')
  await expect.poll(() => design.card('table').locator('.mr-card').getAttribute('data-selected')).toBe('true')
})

test('when somebody else saves the draft, the page asks before anything is overwritten', async () => {
  const text = WORDS('shared')
  const design = await begin('shared', text)
  const other = text.replace('# by white space', '# theirs')
  // somebody is quicker by a moment
  const save = async (route: Route): Promise<void> => {
    const headers = { ...(await route.request().allHeaders()), 'if-match': '*' }
    await context.request.put(route.request().url(), { headers, data: { text: other } })
    await route.continue()
  }
  await page.route('**/draft', save, { times: 1 })
  await design.card('loose').click()
  await design.keys('Delete')
  await page.getByRole('button', { name: 'Somebody else saved this draft' }).click()
  expect(await design.draft()).toBe(other)
  await page.getByRole('button', { name: 'Save mine over theirs' }).click()
  await draftOf(design).not.toContain('loose')
})
