import { describe, expect, test } from 'vitest'
import { begin, designing, page, WORDS } from './designing.ts'

designing()

describe('wires', () => {
  test('are cut, filled and led elsewhere, and a node that hangs over one is put into it', async () => {
    const text = WORDS('wired')
    const design = await begin('wired', text)
    const wire = design.wires().nth(1)
    await wire.click({ force: true })
    const tools = page.locator('.mr-wire-tools')
    // what it carries is known before anything runs
    await expect.poll(() => tools.locator('dl').innerText()).toMatch(/word\s+string/)
    await tools.getByRole('button', { name: 'Cut' }).click()
    await design.saves().toContain('  - lines -> words\n')
    await design.keys('Control+z')
    await design.saves().toBe(text)
    await wire.click({ force: true })
    await tools.getByRole('button', { name: 'Insert…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('option', { name: /Filter/ })
      .click()
    await design.saves().toContain('lines -> words -> filter -> table')
    await design.keys('Control+z')
    await design.saves().toBe(text)

    const middle = () => design.between('words', 'table')
    await design.dragCard('loose', await middle())
    await design.saves().toContain('lines -> words -> loose -> table')
    await design.keys('Control+z')
    await design.saves().toBe(text)
    await design.dragType('compose.filter', await middle())
    await design.saves().toContain('lines -> words -> filter -> table')
    await design.keys('Control+z')
    await design.saves().toBe(text)

    // a line with Alt held cuts what it crosses, and no other wire
    const [x, y] = await design.window(await middle())
    await page.keyboard.down('Alt')
    await page.mouse.move(x, y - 60)
    await page.mouse.down()
    await page.mouse.move(x, y + 60, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.up('Alt')
    await design.saves().toContain('  - lines -> words\n')
    await design.keys('Control+z')
    await design.saves().toBe(text)
    // of several wires none shows its tools: they would cover each other
    await design.keys('Control+a')
    await expect.poll(() => page.locator('.react-flow__edge-wire.selected').count()).toBe(2)
    await expect.poll(() => tools.count()).toBe(0)
    await design.keys('Escape')
    await expect.poll(() => page.locator('.react-flow .selected').count()).toBe(0)

    // the end of a selected wire can be led to another node, or off
    await wire.click({ force: true })
    await design.dragWireEnd('words', 'table', 'loose')
    await design.saves().toContain('lines -> words -> loose')
    await design.keys('Control+z')
    await design.saves().toBe(text)
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
    await refusal.getByText('no event time').first().waitFor()
    await refusal.getByRole('button', { name: 'Use the time of arrival' }).click()
    await design.saves().toContain('words -> event-time -> loose')
  })

  test('from a source that cannot send again have a receiver that a click makes real', async () => {
    const design = await begin('received', WORDS('received'))
    await page.getByRole('button', { name: 'Make the receiver a node' }).click()
    await design.saves().toContain('lines -> receiver -> words -> table')
    await expect.poll(() => page.getByRole('button', { name: 'Make the receiver a node' }).count()).toBe(0)
  })
})
