import fs from 'node:fs'
import { expect, test } from 'vitest'
import { DesignPage } from './design-page.ts'
import { begin as beginNamed, designing, page, server } from './designing.ts'
import { inAddress } from './waits.ts'

designing()

const counts = (name: string, size = '10s'): string => `millrace: 1
name: ${name}
# made by hand
nodes:
  events:   # where it begins
    type: connect.generator
    config: { record: { at: "{{now}}", kind: "{{pick a b}}" }, rate: 20 }
  time: { type: collect.event-time, config: { field: at } }
  count:
    type: compose.aggregate
    title: Count per kind
    config:
      keys: [kind]
      window: { kind: tumbling, size: ${size} }
      aggs: [{ name: n, fn: count }]
  table: { type: consume.live-table }
wires:
  - events -> time -> count -> table
`
const begin = (text: string): Promise<DesignPage> => beginNamed(/^name: (.*)$/m.exec(text)![1], text)
const show = async (view: 'canvas' | 'split' | 'yaml'): Promise<void> => {
  await page.locator(`[role=radio][value=${view}]`).click()
  if (view !== 'canvas') await page.locator('.cm-content').waitFor()
}
/** Puts the cursor at the end of the line that holds a text. */
const cursorAt = async (text: string): Promise<void> => {
  await page.locator('.cm-line', { hasText: text }).first().click()
  await page.keyboard.press('End')
}
const textShown = (): Promise<string[]> => page.locator('.cm-line').allTextContents()
const deployButton = () => page.locator('#design-deploy').getByRole('button', { name: 'Deploy', exact: true })
const deployed = (number: number) => page.getByText(`Version ${number} is live`).first()

async function deploy(number: number): Promise<void> {
  await deployButton().click()
  const panel = page.getByRole('dialog', { name: 'Deploy' })
  await panel.getByRole('button', { name: /^Deploy/ }).click()
  await deployed(number).waitFor()
}

test('a template runs by one click', async () => {
  await page.goto(`${server.origin}/templates`)
  await expect.poll(() => page.getByRole('article').count()).toBeGreaterThanOrEqual(6)
  await page.getByRole('radio', { name: 'Ingest' }).click()
  await page.getByRole('article', { name: 'Late data' }).waitFor({ state: 'detached' })
  await page.getByRole('radio', { name: 'All' }).click()
  await page.getByRole('button', { name: 'Run now: Late data' }).click()
  await page.waitForURL(`${server.origin}/p/late-data`)
  await page.locator('header').getByText('Running').waitFor()
  await expect.poll(() => page.locator('.react-flow__node[data-id="events"] .mr-rate').innerText()).toMatch(/[1-9].*\/s/)
})

test('text and canvas are one: broken text keeps the last good graph, and both mend each other', async () => {
  const design = await begin(counts('both-ways'))
  await show('split')
  // what is typed is drawn
  await cursorAt('rate: 20')
  await page.keyboard.press('Enter')
  await page.keyboard.type('title: Events')
  await design.card('events').getByText('Events', { exact: true }).waitFor()
  // broken: the graph stays and says so
  await cursorAt('wires:')
  await page.keyboard.type(' [')
  const stale = page.getByText('The canvas shows the last text that could be read.')
  await stale.waitFor()
  await design.card('events').getByText('Events', { exact: true }).waitFor()
  await expect.poll(() => page.locator('.react-flow__node').count()).toBe(4)
  await page.locator('.cm-lint-marker-error').first().waitFor()
  // mended by the draft's own undo, which the text uses too
  await page.keyboard.press('Control+z')
  await stale.waitFor({ state: 'detached' })
  await expect.poll(textShown).not.toContain('wires: [')
  // an edit on the canvas changes its own lines only, and comments stay
  const before = await textShown()
  await design.card('table').click()
  await inAddress(page, 'sel').toBe('table')
  await page.keyboard.press('Delete')
  await expect.poll(() => page.locator('.react-flow__node').count()).toBe(3)
  await expect.poll(textShown).toContain('  - events -> time -> count')
  const after = await textShown()
  expect(after.filter((line) => !before.includes(line))).toEqual(['  - events -> time -> count'])
  expect(after).toContain('# made by hand')
  // what is selected is marked in the text, and the other way round
  await design.card('count').click()
  await expect.poll(() => page.locator('.cm-of-selected').first().innerText()).toBe('  count:')
  await cursorAt('collect.event-time')
  await inAddress(page, 'sel').toBe('time')
  await design.saves().toBe(after.join('\n'))
})

