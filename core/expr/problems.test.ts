import { describe, expect, test } from 'vitest'
import { compileExpression, type ExprProblemCode, exprProblemCodes, type Fields } from './index.ts'

const fields: Fields = {
  price: 'double',
  n: 'long',
  'user.name': 'string',
  ok: 'boolean',
  doc: 'json',
  at: 'timestamp',
  constructor2: 'long',
}

const problemsOf = (text: string, expect?: Parameters<typeof compileExpression>[2]) => compileExpression(text, fields, expect).problems

/** The code, the marked part of the text, and a word of the message or hint. */
const cases: readonly [text: string, code: ExprProblemCode, marked: string, says: string | RegExp][] = [
  ['', 'EXPR_SYNTAX', '', 'empty'],
  ['price >', 'EXPR_SYNTAX', '', 'ends too early'],
  ['price > 1 2', 'EXPR_SYNTAX', '2', 'operator missing'],
  ['(price > 1', 'EXPR_SYNTAX', '', 'expected `)`'],
  ['price > 1)', 'EXPR_SYNTAX', ')', 'unexpected'],
  ["'abc", 'EXPR_SYNTAX', "'abc", 'closing quote'],
  ['`abc', 'EXPR_SYNTAX', '`abc', 'back-quote'],
  ['"abc"', 'EXPR_SYNTAX', '"', 'single quotes'],
  ["'ab' 'cd'", 'EXPR_SYNTAX', "'cd'", 'join texts with ||'],
  ['n == 1', 'EXPR_SYNTAX', '==', 'write `=`'],
  ['ok && ok', 'EXPR_SYNTAX', '&&', 'AND'],
  ['!ok', 'EXPR_SYNTAX', '!', 'NOT'],
  ['n <=> 1', 'EXPR_SYNTAX', '<=>', 'IS NOT DISTINCT FROM'],
  ['n::double', 'EXPR_SYNTAX', ':', 'CAST'],
  ['doc[0]', 'EXPR_SYNTAX', '[', 'get_json_object'],
  ['n -- 1', 'EXPR_SYNTAX', '--', 'comment'],
  ['n /* x */', 'EXPR_SYNTAX', '/*', 'comment'],
  ['1L + n', 'EXPR_SYNTAX', '1L', 'suffix'],
  ['n # 1', 'EXPR_SYNTAX', '#', 'unexpected character'],
  ['end > 1', 'EXPR_SYNTAX', 'end', 'back-quotes'],
  ['CASE n WHEN 1 THEN 2 END', 'EXPR_SYNTAX', 'n', 'CASE WHEN'],
  ['CASE WHEN ok THEN 1', 'EXPR_SYNTAX', '', 'END'],
  ['n IS 1', 'EXPR_SYNTAX', '1', 'NULL or DISTINCT FROM'],
  ['n IN ()', 'EXPR_SYNTAX', ')', 'expected a value'],
  ['n BETWEEN 1 OR 2', 'EXPR_SYNTAX', 'OR', 'AND'],
  ['9007199254740992', 'EXPR_NUMBER', '9007199254740992', 'double'],
  ['1e999', 'EXPR_NUMBER', '1e999', 'beyond'],
  ['prise > 3', 'EXPR_UNKNOWN_FIELD', 'prise', 'did you mean `price`?'],
  ['user.nam', 'EXPR_UNKNOWN_FIELD', 'user.nam', 'user.name'],
  ['user.name.first', 'EXPR_UNKNOWN_FIELD', 'user.name.first', 'no field'],
  ['doc.a.b', 'EXPR_UNKNOWN_FIELD', 'doc.a.b', "get_json_object(doc, '$.a.b')"],
  ['constructor', 'EXPR_UNKNOWN_FIELD', 'constructor', 'no field'],
  ['Price', 'EXPR_UNKNOWN_FIELD', 'Price', 'did you mean `price`?'],
  ['lowr(user.name)', 'EXPR_UNKNOWN_FUNCTION', 'lowr', 'did you mean `lower`?'],
  ['substring(user.name, 1)', 'EXPR_UNKNOWN_FUNCTION', 'substring', '`substr`'],
  ['reflect(user.name)', 'EXPR_UNKNOWN_FUNCTION', 'reflect', 'no function'],
  ['lower()', 'EXPR_ARITY', 'lower()', 'lower(text)'],
  ['substr(user.name)', 'EXPR_ARITY', 'substr(user.name)', 'substr(text, start[, length])'],
  ['lower(n)', 'EXPR_TYPE', 'n', 'CAST(x AS string)'],
  ['length(price)', 'EXPR_TYPE', 'price', 'format_number'],
  ['year(n)', 'EXPR_TYPE', 'n', 'timestamp_millis'],
  ["coalesce(n, 'x')", 'EXPR_TYPE', "'x'", 'the others are longs'],
  ['greatest(doc, doc)', 'EXPR_TYPE', 'doc', 'JSON'],
  ["n + 'a'", 'EXPR_TYPE', "'a'", '||'],
  ['at + 1', 'EXPR_TYPE', 'at', 'unix_millis'],
  ['price DIV 2', 'EXPR_TYPE', 'price', 'DIV needs longs'],
  ['price || user.name', 'EXPR_TYPE', 'price', 'format_number'],
  ['n AND ok', 'EXPR_TYPE', 'n', 'x <> 0'],
  ['user.name = 1', 'EXPR_TYPE', 'user.name = 1', 'CAST'],
  ['at > 5', 'EXPR_TYPE', 'at > 5', 'timestamp_millis'],
  ["at > '2026-01-01'", 'EXPR_TYPE', "at > '2026-01-01'", 'to_timestamp'],
  ["ok = 'true'", 'EXPR_TYPE', "ok = 'true'", 'without quotes'],
  ['doc = doc', 'EXPR_TYPE', 'doc', 'JSON cannot be compared'],
  ["CASE WHEN ok THEN 1 ELSE 'a' END", 'EXPR_TYPE', "'a'", 'branches'],
  ['CAST(price AS string)', 'EXPR_CAST', 'CAST(price AS string)', 'format_number'],
  ['CAST(at AS long)', 'EXPR_CAST', 'CAST(at AS long)', 'unix_millis'],
  ['CAST(n AS int)', 'EXPR_CAST', 'int', 'long'],
  ['user.name LIKE user.name', 'EXPR_LITERAL', 'user', 'contains'],
  ["regexp_like('a', user.name)", 'EXPR_LITERAL', 'user.name', 'literal'],
  ["user.name LIKE 'a\\qb'", 'EXPR_PATTERN', '\\', 'must stand before'],
  ["user.name LIKE 'it''s\\x'", 'EXPR_PATTERN', '\\', 'must stand before'],
  ["regexp_like('a', '(a')", 'EXPR_PATTERN', "'(a'", 'missing closing'],
  ["regexp_like('a', '(?=a)')", 'EXPR_PATTERN', "'(?=a)'", 'RE2'],
  ["regexp_extract('a', 'a')", 'EXPR_PATTERN', "'a'", 'group 1'],
  ["regexp_extract('a', '(a)', 2)", 'EXPR_PATTERN', '2', 'group 2'],
  ["regexp_replace('a', '(a)', '$2')", 'EXPR_PATTERN', "'$2'", 'group'],
  ["get_json_object(doc, 'a')", 'EXPR_PATTERN', "'a'", '$'],
  ["date_trunc('fortnight', at)", 'EXPR_PATTERN', "'fortnight'", 'week'],
  ["date_format(at, 'yy')", 'EXPR_PATTERN', "'yy'", 'yyyy'],
  ['format_number(n, 99)', 'EXPR_PATTERN', '99', '30'],
]

