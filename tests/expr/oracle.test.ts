import { expect, test } from 'vitest'
import { seed } from '../seed.ts'
import { compareWithDuckDb } from './oracle.ts'

test('closures, generated code and DuckDB agree on random expressions', async () => {
  const result = await compareWithDuckDb({ seed, expressions: 600, rows: 60, depth: 4 })
  console.log(`${result.evaluations} evaluations of ${result.expressions} expressions`)
  expect(result.mismatches.slice(0, 3)).toEqual([])
  expect(result.evaluations).toBeGreaterThan(20_000)
  expect(result.nulls / result.evaluations).toBeLessThan(0.6)
})
