import type { Route } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { begin, blank, context, designing, page, WORDS, wiresIn } from './designing.ts'
import { focusOf, inAddress, placeOf, typable } from './waits.ts'

designing()

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
    await expect.poll(() => list.getByRole('option', { name: /Decode/ }).count()).toBe(0)
    await list.getByRole('option', { name: /Live table/ }).click()
    await design.card('live-table').waitFor()
    await design.dragType('consign.file', [430, 430])
    await design.dragWire('aggregate', 'file')
    await expect.poll(() => design.wires().count()).toBe(5)
    await design.saves().toContain('aggregate -> file')
    const drawn = await design.draft()
    expect(wiresIn(drawn)).toEqual(['tcp-client -> event-time -> split -> aggregate -> live-table', 'aggregate -> file'])
    // settings were made for what arrives: nothing is left to fill in
    expect(drawn).toContain('field: text')
    expect(drawn).toContain('keys: [word]')
    await expect.poll(() => page.locator('.mr-problems[data-level="error"]').count()).toBe(0)
    await expect.poll(() => design.card('file').locator('.mr-guarantee').innerText()).toContain('at most once')

    await page.getByRole('button', { name: 'History' }).click()
    const history = page.getByRole('dialog', { name: 'History' })
    const steps = history.getByRole('button')
    await expect.poll(() => steps.count()).toBe(11)
    await expect.poll(() => steps.first().innerText()).toContain('Wire aggregate → file')
    await history.locator(':focus').waitFor()
    await page.keyboard.press('Escape')
    await history.waitFor({ state: 'detached' })
    for (let i = 0; i < 10; i++) await page.getByRole('button', { name: /^Undo/ }).click()
    await page.getByText('Nothing is drawn yet').waitFor()
    await design.saves().toBe(blank('drawn-by-mouse'))
    for (let i = 0; i < 10; i++) await page.getByRole('button', { name: /^Redo/ }).click()
    await design.saves().toBe(drawn)
  })

  test('a type that is taken before it tells what it is can be dropped right beside the palette', async () => {
    await page.clock.install()
    const design = await begin('beside')
    const item = page.locator('[data-type="connect.tcp-client"]')
    const told = page.locator('[data-radix-popper-content-wrapper]')
    // the first pointer brings the code of what is told
    await item.hover()
    await page.locator('[data-type="connect.tcp-client"][data-state]').waitFor()
    await item.hover({ position: { x: 20, y: 10 } })
    const [type, card] = [await placeOf(item), await placeOf(told)]
    await page.mouse.move(...(await design.window([600, 500])), { steps: 6 })
    await told.waitFor({ state: 'detached' })
    await page.clock.fastForward(1_000)
    await page.mouse.move(type.x + 40, type.y + type.height / 2)
    await page.mouse.down()
    await page.clock.fastForward(1_000)
    await page.mouse.move(card.x + card.width / 2, card.y + card.height / 2, { steps: 6 })
    await page.mouse.up()
    await design.card('tcp-client').waitFor()
  })
})

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
      await design.list()
      await design.keys(word, 'Enter')
      await design.card(id).waitFor()
      await focusOf(page, 'data-id').toBe(id)
      pressed += word.length + 2
    }
    expect(pressed).toBeLessThan(40)
    await design.saves().toContain('tcp-client -> event-time -> split -> aggregate -> live-table')
    const drawn = await design.draft()
    await design.keys('Shift+ArrowDown')
    await design.saves().not.toBe(drawn)
    await design.keys('Shift+L')
    await design.saves().toBe(drawn)
    for (let i = 0; i < 7; i++) await design.keys('Control+z')
    await design.saves().toBe(blank('drawn-by-keys'))
    for (let i = 0; i < 7; i++) await design.keys('Control+Shift+Z')
    await design.saves().toContain('live-table: { type: consume.live-table')
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
      await design.list(behind)
      await design.keys(word, 'Control+Enter')
      await design.card(id).waitFor()
      behind = `Add a node behind ${id}`
    }
    await design.saves().toContain('tcp-client -> split -> live-table')
    await focusOf(page, 'data-id').toBe('live-table')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    // Esc ends it, and leads back to the node that it was about
    await design.card('split').focus()
    await design.keys('Tab')
    await design.list()
    await design.keys('con', 'Control+Enter', 'Escape')
    await design.saves().toContain('console')
  })

  test('nodes are reached, followed, moved, wired and deleted', async () => {
    const text = WORDS('by-keys')
    const design = await begin('by-keys', text)
    const focused = () => focusOf(page, 'data-id')
    await design.card('lines').focus()
    await design.keys('ArrowRight')
    await focused().toBe('words')
    await design.keys('Alt+ArrowRight')
    await focused().toBe('table')
    await design.keys('Alt+ArrowLeft', 'Enter')
    await expect.poll(() => design.card('words').locator('.mr-card').getAttribute('data-selected')).toBe('true')
    // Enter led to the settings; Esc leads back
    const inspector = page.getByRole('complementary')
    await inspector.locator(':focus').waitFor()
    await design.keys('Escape')
    await focused().toBe('words')
    await design.keys('ArrowDown')
    await design.saves().toContain('words: [288, 8]')
    await design.keys('Shift+ArrowRight')
    await design.saves().toContain('words: [328, 8]')
    // what is done and undone is said, the same again too
    const said = page.locator('[data-editor] > [role=status]')
    // the tooltip of a button is its name, and no description beside it
    const undo = page.getByRole('button', { name: 'Undo: Move words' })
    await undo.hover()
    await page.getByRole('tooltip').waitFor({ state: 'attached' })
    await expect.poll(() => undo.getAttribute('aria-describedby')).toBe(null)
    await expect.poll(() => said.innerText()).toBe('Move words')
    await design.keys('Control+z')
    await expect.poll(() => said.innerText()).toBe('Undone: Move words')
    // more than a second lay between them: they are two steps
    await design.keys('Control+z')
    await design.saves().toBe(text)

    // C gives letters to what fits; Enter wires the one that was typed
    await design.keys('Escape', 'c')
    const letter = await design.card('loose').locator('.mr-letter').innerText()
    await expect.poll(() => design.card('lines').locator('.mr-letter').count()).toBe(0)
    await design.keys(letter.toLowerCase(), 'Enter')
    await design.saves().toContain('words -> loose')
    await design.keys('Control+z')
    await design.saves().toBe(text)

    // E goes through the wires, Delete cuts the one that is selected
    await design.card('words').focus()
    await design.keys('e', 'e', 'Delete')
    await design.saves().toContain('  - lines -> words\n')
    await design.keys('Control+z')
    await design.saves().toBe(text)
    await design.card('words').focus()
    await design.keys('Enter')
    await inspector.locator(':focus').waitFor()
    await design.keys('Escape')
    await focused().toBe('words')
    await design.keys('Control+Delete')
    await design.saves().toContain('- lines -> table')
    await expect.poll(() => said.innerText()).toBe('Delete words and join the neighbours')
  })

  test('keys are dead while somebody types, and while an input method composes', async () => {
    const text = WORDS('typing')
    const design = await begin('typing', text)
    const search = page.getByRole('searchbox', { name: 'Search nodes' })
    await search.click()
    await page.locator('#design-palette input:focus').waitFor()
    await design.keys('Delete', 'c', 'o', 'Shift+L', 'Backspace')
    await design.card('words').click()
    await focusOf(page, 'data-id').toBe('words')
    await page.evaluate(() => {
      for (const key of ['Delete', 'o'])
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, isComposing: true }))
    })
    await expect.poll(() => page.getByRole('region', { name: 'Outline' }).count()).toBe(0)
    await expect.poll(() => design.card('words').count()).toBe(1)
    await expect.poll(() => page.getByRole('button', { name: 'Nothing to undo' }).isDisabled()).toBe(true)
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