test.each(cases)('%s → %s', (text, code, marked, says) => {
  const [first] = problemsOf(text)
  expect(first, text).toBeDefined()
  expect({ code: first.code, marked: text.slice(first.from, first.to) }).toEqual({ code, marked })
  expect(`${first.message} ${first.hint ?? ''}`).toContain(says)
})

test('every code has a case here', () => {
  expect(new Set([...cases.map(([, code]) => code), 'EXPR_TOO_LARGE'])).toEqual(new Set(Object.keys(exprProblemCodes)))
})

test('several problems are reported at once', () => {
  expect(problemsOf("foo > 1 AND lower(n) = 'a' AND bar").map((p) => [p.code, p.from])).toEqual([
    ['EXPR_UNKNOWN_FIELD', 0],
    ['EXPR_TYPE', 18],
    ['EXPR_UNKNOWN_FIELD', 31],
  ])
})

describe('the expected type', () => {
  test('a long passes for a double, a NULL for any one type', () => {
    expect(problemsOf('n', 'double')).toEqual([])
    expect(compileExpression('NULL', fields, 'boolean').expr?.type).toBe('boolean')
    expect(compileExpression('NULL', fields).expr?.type).toBe('null')
  })

  test('anything else is a problem', () => {
    expect(problemsOf('n', 'boolean')[0]).toMatchObject({
      code: 'EXPR_TYPE',
      from: 0,
      to: 1,
      hint: 'write a condition, such as price > 50',
    })
    expect(problemsOf('price', ['long', 'string'])[0].message).toContain('long or string')
    expect(problemsOf('NULL', ['long', 'string'])[0].hint).toBe('say it: CAST(NULL AS string)')
  })
})

describe('static limits', () => {
  test('length, nesting, parts and patterns are bounded', () => {
    const deep = (n: number) => `${'('.repeat(n)}n${')'.repeat(n)}`
    for (const text of [
      '1 + '.repeat(5_000),
      deep(250),
      `${'n + '.repeat(250)}n`,
      `${'NOT '.repeat(250)}ok`,
      `n IN (${'1,'.repeat(2_100)}1)`,
    ]) {
      expect(problemsOf(text)[0].code).toBe('EXPR_TOO_LARGE')
    }
    expect(problemsOf(deep(150))).toEqual([])
    expect(problemsOf(`user.name LIKE '${'a'.repeat(1_100)}'`)[0].code).toBe('EXPR_PATTERN')
    expect(problemsOf(`regexp_like(user.name, '${'a'.repeat(1_100)}')`)[0].code).toBe('EXPR_PATTERN')
  })

  test('long chains of AND and OR are not deep', () => {
    expect(problemsOf(`${'n > 1 OR '.repeat(400)}ok`)).toEqual([])
  })
})

test('no text makes the compiler throw', () => {
  const words = [
    'n',
    'price',
    'ok',
    "'a'",
    '1',
    '2.5',
    '(',
    ')',
    ',',
    '+',
    '-',
    '||',
    'AND',
    'NOT',
    'IS',
    'NULL',
    'IN',
    'LIKE',
    'BETWEEN',
    'CASE',
    'WHEN',
    'THEN',
    'END',
    'CAST',
    'AS',
    'long',
    'lower',
    'if',
    '.',
    '`',
    "'",
    '%',
    'DISTINCT',
    'FROM',
    '\\',
    '😀',
    '\ud800',
  ]
  let state = 7
  const word = () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    return words[(state >> 8) % words.length]
  }
  for (let i = 0; i < 20_000; i++) {
    const text = Array.from({ length: 1 + (i % 9) }, word).join(i % 2 ? ' ' : '')
    for (const p of problemsOf(text)) {
      if (!(p.from >= 0 && p.from <= p.to && p.to <= text.length)) throw new Error(`${text}: ${JSON.stringify(p)}`)
    }
  }
})
