/** `npm run screenshots -- [SCREEN…]`: pictures of every screen in both themes and languages, of the product with its demos running, into screenshots/. */
import fs from 'node:fs'
import path from 'node:path'
import { type Look, launchBrowser, openPage } from './browser.ts'
import { type Screen, screens, settle } from './screens.ts'
import { ServerUnderTest } from './server.ts'

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
      await page.locator(screen.ready).first().waitFor()
      await screen.act?.(page)
      await settle(page)
      await page.waitForTimeout(2_500)
      await page.screenshot({ path: path.join(out, `${name}-${look.theme}-${look.lang}.png`) })
      await context.close()
    }
  } finally {
    await browser.close()
    await server.close()
  }
}
