import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { compile } from '../../core/compile.ts'
import { readPipeline } from '../../core/graph.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { boundedInput } from './bounded-input.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-input-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))
for (const [name, size] of Object.entries({ 'a.txt': 100, 'b.txt': 200, 'c.txt': 100 }))
  fs.writeFileSync(path.join(folder, name), 'x'.repeat(size))

const planOf = (source: string) => {
  const text = `{ millrace: 1, name: x, nodes: { in: ${source}, out: { type: consign.discard } }, wires: [in -> out] }`
  return compile(readPipeline(text).pipeline!, catalogue).plan!
}

test('files count in name order, the current one up to its offset', () => {
  const share = boundedInput(planOf(`{ type: connect.file, config: { path: ${folder} } }`))!
  expect(share({})).toBe(0)
  expect(share({ in: { file: 'a.txt', offset: 50 } })).toBe(50 / 400)
  expect(share({ in: { file: 'b.txt', offset: 200 } })).toBe(300 / 400)
  expect(share({ in: { file: 'c.txt', offset: 1_000 } })).toBe(1)
})

test('what may go on for ever has no share', () => {
  expect(boundedInput(planOf(`{ type: connect.file, config: { path: ${folder}, watch: true } }`))).toBe(null)
  expect(boundedInput(planOf('{ type: connect.generator, config: { lines: [a], count: 10 } }'))).toBe(null)
  expect(boundedInput(planOf('{ type: connect.file, config: { path: /none } }'))).toBe(null)
})
