import { describe, expect, test } from 'vitest'
import type { Fields, Value } from '../../core/expr/index.ts'
import { answer, evaluate } from './evaluate.ts'

type Case = readonly [text: string, value: Value]
const NOTHING = null

/** What the language does where engines and languages differ: a heading per hazard, checked by both back ends. */
const hazards: Readonly<Record<string, readonly Case[]>> = {
  '/ is a division of doubles, NULL by 0': [
    ['7 / 2', 3.5],
    ['6 / 2', 3],
    ['7 / 0', NOTHING],
    ['1.0 / 0.0', NOTHING],
    ['0.0 / 0.0', NOTHING],
  ],
  'DIV truncates, NULL by 0': [
    ['-7 DIV 2', -3],
    ['7 DIV -2', -3],
    ['9007199254740991 DIV 2', 4503599627370495],
    ['9007199254740990 DIV 9007199254740991', 0],
    ['7 DIV 0', NOTHING],
  ],
  'overflow is NULL': [
    ['9007199254740991 + 1', NOTHING],
    ['-9007199254740991 - 1', NOTHING],
    ['4503599627370496 * 2', NOTHING],
    ['4503599627370495 * 2 + 1', 9007199254740991],
    ['1e308 * 10', NOTHING],
    ['-1e308 - 1e308', NOTHING],
  ],
  '% has the sign of the dividend, NULL by 0': [
    ['-7 % 3', -1],
    ['7 % -3', 1],
    ['-6 % 3', 0],
    ['7 % 0', NOTHING],
    ['-7.5 % 2', -1.5],
    ['9007199254740991 % 4503599627370497', 4503599627370494],
  ],
  'number literals with a point are doubles': [
    ['7 * 0.908', 7 * 0.908],
    ['.5 + 1.', 1.5],
    ['1e3', 1000],
  ],
  'format_number rounds half to even on the exact value, with commas': [
    ['format_number(1234567.891, 2)', '1,234,567.89'],
    ['format_number(0.125, 2)', '0.12'],
    ['format_number(0.375, 2)', '0.38'],
    ['format_number(2.5, 0)', '2'],
    ['format_number(3.5, 0)', '4'],
    ['format_number(-0.4, 0)', '-0'],
    ['format_number(1e22, 1)', '10,000,000,000,000,000,000,000.0'],
    ['format_number(1.005, 2)', '1.00'],
  ],
  'round goes through the decimal text': [
    ['round(1.005, 2)', 1.01],
    ['round(-2.5)', -3],
    ['round(2.5)', 3],
    ['round(0.4)', 0],
    ['round(99.5)', 100],
    ['round(1e300, 2)', 1e300],
    ['round(149, -2)', 100],
    ['round(5, -3)', 0],
    ['bround(2.5)', 2],
    ['bround(3.5)', 4],
    ['bround(0.125, 2)', 0.12],
  ],
  'length and substr count code points': [
    ["length('😀a')", 2],
    ["substr('😀abc', 2, 2)", 'ab'],
    ["substr('abc', 0, 2)", 'ab'],
    ["substr('abc', -5, 3)", 'a'],
    ["substr('abc', 2, -1)", ''],
    ["right('a😀', 1)", '😀'],
    ["lpad('x', 3, '😀')", '😀😀x'],
    ["instr('😀b', 'b')", 2],
  ],
  'texts are ordered by their UTF-8 bytes': [
    ["'😀' > '\uff5e'", true],
    ["'Z' < 'a'", true],
    ["'a' = 'a '", false],
    ["greatest('😀', '\uff5e')", '😀'],
    ["'\uff5e' BETWEEN 'a' AND '😀'", true],
  ],
  'lower and upper map fully': [
    ["upper('ß')", 'SS'],
    ["length(lower('İ'))", 2],
    ["lower('ΣΣ')", 'σς'],
  ],
  'split_part is NULL out of range': [
    ["split_part('a,b', ',', 2)", 'b'],
    ["split_part('a,b', ',', -2)", 'a'],
    ["split_part('a,b', ',', 3)", NOTHING],
    ["split_part('a,b', ',', 0)", NOTHING],
    ["split_part('a.b', '.', 1)", 'a'],
  ],
  'regexp_extract is NULL without a match': [
    ["regexp_extract('abc', '(x)')", NOTHING],
    ["regexp_extract('abc', 'a(x)?')", NOTHING],
    ["regexp_extract('abc', 'b(c)')", 'c'],
    ["regexp_replace('abc', '(b)', '[$1]')", 'a[b]c'],
    ["regexp_replace('abc', 'b', '\\$1')", 'a$1c'],
    ["regexp_replace('baac', 'a*', 'x')", 'xbxxcx'],
  ],
  "texts are raw, only '' stands for a quote": [
    ["'it''s'", "it's"],
    ["'a\\nb'", 'a\\nb'],
    ["length('\\')", 1],
  ],
  'LIKE escapes by backslash, % crosses lines, _ is a code point': [
    ["'a%b' LIKE 'a\\%b'", true],
    ["'axb' LIKE 'a\\%b'", false],
    ["'a\nb' LIKE 'a%b'", true],
    ["'😀' LIKE '_'", true],
    ["'\\' LIKE '\\\\'", true],
    ["'abcabc' LIKE '%bc'", true],
    ["'' LIKE '%'", true],
    ["NULL LIKE 'a'", NOTHING],
  ],
  'NULL is neither equal nor different': [
    ['NULL = NULL', NOTHING],
    ['NOT coalesce(NULL, FALSE)', true],
    ['1 NOT IN (2, NULL)', NOTHING],
    ['1 IN (1, NULL)', true],
    ["concat('a', NULL)", NOTHING],
    ["'a' || NULL", NOTHING],
    ['greatest(1, NULL)', 1],
    ['NULL AND FALSE', false],
    ['NULL AND TRUE', NOTHING],
    ['NULL OR TRUE', true],
    ['NOT CAST(NULL AS boolean)', NOTHING],
    ['NULL IS DISTINCT FROM NULL', false],
    ['1 IS DISTINCT FROM NULL', true],
    ['CASE WHEN NULL THEN 1 ELSE 2 END', 2],
    ['CASE WHEN FALSE THEN 1 END', NOTHING],
    ['2 BETWEEN NULL AND 1', false],
    ['2 BETWEEN NULL AND 3', NOTHING],
  ],
  '-0.0 equals 0.0': [
    ['-0.0 = 0.0', true],
    ['-0.0 IS DISTINCT FROM 0.0', false],
    ['-0.0 IN (0.0)', true],
  ],
  'time is integer milliseconds of UTC, floored below 1970': [
    ["unix_millis(to_timestamp('1969-12-31 23:59:59.999'))", -1],
    ['year(timestamp_millis(-1))', 1969],
    ['second(timestamp_millis(-1))', 59],
    ['unix_seconds(timestamp_millis(-1))', -1],
    ["unix_millis(date_trunc('second', timestamp_millis(-1)))", -1000],
    ['CAST(timestamp_millis(20120) AS string)', '1970-01-01 00:00:20.12'],
    ["to_timestamp('2026-02-30')", NOTHING],
    ["to_timestamp('0099-01-01') < to_timestamp('1999-01-01')", true],
  ],
  'CAST trims, takes no fractions for longs and is NULL for what does not fit': [
    ["CAST(' 12 ' AS long)", 12],
    ["CAST('+5' AS long)", 5],
    ["CAST('12.7' AS long)", NOTHING],
    ["CAST('1e3' AS long)", NOTHING],
    ["CAST('0x1F' AS long)", NOTHING],
    ["CAST('' AS long)", NOTHING],
    ["CAST('1_000' AS long)", NOTHING],
    ["CAST('9007199254740993' AS long)", NOTHING],
    ["CAST('1e3' AS double)", 1000],
    ["CAST('1.0f' AS double)", 1],
    ["CAST('NaN' AS double)", NOTHING],
    ["CAST('Infinity' AS double)", NOTHING],
    ["CAST('1e999' AS double)", NOTHING],
    ["CAST('yes' AS boolean)", true],
    ["CAST('T' AS boolean)", true],
    ["CAST('0' AS boolean)", false],
    ["CAST('on' AS boolean)", NOTHING],
    ['CAST(12.7 AS long)', 12],
    ['CAST(-12.7 AS long)', -12],
    ['CAST(1e19 AS long)', NOTHING],
    ["TRY_CAST('x' AS bigint)", NOTHING],
    ['CAST(TRUE AS long) + 1', 2],
    ['CAST(-0.0 AS boolean)', false],
  ],
  'JSON members are text as written, the last of doubled names': [
    ["get_json_object('{\"a\":1.50}', '$.a')", '1.50'],
    ['get_json_object(\'{"a":{"x": 1}}\', \'$.a\')', '{"x": 1}'],
    ["get_json_object('{\"a\":true}', '$.a')", 'true'],
    ['get_json_object(\'{"a":1,"a":2}\', \'$.a\')', '2'],
    ['get_json_object(\'{"\\u0061":"\\ud83d\\ude00"}\', \'$.a\')', '😀'],
    ["get_json_object('{\"a\":null}', '$.a')", NOTHING],
    ['get_json_object(\'[[1,2],{"b":"]}"}]\', \'$[1].b\')', ']}'],
    ["get_json_object('{\"a\":1} x', '$.a')", NOTHING],
    ["get_json_object('', '$.a')", NOTHING],
  ],
}