test('completion knows keys, types and fields', async () => {
  await begin(counts('completed'))
  await show('yaml')
  await cursorAt('table: { type: consume.live-table')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.type(', conf')
  const list = page.locator('.cm-tooltip-autocomplete')
  await list.getByRole('option', { name: 'config' }).click()
  await page.keyboard.type('{ key: [ki')
  await list.getByRole('option', { name: /^kind/ }).click()
  await page.keyboard.type('] }')
  await expect.poll(async () => (await textShown()).join('\n')).toContain('table: { type: consume.live-table, config: { key: [kind] } }')
})

test('problems stand in one list, are gone to by F8, and mended by a button', async () => {
  const design = await begin(counts('troubled').replace('keys: [kind]', 'keys: [kid]').replace('consume.live-table', 'consume.live-tabel'))
  await page.getByTestId('problems').click()
  const list = page.getByRole('list', { name: 'Problems' })
  await list.getByText('UNKNOWN_NODE_TYPE').waitFor()
  await design.card('time').click()
  await inAddress(page, 'sel').toBe('time')
  await page.keyboard.press('F8')
  await inAddress(page, 'sel').toMatch(/^(table|count)$/)
  // what has errors cannot be deployed, and says why
  await deployButton().click()
  await page
    .getByRole('dialog', { name: 'Deploy' })
    .getByText(/errors? keeps? the draft from being deployed/)
    .waitFor()
  await page.keyboard.press('Escape')
  await list
    .getByRole('button', { name: 'Use consume.live-table' })
    .or(list.getByRole('button', { name: /Use `consume.live-table`/ }))
    .click()
  await list.getByText('UNKNOWN_FIELD').waitFor()
  await list.getByRole('button', { name: /Use `kind`/ }).click()
  await expect
    .poll(() =>
      list
        .getByRole('listitem')
        .filter({ hasText: /UNKNOWN/ })
        .count(),
    )
    .toBe(0)
  await design.saves().toContain('keys: [kind]')
})

test('a change is deployed after its impact was read, undone, compared and taken back', async () => {
  const design = await begin(counts('changing'))
  await deploy(1)
  await show('split')
  // a longer window: what is open begins anew, and that is said before
  await cursorAt('window: { kind: tumbling, size: 10s')
  for (let i = 0; i < 'size: 10s }'.length; i++) await page.keyboard.press('Backspace')
  await page.keyboard.type('size: 2s }')
  await page.getByText('1 change not live').waitFor()
  await page.keyboard.press('Control+s')
  const panel = page.getByRole('dialog', { name: 'Deploy' })
  await panel.getByText('Count per kind').waitFor()
  await panel.getByText('other window: open windows and totals begin anew').waitFor()
  // nothing live changed by then
  expect((await server.request<{ live: number }>('GET', 'pipelines/changing')).live).toBe(1)
  await design.deployPanel()
  await page.keyboard.type('shorter')
  await page.keyboard.press('Enter')
  await panel.getByText('First record').waitFor()
  await deployed(2).waitFor()
  // undo of the deploy
  await page.getByRole('button', { name: 'Back to version 1' }).click()
  await expect.poll(async () => (await server.request<{ live: number }>('GET', 'pipelines/changing')).live).toBe(3)
  const version = (number: number) => server.request<{ text: string }>('GET', `pipelines/changing/versions/${number}`)
  expect((await version(3)).text).toBe((await version(1)).text)
  // compared by a link, on the graph and in words
  await page.goto(`${server.origin}/p/changing?tab=versions&version=2&compare=1`)
  const changed = page.locator('.react-flow__node', { has: page.locator('[data-change=changed]') })
  await changed.waitFor()
  await expect.poll(() => changed.getAttribute('data-id')).toBe('count')
  await page.getByText('10s → 2s').waitFor()
  await page.getByRole('radio', { name: 'YAML' }).click()
  await page.getByText('size: 2s').waitFor()
  // an older version becomes the draft, and that can be undone
  await page.getByRole('button', { name: /Version 1\b/ }).click()
  await page.getByRole('button', { name: 'Make it the draft' }).click()
  await design.saves().toBe(counts('changing'))
  await page.getByRole('button', { name: 'Undo' }).click()
  await design.saves().toContain('size: 2s')
  // and it is deployed again, with its impact
  await page.getByRole('button', { name: /Version 2\b/ }).click()
  await page.getByRole('button', { name: 'Deploy this version again' }).click()
  await page.getByText('other window: open windows and totals begin anew').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click()
  await deployed(4).waitFor()
})

