import { expect, test } from 'vitest'
import { compareWithDuckDb } from './oracle.ts'

test('closures, generated code and DuckDB agree on very many random expressions', { timeout: 600_000 }, async () => {
  const first = Number(process.env.MILLRACE_SEED ?? Date.now())
  let evaluations = 0
  for (let seed = first; seed < first + 20; seed++) {
    const result = await compareWithDuckDb({ seed, expressions: 1_000, rows: 100, depth: 3 + (seed % 3) })
    expect(result.mismatches.slice(0, 3), `MILLRACE_SEED=${seed}`).toEqual([])
    evaluations += result.evaluations
  }
  console.log(`${evaluations} evaluations from seed ${first} on`)
})
