import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { placeOf, typable } from './waits.ts'

type Place = readonly [x: number, y: number]

/** The designer as people use it: by mouse and by keys. Places are pixels of the canvas. */
export class DesignPage {
  readonly page: Page
  readonly #origin: string
  readonly name: string

  constructor(page: Page, origin: string, name: string) {
    this.page = page
    this.#origin = origin
    this.name = name
  }

  /** Makes a pipeline of a text, as the page that has the session, and opens its draft. */
  async create(text: string): Promise<void> {
    await this.page.goto(this.#origin)
    await this.page.evaluate(async (body) => {
      const headers = { 'content-type': 'application/json', 'x-millrace': '1' }
      const { ok } = await fetch('/api/v1/pipelines', { method: 'POST', headers, body })
      if (!ok) throw new Error('not created')
    }, JSON.stringify({ text }))
    await this.open()
  }

  async open(query = '?tab=edit'): Promise<void> {
    await this.page.goto(`${this.#origin}/p/${this.name}${query}`)
    await this.#usable()
  }

  async reload(): Promise<void> {
    await this.page.reload()
    await this.#usable()
  }

  /** Cards are seen once they were measured; an empty canvas has the focus. */
  async #usable(): Promise<void> {
    await this.page.locator('#design-canvas:focus, #design-canvas .react-flow__node').first().waitFor()
  }

  /** The draft that the server has. */
  draft(): Promise<string> {
    return this.page.evaluate(async (name) => {
      const { draft } = await (await fetch(`/api/v1/pipelines/${name}`)).json()
      return draft.text as string
    }, this.name)
  }

  /** Polls the draft that the server has: it is saved a second after the last change. */
  saves() {
    return expect.poll(() => this.draft())
  }

  /** The list of types, once it takes what is typed. */
  async list(name?: string): Promise<Locator> {
    const list = name === undefined ? this.page.getByRole('dialog') : this.page.getByRole('dialog', { name, exact: true })
    await typable(list)
    return list
  }

  /** What a deploy asks, once it can be answered by Enter. */
  async deployPanel(): Promise<Locator> {
    const panel = this.page.getByRole('dialog', { name: 'Deploy' })
    await typable(panel)
    await expect.poll(() => panel.getByRole('button', { name: /^Deploy/ }).isEnabled()).toBe(true)
    return panel
  }

  card(id: string) {
    return this.page.locator(`.react-flow__node[data-id="${id}"]`)
  }

  wires() {
    return this.page.locator('.react-flow__edge-wire')
  }

  /** A place of the canvas in the window. */
  async window([x, y]: Place): Promise<Place> {
    const box = await placeOf(this.page.locator('#design-canvas'))
    return [box.x + x, box.y + y]
  }

  async #drag(from: Place, to: Place): Promise<void> {
    const { mouse } = this.page
    await mouse.move(...from)
    await mouse.down()
    await mouse.move(from[0] + 12, from[1] + 6, { steps: 3 })
    await mouse.move(...to, { steps: 6 })
    await mouse.up()
  }

  /** The place in the middle of the gap between two cards that stand side by side. */
  async between(left: string, right: string): Promise<Place> {
    const [canvas, from, to] = [
      await placeOf(this.page.locator('#design-canvas')),
      await placeOf(this.card(left)),
      await placeOf(this.card(right)),
    ]
    return [(from.x + from.width + to.x) / 2 - canvas.x, from.y + from.height / 2 - canvas.y]
  }

  /** Drags a type from the palette. */
  async dragType(type: string, to: Place): Promise<void> {
    const item = this.page.locator(`[data-type="${type}"]`)
    // the first pointer brings code that wraps the item anew: this waits for it
    await item.hover()
    const box = await placeOf(item)
    await this.#drag([box.x + 40, box.y + box.height / 2], await this.window(to))
  }

  async dragCard(id: string, to: Place): Promise<void> {
    const box = await placeOf(this.card(id))
    await this.#drag([box.x + 80, box.y + 16], await this.window(to))
  }

  async #port(id: string, side: 'left' | 'right', port: string): Promise<Place> {
    const box = await placeOf(this.card(id).locator(`.react-flow__handle-${side}[data-handleid="${port}"]`))
    return [box.x + box.width / 2, box.y + box.height / 2]
  }

  /** Draws a wire from out-port to in-port. */
  async dragWire(from: string, to: string, ports: readonly [string, string] = ['out', 'in']): Promise<void> {
    await this.#drag(await this.#port(from, 'right', ports[0]), await this.#port(to, 'left', ports[1]))
  }

  /** Leads the end of a selected wire from one in-port to another. */
  async dragWireEnd(source: string, from: string, to: string): Promise<void> {
    const end = this.page.locator(`.react-flow__edge[data-id="${source}.out>${from}.in"] .react-flow__edgeupdater-target`)
    const box = await placeOf(end)
    await this.#drag([box.x + 4, box.y + box.height / 2], await this.#port(to, 'left', 'in'))
  }

  /** Draws a wire that ends on the canvas. */
  async dropWire(from: string, to: Place, port = 'out'): Promise<void> {
    await this.#drag(await this.#port(from, 'right', port), await this.window(to))
  }

  /** Presses keys one after the other; words of several letters are typed. */
  async keys(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      if (/^[a-z ]{2,}$/.test(key)) await this.page.keyboard.type(key)
      else await this.page.keyboard.press(key)
    }
  }
}
