import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textDiff } from './text-diff.ts'

const show = (before: string, after: string) =>
  textDiff(before, after).map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`)

test('only what changed is added or removed', () => {
  expect(show('a\nb\nc\nd', 'a\nc\nx\nd')).toEqual([' a', '-b', ' c', '+x', ' d'])
  expect(show('a', 'a')).toEqual([' a'])
  expect(show('', 'a')).toEqual(['-', '+a'])
})

test('both texts can be read off any comparison', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = textDiff(before, after)
      const read = (without: string) =>
        diff
          .filter((l) => l.kind !== without)
          .map((l) => l.text)
          .join('\n')
      expect([read('added'), read('removed')]).toEqual([before, after])
      expect(textDiff(before, before).every((l) => l.kind === 'same')).toBe(true)
    }),
  )
})
