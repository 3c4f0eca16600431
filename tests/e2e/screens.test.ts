import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from './browser.ts'
import { screens, settle } from './screens.ts'
import { ServerUnderTest } from './server.ts'

let server: ServerUnderTest
let browser: Browser
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>
beforeAll(async () => {
  server = await ServerUnderTest.start()
  browser = await launchBrowser()
  const { page, context } = await openPage(browser, server.origin)
  await page.goto(server.enterUrl)
  await page.getByTestId('pipeline-row').filter({ hasText: 'Running' }).nth(1).waitFor()
  signedIn = await context.storageState()
  await context.close()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

describe.each(Object.entries(screens))('%s', (_, { path, ready, act, signedOut }) => {
  // each theme is once the one that a page begins with, and once the one that it is changed to
  describe.each([
    ['en', ['light', 'dark']],
    ['zh', ['dark', 'light']],
  ] as const)('%s', (lang, themes) => {
    let watched: WatchedPage
    beforeAll(async () => {
      watched = await openPage(browser, server.origin, { lang, theme: themes[0] }, signedOut ? undefined : signedIn)
      const { page } = watched
      await page.goto(server.origin + path)
      await page.locator(ready).first().waitFor()
      await act?.(page)
    })
    // a page that stays open would take one of the few sockets a session has
    afterAll(() => watched?.context.close())

    test.each(themes)('%s: within reach of everybody (axe), nothing runs over, no errors', async (theme) => {
      const { page, problems } = watched
      await page.emulateMedia({ colorScheme: theme })
      await settle(page)
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))])).toEqual([])
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe(lang === 'zh' ? 'zh-CN' : 'en')
      expect(problems).toEqual([])
    })
  })
})
