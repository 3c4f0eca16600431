import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { graphOf } from './graph-of.ts'
import { machine, table, workFolder } from './measure.ts'
import { openProduct, type Product, type ProductOptions } from './product.ts'

const root = path.resolve(import.meta.dirname, '..')
const NODES = 20
/** How long a page gets to settle before it is measured, seconds. */
const SETTLE = 5
/** A page that is hidden asks for nothing any more after ten seconds. */
const HIDDEN = 12
/** How long a server works off its start before it is idle, seconds. */
const WARM_UP = 30
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** Measures a checkout that was started before: time to the first live number, CPU of the demos that nobody and somebody looks at, bytes of sockets, first pictures. */
export async function benchAlive(span: number): Promise<void> {
  execFileSync(process.execPath, [path.join(root, 'scripts/setup.mjs'), '--build'], { stdio: 'inherit' })
  console.log(`${machine()}\n`)
  const product = await firstNumber('packages and pages there', { checkout: root })
  try {
    await benchIdle(product, span)
    await benchSockets(product)
    await benchPictures(product)
  } finally {
    await product.close()
  }
}

/** Measures a checkout that was never started: a clone of this one's commit in the folder `dir`, which must not exist. */
export async function benchFresh(dir: string, cold: boolean): Promise<void> {
  console.log(`${machine()}\n`)
  execFileSync('git', ['clone', '--quiet', root, dir])
  const how = cold ? 'a fresh clone, empty npm cache' : 'a fresh clone, npm cache there'
  const product = await firstNumber(how, { checkout: dir, ...(cold ? { npmCache: path.join(workFolder(), 'npm') } : {}) })
  await product.close()
}

/** `npm start`, signing in by the address that it prints, and a pipeline's page until a card shows that something flows. */
async function firstNumber(how: string, options: ProductOptions): Promise<Product> {
  const product = await openProduct(options)
  const { page, close } = await product.open('/p/word-count')
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.mr-rate')].some(({ textContent }) => /[1-9].*\/s/.test(textContent ?? '')),
  )
  const shown = product.age()
  await close()
  console.log(table(['npm start', 'last line after', 'first number after'], [[how, seconds(product.servedAfter), seconds(shown)]]))
  return product
}

async function benchIdle(product: Product, span: number): Promise<void> {
  await wait(WARM_UP)
  const processes = processesOf(product)
  const alone = await cpuShares(processes, span)
  const { page, close } = await product.open('/p/word-count')
  await page.locator('.react-flow__node').first().waitFor()
  await wait(SETTLE)
  const watched = await cpuShares(processes, span)
  await close()
  const rows = processes.map(({ name }, i) => [name, percent(alone[i]), percent(watched[i])])
  const sum = (shares: readonly number[]): string => percent(shares.reduce((a, b) => a + b, 0))
  rows.push(['all', sum(alone), sum(watched)])
  console.log(table([`% of a core, ${span} s`, 'no browser', 'one on the pipeline page'], rows))
}

type Process = { readonly name: string; readonly pid: number }

/** The server and its runs, told apart by the state that they hold open. */
function processesOf({ pid, home }: Product): Process[] {
  const children = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
  return [{ name: 'server', pid }, ...children.map((child) => ({ name: runOf(child, home), pid: Number(child) }))]
}

function runOf(child: string, home: string): string {
  const state = path.join(home, 'state')
  const open = fs.readdirSync(`/proc/${child}/fd`).map((fd) => fs.readlinkSync(`/proc/${child}/fd/${fd}`))
  const held = open.find((file) => file.startsWith(`${state}/`))
  return held === undefined ? `process ${child}` : `run of ${path.relative(state, held).split(path.sep)[0]}`
}

/** The fields behind the name of a process, which may hold spaces. */
function statOf(pid: number | string): string[] {
  const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function parentOf(pid: string): number | null {
  try {
    return Number(statOf(pid)[1])
  } catch {
    return null // it is gone
  }
}

/** User and system time of each process in a span of so many seconds, as a share of a core. */
async function cpuShares(processes: readonly Process[], span: number): Promise<number[]> {
  const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  const used = ({ pid }: Process): number => {
    const [user, system] = statOf(pid).slice(11, 13).map(Number)
    return (user + system) / ticks
  }
  const before = processes.map(used)
  await wait(span)
  return processes.map((process, i) => (used(process) - before[i]) / span)
}

async function benchSockets(product: Product): Promise<void> {
  const name = `bench-${NODES}`
  await product.request('POST', 'pipelines', { text: graphOf(name, NODES), deploy: true, start: true })
  const rows: string[][] = []
  for (const [what, to, hidden] of [
    [`pipeline of ${NODES} nodes`, `/p/${name}`, false],
    ['the same, tab hidden', `/p/${name}`, true],
    ['list of pipelines', '/', false],
    ['settings', '/settings', false],
  ] as const) {
    const look = await product.open(to)
    await look.page.locator('main').first().waitFor()
    await wait(SETTLE)
    if (hidden) {
      // headless Chromium hides no tab, so the page is told that it is
      await look.page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { value: true })
        document.dispatchEvent(new Event('visibilitychange'))
      })
      await wait(HIDDEN)
    }
    rows.push([what, ((await look.cost(20)).socketBytes / 1024).toFixed(2)])
    await look.close()
  }
  await product.request('DELETE', `pipelines/${name}`)
  console.log(table(['page', 'KiB/s to it'], rows))
}

async function benchPictures(product: Product): Promise<void> {
  const rows: string[][] = []
  for (const [what, to] of [
    ['list', '/'],
    ['pipeline', '/p/word-count'],
    ['designer', '/p/word-count?tab=edit'],
  ]) {
    const look = await product.open(to)
    await wait(SETTLE)
    const { lcp, shift } = await look.vitals()
    rows.push([what, `${lcp.toFixed(0)} ms`, shift.toFixed(3)])
    await look.close()
  }
  console.log(table(['page, nothing cached', 'largest contentful paint', 'layout shift'], rows))
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`
const wait = (s: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, s * 1000))
