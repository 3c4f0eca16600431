import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const READS = 'count|is[A-Z]\\w+|inputValue|innerText|textContent|all\\w+|getAttribute|evaluate'
/** Ways to look at a page that only a fast machine forgives, and what to write instead. */
const HASTY: readonly [RegExp, string][] = [
  [new RegExp(`expect\\(\\(?await [^\\n]*\\.(${READS})\\(`), 'expect.poll, or waitFor: what an action does may come later'],
  [/\.boundingBox\(/, 'placeOf of waits.ts: it may still move'],
  [/\.waitForTimeout\(/, 'wait for what only the action causes'],
]

/** The lines of a text that are too hasty. */
const hastyIn = (text: string): string[] =>
  text.split('\n').flatMap((line, i) => HASTY.flatMap(([pattern, instead]) => (pattern.test(line) ? [`${i + 1}: ${instead}`] : [])))

test('browser tests read nothing at once that may come later', () => {
  const folder = path.join(import.meta.dirname, 'e2e')
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.test.ts') || file === 'design-page.ts')
  expect(files.length).toBeGreaterThan(5)
  expect(files.flatMap((file) => hastyIn(fs.readFileSync(path.join(folder, file), 'utf8')).map((line) => `${file}:${line}`))).toEqual([])
})

test.each([
  'expect(await page.getByRole("row").count()).toBe(1)',
  'expect(await page.evaluate(() => document.activeElement?.id)).toBe("x")',
  'expect((await field.inputValue()).length).toBe(1)',
  'const box = (await card.boundingBox())!',
  'await page.waitForTimeout(100)',
])('%s is too hasty', (line) => expect(hastyIn(line)).toHaveLength(1))

test.each(['await expect.poll(() => rows.count()).toBe(1)', 'expect(await design.draft()).toBe(text)'])('%s is not', (line) =>
  expect(hastyIn(line)).toEqual([]),
)
