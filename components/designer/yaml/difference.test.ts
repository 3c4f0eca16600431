import { expect, test } from 'vitest'
import { applyPatch } from '../../../core/edit/index.ts'
import { smallPatch } from './difference.ts'

test.each([
  ['a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 20\nc: 3\n'],
  ['', 'a'],
  ['a', ''],
  ['a\nb', 'a\nb\nc'],
  ['a\nb\n', 'b\n'],
  ['x\ny\nz', 'y'],
  ['a: [1]\r\nb: 2\r\n', 'a: [1, 2]\r\nb: 3\r\n'],
  ['same\n', 'same\n'],
])('%j becomes %j', (before, after) => {
  expect(applyPatch(before, smallPatch(before, after))).toBe(after)
})

test('two changes far apart leave what is between them alone', () => {
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`)
  const before = lines.join('\n')
  const after = lines.with(3, 'line three').with(30, 'another').join('\n')
  const patch = smallPatch(before, after)
  expect(applyPatch(before, patch)).toBe(after)
  expect(patch.map(({ from, to }) => before.slice(from, to))).toEqual(['3', 'line 30'])
})

test('random texts', () => {
  let seed = 7
  const random = (n: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    return seed % n
  }
  const text = (): string => Array.from({ length: random(12) }, () => 'ab\n'[random(3)]).join('')
  for (let i = 0; i < 2000; i++) {
    const [before, after] = [text(), text()]
    expect(applyPatch(before, smallPatch(before, after)), JSON.stringify([before, after])).toBe(after)
  }
})
