import os from 'node:os'
import type { Page } from 'playwright-core'
import { graphOf } from './graph-of.ts'
import { type Look, openProduct, type Product } from './product.ts'

const SIZES = [100, 500, 1000] as const
const SECONDS = 10
/** Pointer moves of a gesture. */
const MOVES = 60
const EDITS = 10

/** Measures what drawing costs the page while the deployed version runs: the first picture, a second of live figures, a pan, a drag, an edit and its undo. */
export async function benchDesigner(): Promise<void> {
  const product = await openProduct()
  try {
    console.log(`load ${os.loadavg()[0].toFixed(1)} on ${os.availableParallelism()} cores; milliseconds of the page's main thread`)
    for (const nodes of SIZES) await benchSize(product, nodes)
  } finally {
    await product.close()
  }
}

async function benchSize(product: Product, nodes: number): Promise<void> {
  const name = `bench-${nodes}`
  await product.request('POST', 'pipelines', { text: graphOf(name, nodes), deploy: true, start: true })
  const look = await product.open(`/p/${name}?tab=edit`)
  const { page } = look
  await page.locator('.mr-edit .react-flow__node').first().waitFor()
  const mounted = await page.evaluate(() => performance.now())
  await page.waitForTimeout(3000)
  const { script, longest, elements } = await look.cost(SECONDS)
  const pan = await gesture(look, 'pane')
  await page.keyboard.press('1')
  await page.waitForTimeout(1000)
  await page.locator('.react-flow__node').first().click()
  await page.keyboard.press('2')
  await page.waitForTimeout(1000)
  const near = await page.locator('.react-flow__node').count()
  const nearPan = await gesture(look, 'pane')
  const drag = await gesture(look, 'card')
  const edit = await typed(look, 'ArrowDown')
  const undo = await typed(look, 'Control+z')
  const [p75, p98] = await interactions(page)
  console.log(
    `designer ${nodes} nodes: first card after ${mounted.toFixed(0)} of the page; tick ${script.toFixed(1)} script, longest task ${longest.toFixed(0)}; ` +
      `pan ${pan.toFixed(1)} a move, at 100 % ${nearPan.toFixed(1)} (${near} cards drawn); drag ${drag.toFixed(1)} a move; ` +
      `edit ${edit.toFixed(0)}, undo ${undo.toFixed(0)}; interactions p75 ${p75}, p98 ${p98}; ${elements} elements; ${look.scriptKiB().toFixed(0)} KiB of scripts`,
  )
  await look.close()
  await product.request('DELETE', `pipelines/${name}`)
}

/** Milliseconds for each move of a pointer that drags a card, or what is behind all cards. */
async function gesture({ page, during }: Look, what: 'pane' | 'card'): Promise<number> {
  const box = (await page.locator('#design-canvas').boundingBox())!
  const card = what === 'card' ? (await page.locator('.react-flow__node.selected').boundingBox())! : box
  const [x, y] = what === 'card' ? [card.x + 20, card.y + 8] : [box.x + box.width - 40, box.y + box.height - 120]
  await page.mouse.move(x, y)
  const spent = await during(async () => {
    await page.mouse.down()
    for (let i = 0; i < MOVES; i++) await page.mouse.move(x + (what === 'card' ? i : -i * 3), y + i)
    await page.mouse.up()
  })
  await page.waitForTimeout(1500)
  return spent / MOVES
}

/** Milliseconds for each of some presses of a key that edits, with all that follows from it. */
async function typed({ page, during }: Look, key: string): Promise<number> {
  const spent = await during(async () => {
    for (let i = 0; i < EDITS; i++) {
      await page.keyboard.press(key)
      // steps that follow each other within a second are one
      await page.waitForTimeout(1200)
    }
  })
  return spent / EDITS
}

/** How long interactions took until the next picture: the 75th and 98th percentile, as the browser measures them. */
const interactions = (page: Page): Promise<[number, number]> =>
  page.evaluate(() => {
    const seen = (globalThis as unknown as { interactions: number[] }).interactions.toSorted((a, b) => a - b)
    const at = (share: number): number => seen[Math.min(seen.length - 1, Math.floor(seen.length * share))] ?? 0
    return [at(0.75), at(0.98)]
  })
