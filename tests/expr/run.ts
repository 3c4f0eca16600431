import type { ExprEnv, Fields, Typed, Value } from '../../core/expr/index.ts'
import { toClosure } from '../../core/expr/index.ts'
import type { ColumnType } from '../../server/engines/embedded/batch.ts'
import { type Batch, BatchBuilder } from '../../server/engines/embedded/batch.ts'
import { ExpressionWriter, type FieldRef } from '../../server/engines/embedded/generate/expression.ts'
import { Helpers } from '../../server/engines/embedded/generate/helpers.ts'

export type Row = Readonly<Record<string, Value>>
export type Outcome = { values: Value[]; errors: number }

const columnType = (type: string): ColumnType => (type === 'string' ? 'text' : type === 'timestamp' ? 'long' : (type as ColumnType))

/** The rows as a batch whose columns are the fields in order. */
export function batchOf(fields: Fields, rows: readonly Row[]): Batch {
  const names = Object.keys(fields)
  const builder = new BatchBuilder(names.map((name) => ({ name, type: columnType(fields[name]) })))
  for (const row of rows) {
    builder.next()
    for (const [i, name] of names.entries()) builder.value(i, row[name])
  }
  return builder.take(0)
}

/** Evaluates by closures. */
export function byClosure(expr: Typed, rows: readonly Row[], now = 0): Outcome {
  const env: ExprEnv = { now: () => now, errors: { count: 0 } }
  const evaluate = toClosure(expr, env)
  return { values: rows.map((row) => evaluate((name) => row[name])), errors: env.errors.count }
}

/** How generated code is to find a field: in its column, in a local, or, when it is a text, in a local string. */
export type Found = 'column' | 'local' | 'string'

/** Evaluates by generated code over a batch; a boolean also as its two conditions, which must agree with its value. */
export function byCode(
  expr: Typed,
  fields: Fields,
  batch: Batch,
  now = 0,
  found: (field: number) => Found = () => 'column',
): Outcome & { source: string } {
  const names = Object.keys(fields)
  const locals = new Map<number, string>()
  const resolve = (name: string): FieldRef => {
    const index = names.indexOf(name)
    const how = found(index)
    const isText = ['text', 'json'].includes(batch.columns[index].type)
    const local = `f${index}`
    if (how === 'column') return { kind: 'column', index }
    if (!isText) {
      locals.set(index, `const ${local} = columns[${index}].nums[r]\n`)
      return { kind: 'number', local }
    }
    const { bytes, from, length } = {
      bytes: `columns[${index}].bytes`,
      from: `columns[${index}].ranges[2 * r]`,
      length: `columns[${index}].ranges[2 * r + 1]`,
    }
    locals.set(
      index,
      how === 'string'
        ? `const ${local} = H.string(${bytes}, ${from}, ${length})\n`
        : `const ${local}_b = ${bytes}, ${local}_o = ${from}, ${local}_n = ${length}\n`,
    )
    return { kind: how === 'string' ? 'string' : 'range', local }
  }
  const writer = new ExpressionWriter(resolve)
  const isText = expr.type === 'string' || expr.type === 'json'
  const value = isText ? writer.string(expr) : writer.number(expr)
  const conditions = expr.type === 'boolean' ? `, ${writer.isTrue(expr)}, ${writer.isFalse(expr)}` : ''
  const columns = [...writer.columns].map(
    (i) => `const c${i}n = columns[${i}].nums, c${i}r = columns[${i}].ranges, c${i}b = columns[${i}].bytes\n`,
  )
  const source = `return (columns, rows, out) => {\n${columns.join('')}for (let r = 0; r < rows; r++) {\n${[...locals.values()].join('')}out([${value}${conditions}])\n}\n}`
  const helpers = new Helpers()
  helpers.now = now
  const values: Value[] = []
  const out = ([v, yes, no]: [string | number | null, boolean?, boolean?]) => {
    const isNull = v === null || v !== v
    if (yes !== undefined && (yes !== (v === 1) || no !== (v === 0)))
      throw new Error(`conditions ${yes}, ${no} beside the value ${v} in\n${source}`)
    values.push(isNull ? null : expr.type === 'boolean' ? v === 1 : v)
  }
  new Function('H', 'C', source)(helpers, writer.constants)(batch.columns, batch.rows, out)
  return { values, errors: helpers.errors, source }
}
