import fc from 'fast-check'
import { expect, test } from 'vitest'
import { likeMatcher, parseLike, simpleLike } from './like.ts'

/** Pieces of patterns and the regular expressions of the same meaning. */
const pieces: Readonly<Record<string, string>> = {
  '%': '[^]*',
  _: '[^]',
  a: 'a',
  b: 'b',
  '😀': '😀',
  '\n': '\n',
  '\\%': '%',
  '\\\\': '\\\\',
}

test('the matcher agrees with a regular expression', () => {
  const piece = fc.constantFrom(...Object.keys(pieces))
  const text = fc.array(fc.constantFrom('a', 'b', '😀', '%', '\\', '\n'), { maxLength: 10 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 7 }), text, (parts, s) => {
      const expected = new RegExp(`^${parts.map((part) => pieces[part]).join('')}$`, 'u').test(s)
      const pattern = parts.join('')
      expect(likeMatcher(pattern)(s), `${JSON.stringify(s)} LIKE ${JSON.stringify(pattern)}`).toBe(expected)
      const simple = simpleLike(pattern)
      if (simple === null) return
      const { form, text } = simple
      const found =
        form === 'equals' ? s === text : form === 'starts' ? s.startsWith(text) : form === 'ends' ? s.endsWith(text) : s.includes(text)
      expect(found, `${JSON.stringify(s)} ${form} ${JSON.stringify(text)}`).toBe(expected)
    }),
    { numRuns: 3_000, seed: 1 },
  )
})

test('many % take no more than text × pattern steps', () => {
  expect(likeMatcher(`${'%a'.repeat(30)}b`)('a'.repeat(20_000))).toBe(false)
})

test('a backslash escapes only %, _ and itself', () => {
  expect(parseLike('a\\%\\_\\\\')).toEqual([{ kind: 'text', text: 'a%_\\' }])
  expect(parseLike('ab\\c')).toMatchObject({ at: 2 })
  expect(parseLike('ab\\')).toMatchObject({ at: 2 })
})
