import { compileExpression, print, type Typed, type Value } from '../../core/expr/index.ts'
import { DuckDbTable, toDuckDb } from './duckdb.ts'
import { fields, Random, randomRows, randomWhole } from './random.ts'
import { batchOf, byClosure, byCode } from './run.ts'

export type OracleResult = { expressions: number; evaluations: number; nulls: number; mismatches: string[] }

const NOW = 1_760_000_000_123
const PER_QUERY = 40

const close = (a: Value, b: Value): boolean =>
  a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)))

/** Compares closures, generated code and DuckDB on random expressions over random rows. */
export async function compareWithDuckDb(options: {
  seed: number
  expressions: number
  rows: number
  depth: number
}): Promise<OracleResult> {
  const random = new Random(options.seed)
  const rows = randomRows(random, options.rows)
  const batch = batchOf(fields, rows)
  const table = await DuckDbTable.create(fields, rows)
  const result: OracleResult = { expressions: 0, evaluations: 0, nulls: 0, mismatches: [] }
  for (let done = 0; done < options.expressions; done += PER_QUERY) {
    const texts = Array.from({ length: Math.min(PER_QUERY, options.expressions - done) }, () => randomWhole(random, options.depth))
    const exprs = texts.map(compiled)
    const answers = await table.answers(exprs.map((e) => toDuckDb(e, NOW)))
    for (const [i, expr] of exprs.entries()) {
      const outcomes = {
        closure: byClosure(expr, rows, NOW).values,
        code: byCode(expr, fields, batch, NOW).values,
        'code over locals': byCode(expr, fields, batch, NOW, (field) => (field % 3 === 0 ? 'string' : 'local')).values,
        'printed and read again': byClosure(compiled(print(expr)), rows, NOW).values,
      }
      result.expressions++
      result.evaluations += rows.length
      for (const [r, expected] of answers[i].entries()) {
        if (expected === null) result.nulls++
        for (const [way, values] of Object.entries(outcomes)) {
          if (close(values[r], expected)) continue
          result.mismatches.push(
            `${way}: ${texts[i]}\n  row ${JSON.stringify(rows[r])}\n  ${JSON.stringify(values[r])}, DuckDB ${JSON.stringify(expected)}`,
          )
        }
      }
    }
  }
  table.close()
  return result
}

function compiled(text: string): Typed {
  const { expr, problems } = compileExpression(text, fields)
  if (expr === null) throw new Error(`${text}: ${problems[0].message}`)
  return expr
}
