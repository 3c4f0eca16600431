import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Where something is in the window, once it is seen and stands still. */
export async function placeOf(thing: Locator): Promise<Box> {
  await thing.waitFor()
  return thing.evaluate(
    (element) =>
      new Promise<Box>((resolve) => {
        const look = (before: string, still: number): void => {
          const { x, y, width, height } = element.getBoundingClientRect()
          const now = `${x} ${y} ${width} ${height}`
          if (still === 2) resolve({ x, y, width, height })
          else requestAnimationFrame(() => look(now, now === before ? still + 1 : 0))
        }
        look('', 0)
      }),
  )
}

/** Polls an attribute of what has the focus. */
export const focusOf = (page: Page, attribute: string) =>
  expect.poll(() => page.evaluate((name) => document.activeElement?.getAttribute(name), attribute))

/** Polls a parameter of the address. */
export const inAddress = (page: Page, name: string) => expect.poll(() => new URL(page.url()).searchParams.get(name))

/** Waits until a field in a part of the page has the focus, so that what is typed goes there. */
export const typable = (part: Locator): Promise<void> => part.locator('input:focus, textarea:focus').waitFor()

/** Waits until the designer has saved what was drawn; what is asked of the server then is not overtaken by a save. */
export const savedDraft = (page: Page): Promise<void> =>
  page
    .locator('[data-editor]')
    .getByText(/^Saved( .* ago)?$/)
    .waitFor()

/** Presses two keys that belong together within a time: both are on their way before the page has answered to the first. */
export const pressBoth = (page: Page, first: string, second: string): Promise<unknown> =>
  Promise.all([page.keyboard.press(first), page.keyboard.press(second)])
