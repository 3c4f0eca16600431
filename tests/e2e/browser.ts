import { setTimeout } from 'node:timers/promises'
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

const cpu = Number(process.env.MILLRACE_TEST_CPU ?? 1)
const delay = Number(process.env.MILLRACE_TEST_DELAY ?? 0)

/** As the environment says: pages compute so many times slower, and requests and late scripts leave so many milliseconds later. */
async function slowDown(context: BrowserContext): Promise<void> {
  if (cpu > 1)
    context.on('page', async (page) => {
      const session = await context.newCDPSession(page)
      await session.send('Emulation.setCPUThrottlingRate', { rate: cpu })
    })
  if (delay > 0)
    await context.route(/\/api\/|\.js$/, async (route) => {
      await setTimeout(delay)
      await route.fallback()
    })
}

/** A page that notes what must never happen: script errors and requests to anywhere else. */
export type WatchedPage = { page: Page; context: BrowserContext; problems: string[] }

/** Waits until a page answers to what is done to it; those that the server alone draws do at once. */
const ready = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    type Root = { stateNode: { current: { memoizedState: { isDehydrated: boolean } } } }
    const root = Object.entries(document).find(([name]) => name.startsWith('__reactContainer$'))?.[1] as Root | undefined
    return root === undefined ? document.getElementById('content') === null : !root.stateNode.current.memoizedState.isDehydrated
  })

/** A page whose ways to an address end when it can be used: what is clicked or typed before its code is there is lost. */
function waitsUntilReady(page: Page): void {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)]
  page.goto = async (...to) => {
    const answer = await goto(...to)
    await ready(page)
    return answer
  }
  page.reload = async (...how) => {
    const answer = await reload(...how)
    await ready(page)
    return answer
  }
}

/** A fresh profile with a look of its own, in which nothing moves that need not. Errors of the network count unless the server is being restarted: `ignoring` drops them. */
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
    reducedMotion: 'reduce',
    ...(storageState === undefined ? {} : { storageState }),
  })
  // it costs time only where something is missing
  context.setDefaultTimeout(60_000)
  await slowDown(context)
  const page = await context.newPage()
  waitsUntilReady(page)
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