test('a pipeline is pasted onto the list, copied, exported and begun from nothing', async () => {
  await page.goto(server.origin)
  await page.getByTestId('pipeline-row').first().waitFor()
  const pasted = counts('pasted').replace('consume.live-table', 'consume.live-tabel')
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, pasted)
  await page.waitForURL(/\/new/)
  const area = page.getByLabel('Pipeline file (YAML or JSON)')
  await expect.poll(() => area.inputValue()).toBe(pasted)
  await page.getByText('UNKNOWN_NODE_TYPE').waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Create and deploy' }).isDisabled()).toBe(true)
  await area.fill(counts('word-count'))
  await page
    .getByText('No problems')
    .or(page.getByText(/issues?$/))
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Save as draft' }).click()
  await page.getByText('NAME_TAKEN').waitFor()
  await page.getByRole('button', { name: 'Use the name word-count-2' }).click()
  await page.getByRole('button', { name: 'Save as draft' }).click()
  await page.waitForURL(/\/p\/word-count-2/)

  await page.getByRole('button', { name: 'More actions for word-count-2' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Export YAML' }).click()])
  expect(download.suggestedFilename()).toBe('word-count-2.yaml')
  expect(fs.readFileSync(await download.path(), 'utf8')).toBe(counts('word-count-2'))
  await page.getByRole('button', { name: 'More actions for word-count-2' }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await page.waitForURL(/\/p\/word-count-3\?tab=edit/)
  expect(await new DesignPage(page, server.origin, 'word-count-3').draft()).toContain('# made by hand')

  await page.goto(`${server.origin}/new`)
  await page.getByLabel('Name', { exact: true }).fill('from-nothing')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/p\/from-nothing\?tab=edit/)
  await page.getByText('Nothing is drawn yet').waitFor()
  // a draft that was never deployed is thrown away, and comes back
  await page.getByRole('button', { name: 'More about deploying' }).click()
  await page.getByRole('menuitem', { name: 'Discard the draft' }).click()
  await page.waitForURL(`${server.origin}/`)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByTestId('pipeline-row').filter({ hasText: 'from-nothing' }).waitFor()
})

test('the tour has four steps, covers nothing, and stays away once ended', async () => {
  const design = await begin(counts('toured'))
  const tour = page.getByRole('region', { name: 'Tour of the designer' })
  for (const step of ['1', '2', '3']) {
    await tour.getByText(`${step} of 4`).waitFor()
    await tour.getByRole('button', { name: 'Next' }).focus()
    await page.keyboard.press('Enter')
  }
  await tour.getByRole('button', { name: 'Done' }).click()
  await tour.waitFor({ state: 'detached' })
  await design.reload()
  await expect.poll(() => tour.count()).toBe(0)
})
