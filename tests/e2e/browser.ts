import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { needBrowser } from '../../scripts/browser.mjs'

export type Look = { theme?: 'light' | 'dark'; lang?: 'en' | 'zh'; width?: number; height?: number }

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** Throws where there is no Chromium, and none can be installed. */
export const launchBrowser = async (): Promise<Browser> => chromium.launch({ executablePath: needBrowser(), headless: true, args: flags })

/** A page that notes what must never happen: script errors and requests to anywhere else. */
export type WatchedPage = { page: Page; context: BrowserContext; problems: string[] }

/** A fresh profile with a look of its own. Errors of the network count unless the server is being restarted: `ignoring` drops them. */
export async function openPage(
  browser: Browser,
  origin: string,
  { theme = 'light', lang = 'en', width = 1280, height = 800 }: Look = {},
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>,
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: lang === 'zh' ? 'zh-CN' : 'en-US',
    colorScheme: theme,
    timezoneId: 'UTC',
    ...(storageState === undefined ? {} : { storageState }),
  })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`error on the page: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/net::ERR_|WebSocket|Failed to load resource/.test(message.text()))
      problems.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) problems.push(`request elsewhere: ${request.url()}`)
  })
  return { page, context, problems }
}
