import os from 'node:os'
import { graphOf } from './graph-of.ts'
import { openProduct, type Product } from './product.ts'

const SIZES = [20, 100, 500] as const
const SECONDS = 20
/** Pointer moves of a gesture. */
const MOVES = 60

/** Measures what a second of live figures, a move of the canvas and a move of the crosshair cost the page, through the real server and Chromium. */
export async function benchPages(warmUp: number): Promise<void> {
  const product = await openProduct()
  try {
    console.log(`load ${os.loadavg()[0].toFixed(1)} on ${os.availableParallelism()} cores; milliseconds of the page's main thread`)
    const rest = await product.open('/settings')
    await rest.page.waitForTimeout(3000)
    const { script, task } = await rest.cost(SECONDS)
    console.log(`a page without figures: ${script.toFixed(1)} script, ${task.toFixed(1)} in all, each second`)
    await rest.close()
    for (const nodes of SIZES) await benchCanvas(product, nodes)
    await benchCharts(product, warmUp)
  } finally {
    await product.close()
  }
}

async function benchCanvas(product: Product, nodes: number): Promise<void> {
  const name = `bench-${nodes}`
  await product.request('POST', 'pipelines', { text: graphOf(name, nodes), deploy: true, start: true })
  const { page, cost, during, scriptKiB, close } = await product.open(`/p/${name}`)
  await page.locator('.react-flow__node').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.mr-rate')?.textContent?.includes('/s') ?? true)
  await page.waitForTimeout(3000)
  const { script, task, longest, socketBytes, elements } = await cost(SECONDS)
  const pan = await during(async () => {
    await page.mouse.move(900, 700)
    await page.mouse.down()
    for (let i = 0; i < MOVES; i++) await page.mouse.move(900 - i * 3, 700 - i)
    await page.mouse.up()
  })
  console.log(
    `canvas ${nodes} nodes: tick ${script.toFixed(1)} script, ${task.toFixed(1)} in all, longest task ${longest.toFixed(0)}; ` +
      `pan ${(pan / MOVES).toFixed(1)} a move; ${elements} elements; ${(socketBytes / 1024).toFixed(1)} KiB/s of messages; ${scriptKiB().toFixed(0)} KiB of scripts`,
  )
  await close()
  await product.request('DELETE', `pipelines/${name}`)
}

async function benchCharts(product: Product, warmUp: number): Promise<void> {
  const look = await product.open('/p/word-count?tab=monitor&range=5m')
  const { page } = look
  await page.getByTestId('tile').first().waitFor()
  await page.waitForTimeout(warmUp * 1000)
  const { script, task, longest, elements } = await look.cost(SECONDS)
  const box = (await page.getByTestId('tile').first().boundingBox())!
  const hover = await look.during(async () => {
    for (let i = 0; i < MOVES; i++) await page.mouse.move(box.x + 80 + i * 3, box.y + 120)
  })
  console.log(
    `charts: tick ${script.toFixed(1)} script, ${task.toFixed(1)} in all, longest task ${longest.toFixed(0)}; hover ${(hover / MOVES).toFixed(1)} a move; ` +
      `${elements} elements; ${look.scriptKiB().toFixed(0)} KiB of scripts`,
  )
  await look.close()
}
