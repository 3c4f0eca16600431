import fs from 'node:fs'
import { chromium } from 'playwright-core'

const enter = /http:\S+token=\S+/.exec(fs.readFileSync('/tmp/me.log', 'utf8'))[0]
const origin = new URL(enter).origin
const state = '/tmp/me.state.json'
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const ctx = await b.newContext({
  viewport: { width: +(process.env.W ?? 1280), height: +(process.env.H ?? 800) },
  colorScheme: process.env.DARK ? 'dark' : 'light',
  ...(fs.existsSync(state) ? { storageState: state } : {}),
})
const page = await ctx.newPage()
page.on('console', (m) => m.type() === 'error' && console.log('CONSOLE', m.text()))
page.on('pageerror', (e) => console.log('PAGEERROR', e.message))
if (!fs.existsSync(state)) {
  await page.goto(enter)
  await ctx.storageState({ path: state })
}
const shot = (n) => page.screenshot({ path: `/tmp/shots/${n}.png` })
const go = async (p, w = 2500) => {
  await page.goto(origin + p)
  await page.waitForTimeout(w)
}
await (await import(process.argv[2])).default({ page, shot, go, ctx, origin })
await b.close()
