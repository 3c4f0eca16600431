import { EventEmitter, once } from 'node:events'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LATER } from '../../components/ui/later.ts'
import { launchBrowser, openPage, type WatchedPage } from './browser.ts'
import { ServerUnderTest } from './server.ts'

let server: ServerUnderTest
let browser: Browser
let watched: WatchedPage
beforeAll(async () => {
  server = await ServerUnderTest.start()
  browser = await launchBrowser()
  watched = await openPage(browser, server.origin)
  await watched.page.goto(server.enterUrl)
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** KiB of scripts, compressed, that a page asked for before something of use was seen on it. What waits for a moment waits for that too: a slow machine takes longer. */
async function firstScripts(address: string, useful: string): Promise<number> {
  const page = await watched.context.newPage()
  await page.addInitScript(
    ([selector, later]) => {
      const seen = new MutationObserver(() => {
        if (document.querySelector(selector) === null) return
        Object.assign(globalThis, { usefulAt: performance.now() })
        seen.disconnect()
      })
      seen.observe(document, { childList: true, subtree: true })
      const wait = globalThis.setTimeout
      const whenSeen = (run: () => void) => (): void => {
        if ('usefulAt' in globalThis) run()
        else wait(whenSeen(run), 20)
      }
      Object.assign(globalThis, {
        setTimeout: (run: () => void, ms?: number, ...given: unknown[]) => wait(ms === later ? whenSeen(run) : run, ms, ...given),
      })
    },
    [useful, LATER] as const,
  )
  await page.goto(server.origin + address)
  await page.waitForFunction(() => 'usefulAt' in globalThis)
  const bytes = await page.evaluate(() => {
    const { usefulAt } = globalThis as unknown as { usefulAt: number }
    const scripts = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    return scripts
      .filter((each) => each.name.includes('.js') && each.startTime < usefulAt)
      .reduce((sum, each) => sum + each.encodedBodySize, 0)
  })
  await page.close()
  return bytes / 1024
}

// 133 KiB of each are React and Next. The bars are five percent above what was reached: raise one only for what the first look needs
test.each([
  ['list', '/', '[data-testid=pipeline-row]', 178],
  ['live graph', '/p/word-count', '.react-flow__node', 259],
  ['charts', '/p/word-count?tab=monitor', '[data-testid=tile]', 287],
  ['designer', '/p/word-count?tab=edit', '.react-flow__node', 260],
])('few scripts are loaded before this is seen: %s', async (_, address, useful, most) => {
  const size = await firstScripts(address, useful)
  expect(size).toBeGreaterThan(100)
  expect(size).toBeLessThan(most)
})

test('what is pressed before its code is there opens, and the focus stays where it was', async () => {
  const page = await watched.context.newPage()
  await page.goto(server.origin)
  await page.getByTestId('pipeline-row').first().waitFor()
  await page.getByRole('button', { name: 'More actions for' }).first().click()
  await page.getByRole('menuitem', { name: 'Export' }).waitFor()
  await page.reload()
  const more = page.getByRole('button', { name: 'More actions for' }).first()
  await more.focus()
  // only what opens menus says whether one is open
  await page.locator('[aria-haspopup=menu][aria-expanded]').first().waitFor()
  await more.and(page.locator(':focus')).waitFor()
  await page.close()
  expect(watched.problems).toEqual([])
})

test('code that is wanted while the server is away comes once it is back', async () => {
  const page = await watched.context.newPage()
  await page.goto(`${server.origin}/p/word-count`)
  await page.locator('.react-flow__node').first().waitFor()
  const fetches = new EventEmitter()
  page.on('requestfailed', (request) => request.url().includes('.js') && fetches.emit('failed'))
  await server.kill()
  const failed = once(fetches, 'failed')
  await page.getByRole('tab', { name: 'Monitor' }).click()
  await failed
  await once(fetches, 'failed')
  await server.boot()
  await page.getByTestId('tile').first().waitFor()
  await page.close()
  expect(watched.problems).toEqual([])
})
