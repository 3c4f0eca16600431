import { expect, test } from 'vitest'
import { hasMembers, readJsonLines } from './json-lines.ts'

const isLine = (value: unknown): value is { n: number } => hasMembers(value, { n: 'number' })

test('a line that cannot be read does not end the reading, and is counted where it stands', () => {
  const lines = ['{"n":1}', '{"n":2', 'null', '', '7', '{"n":"3"}', '{"n":4}', '{"n":', '']
  expect(readJsonLines(lines, isLine)).toEqual([{ n: 1 }, { broken: 4 }, { n: 4 }, { broken: 1 }])
})