for (const [title, cases] of Object.entries(hazards)) {
  test.each(cases)(`${title}: %s`, (text, value) => {
    expect(answer(text)).toBe(value)
  })
}

describe('errors are counted once each', () => {
  const fields: Fields = { n: 'long', x: 'double', s: 'string' }
  test.each([
    ['n / 0', { n: 1 }, 1],
    ['n / 0', { n: null }, 0],
    ['n % 0', { n: 1 }, 1],
    ['n DIV 0 + 1', { n: 1 }, 1],
    ['n * n', { n: 1e15 }, 1],
    ['x * 1e308', { x: 1e10 }, 1],
    ['CAST(s AS long)', { s: 'a' }, 1],
    ['CAST(s AS long)', { s: null }, 0],
    ['CAST(x AS long)', { x: 1e300 }, 1],
    ['n <> 0 AND 1 / n > 2', { n: 0 }, 0],
    ['n = 0 OR 1 / n > 2', { n: 0 }, 0],
    ['CASE WHEN n = 0 THEN 0.0 ELSE 1 / n END', { n: 0 }, 0],
    ['if(n = 0, 0.0, 1 / n)', { n: 0 }, 0],
    ['coalesce(n, 1 DIV 0)', { n: 1 }, 0],
    ['coalesce(s, CAST(1 DIV 0 AS string))', { s: 'a' }, 0],
  ] as const)('%s of %j: %d', (text, row, errors) => {
    expect(evaluate(text, fields, { n: null, x: null, s: null, ...row }).errors).toBe(errors)
  })
})

