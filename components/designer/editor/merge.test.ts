import { expect, test } from 'vitest'
import { mergeTexts } from './merge.ts'

const base = ['a', 'b', 'c', 'd', 'e', 'f', ''].join('\n')
const change = (from: string, to: string, text = base): string => text.replace(from, to)

test('changes of different places go together, whoever made them', () => {
  expect(mergeTexts(base, change('a\n', 'A\nA2\n'), change('e\n', ''))).toBe('A\nA2\nb\nc\nd\nf\n')
  expect(mergeTexts(base, base, change('c', 'C'))).toBe(change('c', 'C'))
  expect(mergeTexts(base, change('c', 'C'), base)).toBe(change('c', 'C'))
})

test('the same change is made once', () => {
  expect(mergeTexts(base, change('f', 'F', change('a', 'A')), change('a', 'A'))).toBe('A\nb\nc\nd\ne\nF\n')
})

test('changes of the same or of neighbouring lines do not go together', () => {
  expect(mergeTexts(base, change('c', 'X'), change('c', 'Y'))).toBeNull()
  expect(mergeTexts(base, change('c', 'X'), change('d', 'Y'))).toBeNull()
  expect(mergeTexts(base, change('c\n', 'c\nnew\n'), change('c\n', 'c\nother\n'))).toBeNull()
  expect(mergeTexts(base, change('b\nc\nd\n', ''), change('c', 'C'))).toBeNull()
})