test('a double click on the canvas adds a node there, and the palette of commands finds nodes by what they are', async () => {
  const design = await begin('found', WORDS('found'))
  const pane = await placeOf(page.locator('#design-canvas'))
  await page.mouse.dblclick(pane.x + pane.width - 400, pane.y + pane.height - 200)
  await design.list()
  await page.keyboard.type('union')
  await page.keyboard.press('Enter')
  await design.saves().toContain('union: { type: compose.union }')
  const palette = page.getByRole('dialog', { name: 'Search and commands' })
  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('is:invalid uni')
  await palette
    .getByRole('option', { name: /^union/ })
    .first()
    .waitFor()
  await expect.poll(() => palette.getByRole('option', { name: /words/ }).count()).toBe(0)
  await palette.getByRole('combobox').fill('n: words')
  await palette.getByRole('option', { name: /^words/, selected: true }).waitFor()
  await typable(palette)
  await page.keyboard.press('Enter')
  await inAddress(page, 'sel').toBe('words')
  await palette.waitFor({ state: 'detached' })
  // and selects what belongs to it
  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('feeds the selection')
  await palette.getByRole('option', { name: 'Select all that feeds the selection' }).click()
  await expect.poll(() => page.locator('.react-flow__node.selected').count()).toBe(2)
})

test('what is selected stands in the address, and a link leads there', async () => {
  const design = await begin('linked', WORDS('linked'))
  await design.card('words').click()
  await inAddress(page, 'sel').toBe('words')
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
  await expect.poll(() => design.card('loose').locator('.mr-card').getAttribute('data-selected')).toBe('true')
  await design.keys('Delete')
  await page.getByRole('button', { name: 'Somebody else saved this draft' }).click()
  expect(await design.draft()).toBe(other)
  await page.getByRole('button', { name: 'Save mine over theirs' }).click()
  await design.saves().not.toContain('loose')
})
