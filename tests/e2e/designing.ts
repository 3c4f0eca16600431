import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchBrowser, openPage } from './browser.ts'
import { DesignPage } from './design-page.ts'
import { ServerUnderTest } from './server.ts'

export let server: ServerUnderTest
export let browser: Browser
export let session: Awaited<ReturnType<BrowserContext['storageState']>>
export let page: Page
export let context: BrowserContext
let problems: string[]

/** A server for the tests of a file, and a page of its own for each of them, on which nothing may go wrong. */
export function designing(): void {
  beforeAll(async () => {
    server = await ServerUnderTest.start()
    browser = await launchBrowser()
    const first = await openPage(browser, server.origin)
    await first.page.goto(server.enterUrl)
    session = await first.context.storageState()
    await first.context.close()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(async () => {
    ;({ page, context, problems } = await openPage(browser, server.origin, { width: 1680, height: 1000 }, session))
  })
  afterEach(async () => {
    await context.close()
    expect(problems).toEqual([])
  })
}

/** A pipeline with nothing in it. */
export const blank = (name: string): string => `millrace: 1\nname: ${name}\n# drawn by hand\nnodes: {}\n`

/** Makes a pipeline and opens its draft in the designer; without a text, one with nothing in it. */
export async function begin(name: string, text = blank(name)): Promise<DesignPage> {
  const design = new DesignPage(page, server.origin, name)
  await design.create(text)
  return design
}

/** A pipeline with a row of three nodes, and one that is joined with nothing. */
export const WORDS = (name: string): string => `millrace: 1
name: ${name}
nodes:
  lines: { type: connect.tcp-client, config: { port: 9990 } }
  words: { type: compose.split, config: { field: text, as: word } } # by white space
  table: { type: consume.live-table, config: { key: [word] } }
  loose: { type: compose.union }
wires:
  - lines -> words -> table
layout: { lines: [0, 0], words: [288, 0], table: [576, 0], loose: [0, 240] }
`

/** The wires that a text says, in its words. */
export const wiresIn = (text: string): string[] =>
  text
    .split('wires:\n')[1]
    .split(/\n(?=\S)/)[0]
    .split('\n')
    .filter(Boolean)
    .map((line) => line.trim().replace(/^- /, ''))
