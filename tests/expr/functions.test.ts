import { expect, test } from 'vitest'
import { compileExpression, type FunctionDef, functions, isDeterministic } from '../../core/expr/index.ts'
import { answer, evaluate } from './evaluate.ts'

const examples = functions.flatMap((def: FunctionDef) => def.examples.map(({ call, result }) => [call, result] as const))

test.each(examples)('%s = %j', (call, result) => {
  expect(answer(call)).toBe(result)
})

test('the table is documented and without doubles', () => {
  const names = functions.map((def) => def.name)
  expect(new Set(names).size).toBe(names.length)
  for (const def of functions) {
    expect(def.name).toMatch(/^[a-z][a-z0-9_]*$/)
    expect(def.doc.en).toMatch(/^[A-Z-].*\.$/)
    expect(def.doc.zh).toMatch(/。$/)
    for (const { call } of def.examples) expect(call).toContain(`${def.name}(`)
  }
})

test('every function that does not take NULLs itself is NULL for each NULL argument, without an error', () => {
  for (const def of functions) {
    if (def.nulls || def.arguments.some((argument) => argument.literal) || def.arguments.length === 0) continue
    const literals: Record<string, string> = {
      string: "'a'",
      text: "'[]'",
      long: '1',
      number: '2',
      timestamp: 'timestamp_millis(0)',
      double: '1.0',
      boolean: 'TRUE',
    }
    for (const [i] of def.arguments.entries()) {
      const args = def.arguments.map((argument, k) => (k === i ? 'NULL' : literals[argument.type]))
      expect(evaluate(`${def.name}(${args.join(', ')})`), def.name).toEqual({ value: null, errors: 0 })
    }
  }
})

test('results outside their type are NULL and an error', () => {
  for (const call of [
    'floor(1e300)',
    'ceil(-1e300)',
    'exp(1000)',
    'sqrt(-1)',
    'ln(0)',
    'power(-8, 0.5)',
    "repeat('abc', 9007199254740991)",
    "lpad('a', 2000000)",
    'abs(CAST(NULL AS long)) IS NULL AND pmod(1, 0) = 1',
    'timestamp_seconds(9007199254740991)',
    'year(timestamp_millis(9007199254740991))',
    "get_json_object('{', '$.a')",
    "split_part('a', ',', 0)",
  ]) {
    expect(evaluate(call), call).toEqual({ value: null, errors: 1 })
  }
})

test('texts that grow stay within a mebibyte', () => {
  const fields = { s: 'string' } as const
  const row = { s: 'ä'.repeat(300_000) }
  for (const call of [
    's || s',
    'concat(s, s)',
    "concat_ws('', s, s)",
    "replace(s, 'ä', 'äää')",
    "regexp_replace(s, 'ä', 'äää')",
    "upper(repeat('ß', 300000)) || s",
  ]) {
    expect(evaluate(call, fields, row), call).toEqual({ value: null, errors: 1 })
  }
  expect(answer('length(s || left(s, 200000))', fields, row)).toBe(500_000)
})

test('the same value for the whole epoch', () => {
  expect(answer('unix_millis(now())')).toBe(1_760_000_000_000)
  expect(isDeterministic(compileExpression('now() = now()', {}).expr!)).toBe(false)
  expect(isDeterministic(compileExpression("length('a') = 1", {}).expr!)).toBe(true)
})
