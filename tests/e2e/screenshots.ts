/** `npm run screenshots -- [SCREEN…]`: pictures of every screen in both themes and languages, of the product with its demos running, into screenshots/. */
import fs from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { type Look, launchBrowser, openPage } from './browser.ts'
import { ServerUnderTest } from './server.ts'

type Screen = { path: string; ready: string; act?(page: Page): Promise<void>; phone?: true; signedOut?: true }

/** Every screen: where it is, and what is there once it is ready to be looked at. */
export const screens: Readonly<Record<string, Screen>> = {
  signin: { path: '/signin', ready: 'form', signedOut: true, phone: true },
  pipelines: { path: '/', ready: '[data-testid=pipeline-row]', phone: true },
  live: { path: '/p/word-count', ready: '.react-flow__node' },
  monitor: { path: '/p/word-count?tab=monitor', ready: '.mr-plot' },
  tables: { path: '/p/word-count?tab=tables', ready: 'main' },
  logs: { path: '/p/word-count?tab=logs', ready: 'main' },
  versions: { path: '/p/word-count?tab=versions', ready: 'main' },
  machine: { path: '/p/this-machine', ready: '.react-flow__node' },
  alerts: { path: '/alerts', ready: 'main', phone: true },
  settings: { path: '/settings', ready: 'main' },
}

if (import.meta.main) {
  const wanted = process.argv.slice(2)
  const out = path.resolve(import.meta.dirname, '../../screenshots')
  fs.mkdirSync(out, { recursive: true })
  const server = await ServerUnderTest.start()
  const browser = await launchBrowser()
  try {
    const url = server.enterUrl
    const first = await openPage(browser, server.origin)
    await first.page.goto(url)
    const state = await first.context.storageState()
    // the charts should have something to show
    await first.page.waitForTimeout(Number(process.env.MILLRACE_WARM_UP ?? 45_000))
    for (const [name, screen] of Object.entries(screens)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      for (const theme of ['light', 'dark'] as const) {
        for (const lang of ['en', 'zh'] as const) {
          await shoot(name, screen, { theme, lang })
          if (screen.phone) await shoot(`${name}-phone`, screen, { theme, lang, width: 390, height: 844 })
        }
      }
    }

    async function shoot(name: string, screen: Screen, look: Look): Promise<void> {
      const { page, context } = await openPage(browser, server.origin, look, screen.signedOut ? undefined : state)
      await page.goto(server.origin + screen.path)
      await page.waitForSelector(screen.ready)
      await screen.act?.(page)
      await page.waitForTimeout(2_500)
      await page.screenshot({ path: path.join(out, `${name}-${look.theme}-${look.lang}.png`) })
      await context.close()
    }
  } finally {
    await browser.close()
    await server.close()
  }
}
