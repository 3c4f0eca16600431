import { expect, test } from 'vitest'
import { compileExpression, conjuncts, type Fields, fieldsOf, print, substitute, type Typed } from './index.ts'

const fields: Fields = {
  a: 'long',
  b: 'long',
  s: 'string',
  p: 'boolean',
  'r.v': 'long',
  'odd name': 'long',
  from: 'long',
  end: 'long',
  价格: 'double',
}

function compiled(text: string): Typed {
  const { expr, problems } = compileExpression(text, fields)
  if (expr === null) throw new Error(problems[0].message)
  return expr
}

test.each([
  ['a+b*2', 'a + b * 2'],
  ['(a+b)*2', '(a + b) * 2'],
  ['a-(b-1)', 'a - (b - 1)'],
  ['(a-b)-1', 'a - b - 1'],
  ['- -a', '-(-a)'],
  ['5 - -5', '5 - -5'],
  ['(p or p) and not (p and p)', '(p OR p) AND NOT (p AND p)'],
  ['p and (p and p)', 'p AND (p AND p)'],
  ['not a in (1,2)', 'a NOT IN (1, 2)'],
  ["s not like 'it''s'", "s NOT LIKE 'it''s'"],
  ['a between 1 and 2 and p', 'a BETWEEN 1 AND 2 AND p'],
  ['a = b is not null', 'a = b IS NOT NULL'],
  ['p = (b is null)', 'p = (b IS NULL)'],
  ['a is not distinct from b', 'a IS NOT DISTINCT FROM b'],
  ['case when p then 1 else null end', 'CASE WHEN p THEN 1 END'],
  ['TRY_CAST(s AS BigInt)', 'CAST(s AS long)'],
  ['LOWER(s)||s', 'lower(s) || s'],
  ['r.v + `r`.`v` + `r.v`', 'r.v + r.v + r.v'],
  ['`odd name` + `end` + from', '`odd name` + `end` + from'],
  ['价格 * 2.0 + 1e21', '价格 * 2.0 + 1e+21'],
  ['-0.0 + 1e-7', '-0.0 + 1e-7'],
])('%s is printed as %s', (text, printed) => {
  expect(print(compiled(text))).toBe(printed)
  expect(print(compiled(printed))).toBe(printed)
})

test('fields are named once, in order', () => {
  expect(fieldsOf(compiled('b + a > b AND r.v IS NULL'))).toEqual(['b', 'a', 'r.v'])
})

test('conjuncts take nested ANDs apart and leave ORs', () => {
  expect(conjuncts(compiled('p AND (a > 1 AND (b > 1 OR p))')).map(print)).toEqual(['p', 'a > 1', 'b > 1 OR p'])
})

test('substitute replaces fields everywhere and keeps the rest', () => {
  const sum = compiled('a + 1')
  const all = compiled('CASE WHEN a > b AND NOT a IN (a, 2) THEN -a ELSE abs(a) + CAST(a AS long) END BETWEEN a AND b')
  expect(print(substitute(all, (name) => (name === 'a' ? sum : null)))).toBe(
    'CASE WHEN a + 1 > b AND a + 1 NOT IN (a + 1, 2) THEN -(a + 1) ELSE abs(a + 1) + CAST(a + 1 AS long) END BETWEEN a + 1 AND b',
  )
  expect(print(all)).toContain('a > b')
})
