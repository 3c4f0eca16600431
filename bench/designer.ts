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
  const all = await product.open(`/p/${name}?tab=edit`)
  const [pictured, mounted] = await drawn(all)
  const { script, longest, elements } = await all.cost(SECONDS)
  const pan = await gesture(all, 'pane')
  const scripts = all.scriptKiB()
  await all.close()
  console.log(
    `designer ${nodes} nodes, all seen: first card after ${pictured.toFixed(0)} of the page, edited after ${mounted.toFixed(0)}; tick ${script.toFixed(1)} script, longest task ${longest.toFixed(0)}; ` +
      `pan ${pan.toFixed(1)} a move; ${elements} elements; ${scripts.toFixed(0)} KiB of scripts`,
  )
  const near = await product.open(`/p/${name}?tab=edit&sel=map-1-3`)
  await drawn(near)
  await near.page.keyboard.press('2')
  await near.page.locator('.react-flow__node.selected').waitFor()
  await near.page.waitForTimeout(1000)
  const cards = await near.page.locator('.react-flow__node').count()
  const nearPan = await gesture(near, 'pane')
  const drag = await gesture(near, 'card')
  const edit = await typed(near, 'ArrowDown')
  const undo = await typed(near, 'Control+z')
  const [p75, p98] = await interactions(near.page)
  console.log(
    `designer ${nodes} nodes, at 100 %: ${cards} cards; pan ${nearPan.toFixed(1)} a move; drag ${drag.toFixed(1)} a move; ` +
      `edit ${edit.toFixed(0)}, undo ${undo.toFixed(0)}; interactions p75 ${p75}, p98 ${p98}`,
  )
  await near.close()
  await product.request('DELETE', `pipelines/${name}`)
}

/** Waits until the page is drawn and quiet; milliseconds of its age when the first card was there, and when it could be edited. */
async function drawn({ page }: Look): Promise<[number, number]> {
  const ages: number[] = []
  for (const card of ['.react-flow__node', '.mr-edit .react-flow__node']) {
    await page.locator(card).first().waitFor()
    ages.push(await page.evaluate(() => performance.now()))
  }
  await page.waitForTimeout(3000)
  return [ages[0], ages[1]]
}

/** Milliseconds for each move of a pointer that drags the selected card, or what is behind all cards. */
async function gesture({ page, during }: Look, what: 'pane' | 'card'): Promise<number> {
  const [x, y] = what === 'card' ? await ofSelected(page) : await free(page)
  await page.mouse.move(x, y)
  const spent = await during(async () => {
    await page.mouse.down()
    for (let i = 0; i < MOVES; i++) await page.mouse.move(x - i, y + i)
    await page.mouse.up()
  })
  await page.waitForTimeout(1500)
  return spent / MOVES
}

async function ofSelected(page: Page): Promise<[number, number]> {
  const box = (await page.locator('.react-flow__node.selected').boundingBox())!
  return [box.x + box.width / 2, box.y + 8]
}

/** A point of the canvas at which no card is, not near its rim. */
const free = (page: Page): Promise<[number, number]> =>
  page.evaluate(() => {
    const { left, top, width, height } = document.getElementById('design-canvas')!.getBoundingClientRect()
    for (let dx = width / 2; dx > 80; dx -= 7)
      for (let dy = height / 2; dy > 80; dy -= 7)
        if (document.elementFromPoint(left + dx, top + dy)?.classList.contains('react-flow__pane') === true) return [left + dx, top + dy]
    throw new Error('the canvas is full of cards')
  })

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
