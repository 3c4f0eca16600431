import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const css = fs.readFileSync(path.resolve(import.meta.dirname, '../../app/globals.css'), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)/g)].map(([, name, light, dark]) => [name, { light, dark }]),
)

/** Relative luminance (WCAG 2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

const surfaces = ['bg', 'panel', 'raised', 'hover', 'selected']
const cases = [
  ...['fg', 'muted', 'subtle', 'accent', 'crit', 'info'].map((text) => [text, surfaces, 4.5] as const),
  ...['ok', 'warn', 'idle'].map((text) => [text, ['bg', 'panel', 'raised', 'hover'], 4.5] as const),
  ...['focus', 'control'].map((line) => [line, ['bg', 'panel', 'raised'], 3] as const),
  ...['connect', 'collect', 'conduct', 'compose', 'consume', 'consign', 'control-stage'].map((stage) => [stage, ['panel'], 3] as const),
  ...[1, 2, 3, 4, 5, 6].map((n) => [`series-${n}`, ['panel'], 3] as const),
]

test.each(cases)('%s can be told from what is below it', (name, below, least) => {
  for (const theme of ['light', 'dark'] as const)
    for (const surface of below) {
      const ratio = contrast(tokens.get(name)![theme], tokens.get(surface)![theme])
      expect(ratio, `${theme}: ${name} on ${surface}`).toBeGreaterThanOrEqual(least)
    }
})

test('the words of a primary button can be read', () => {
  for (const theme of ['light', 'dark'] as const)
    for (const name of ['primary', 'primary-hover']) expect(contrast('#ffffff', tokens.get(name)![theme])).toBeGreaterThanOrEqual(4.5)
})