test('longs have no -0', () => {
  for (const text of [
    '0 * -5',
    '-n',
    '-6 % 3',
    '-1 DIV 2',
    'CAST(-0.4 AS long)',
    'ceil(-0.4)',
    "CAST('-0' AS long)",
    'n % -3',
    'round(-0.4)',
    'abs(n) * -1',
  ]) {
    expect(Object.is(answer(text, { n: 'long' }, { n: 0 }), 0), text).toBe(true)
  }
})

describe('comparisons of less, equal, greater and NULL', () => {
  const samples = {
    long: [1, 2, null],
    double: [0.5, 1.5, null],
    string: ['a', 'ä', null],
    boolean: [false, true, null],
    timestamp: [5, 7, null],
  } as const
  const operators: Readonly<Record<string, (sign: number) => boolean>> = {
    '=': (sign) => sign === 0,
    '<>': (sign) => sign !== 0,
    '<': (sign) => sign < 0,
    '<=': (sign) => sign <= 0,
    '>': (sign) => sign > 0,
    '>=': (sign) => sign >= 0,
  }
  /** Ways to write an operand, so that columns, constants and computed values meet. */
  const written = (type: string, name: string, v: Value): string[] => {
    const computed = `coalesce(${name}, ${name})`
    if (type === 'timestamp') return [name, computed]
    return [name, computed, v === null ? 'NULL' : typeof v === 'string' ? `'${v}'` : String(v).toUpperCase()]
  }

  test.each(Object.entries(samples))('%s', (type, values) => {
    const fields = { x: type, y: type } as Fields
    for (const [i, x] of values.entries()) {
      for (const [k, y] of values.entries()) {
        const isNull = x === null || y === null
        for (const left of written(type, 'x', x)) {
          for (const right of written(type, 'y', y)) {
            for (const [op, holds] of Object.entries(operators)) {
              const text = `${left} ${op} ${right}`
              expect(answer(text, fields, { x, y }), `${text} of ${x}, ${y}`).toBe(isNull ? null : holds(i - k))
            }
            const distinct = isNull ? x !== y : i !== k
            expect(answer(`${left} IS DISTINCT FROM ${right}`, fields, { x, y })).toBe(distinct)
            const inside = `${left} BETWEEN ${right} AND ${right}`
            expect(answer(inside, fields, { x, y }), `${inside} of ${x}, ${y}`).toBe(isNull ? null : i === k)
            const among = `${left} IN (${right}, NULL)`
            expect(answer(among, fields, { x, y }), `${among} of ${x}, ${y}`).toBe(!isNull && i === k ? true : null)
          }
        }
      }
    }
  })
})
