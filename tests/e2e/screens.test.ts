import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, openPage } from './browser.ts'
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
// A page that a failed test left open would take one of the few sockets a session has.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

describe.each(Object.entries(screens))('%s', (_, { path, ready, act, signedOut }) => {
  test.each([
    ['en', 'light'],
    ['en', 'dark'],
    ['zh', 'light'],
    ['zh', 'dark'],
  ] as const)('%s, %s: within reach of everybody (axe), nothing runs over, no errors', async (lang, theme) => {
    const { page, problems } = await openPage(browser, server.origin, { lang, theme }, signedOut ? undefined : signedIn)
    await page.goto(server.origin + path)
    await page.locator(ready).first().waitFor()
    await act?.(page)
    await settle(page)
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))])).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(lang === 'zh' ? 'zh-CN' : 'en')
    expect(problems).toEqual([])
  })
})
