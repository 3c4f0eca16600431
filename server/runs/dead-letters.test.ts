import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lastDeadLetters } from './dead-letters.ts'

function stateWith(lines: readonly object[], more = ''): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-dead-'))
  onTestFinished(() => fs.rmSync(dir, { recursive: true }))
  fs.writeFileSync(path.join(dir, 'dead-letters.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join('') + more)
  return dir
}
const letter = (n: number, more: object = {}) => ({
  node: 'decode',
  code: 'MALFORMED',
  message: 'no JSON',
  at: n,
  epoch: n,
  raw: `r${n}`,
  ...more,
})

test('the newest dead letters of a node come first, whole lines only', () => {
  const state = stateWith([letter(1), letter(2, { node: 'other' }), letter(3), letter(4)], '{"node":"decode","co')
  expect(lastDeadLetters(state, 'decode', 2).letters.map(({ at, record }) => [at, record])).toEqual([
    [4, 'r4'],
    [3, 'r3'],
  ])
  expect(lastDeadLetters(path.join(state, 'none'), 'decode', 2)).toEqual({ letters: [], damaged: 0 })
})

test('a line that was damaged hides no other, and is counted', () => {
  const state = stateWith([letter(1)], `{"node":"decode","co\nnull\n${JSON.stringify(letter(2))}\n`)
  const { letters, damaged } = lastDeadLetters(state, 'decode', 9)
  expect(letters.map(({ record }) => record)).toEqual(['r2', 'r1'])
  expect(damaged).toBe(2)
})

test('records are bounded, and what is no text is told as base64', () => {
  const state = stateWith([
    letter(1, { raw: 'x'.repeat(9_000) }),
    letter(2, { raw: undefined, base64: '/w==', at: undefined, cut: 70_000 }),
  ])
  const [binary, long] = lastDeadLetters(state, 'decode', 10).letters
  expect(long).toMatchObject({ base64: false, cut: 9_000 })
  expect(long.record).toHaveLength(4_000)
  expect(binary).toEqual({ code: 'MALFORMED', message: 'no JSON', at: null, record: '/w==', base64: true, cut: 70_000 })
})

test('of a large file the end is read', () => {
  const state = stateWith(Array.from({ length: 2_000 }, (_, n) => letter(n, { raw: 'y'.repeat(500) })))
  const all = lastDeadLetters(state, 'decode', 5_000).letters
  expect(all[0].at).toBe(1_999)
  expect(all.length).toBeGreaterThan(300)
  expect(all.length).toBeLessThan(600)
})
