import { expect, test } from 'vitest'
import { seed } from '../seed.ts'
import { compareWithDuckDb } from './oracle.ts'

test('closures, generated code and DuckDB agree on very many random expressions', { timeout: 600_000 }, async () => {
  let evaluations = 0
  for (let i = 0; i < 20; i++) {
    const result = await compareWithDuckDb({ seed: seed + i, expressions: 1_000, rows: 100, depth: 3 + (i % 3) })
    expect(result.mismatches.slice(0, 3), `MILLRACE_SEED=${seed + i}`).toEqual([])
    evaluations += result.evaluations
  }
  console.log(`${evaluations} evaluations from seed ${seed} on`)
  expect(evaluations).toBeGreaterThan(1_000_000)
})
