import { formatGrouped, roundDecimal } from '../decimal.ts'
import { fail } from '../types.ts'
import type { Argument, FunctionDef, LiteralCheck } from './function.ts'

const number: Argument = { name: 'x', type: 'number' }

const places =
  (least: number): LiteralCheck =>
  (v) =>
    (v as number) >= least && (v as number) <= 30 ? null : { message: `the number of places must be between ${least} and 30` }

/** A function of one number whose result is a double. */
const real = (name: string, f: (x: number) => number, en: string, zh: string, call: string, result: number | null): FunctionDef => ({
  name,
  group: 'number',
  arguments: [number],
  result: 'double',
  doc: { en, zh },
  examples: [{ call, result }],
  evaluate: ([x]) => f(x as number),
})

const round = (name: string, ties: 'up' | 'even', en: string, zh: string, examples: FunctionDef['examples']): FunctionDef => ({
  name,
  group: 'number',
  arguments: [number, { name: 'places', type: 'long', optional: true, literal: places(-30) }],
  result: 'first',
  doc: { en, zh },
  examples,
  evaluate: ([x, at]) => roundDecimal(x as number, (at as number | undefined) ?? 0, ties),
})

export const numbers: readonly FunctionDef[] = [
  {
    name: 'abs',
    group: 'number',
    arguments: [number],
    result: 'first',
    doc: { en: 'The value without its sign.', zh: '绝对值。' },
    examples: [{ call: 'abs(-7)', result: 7 }],
    evaluate: ([x]) => Math.abs(x as number),
  },
  round(
    'round',
    'up',
    'Rounds to a number of decimal places (default 0; negative: before the point), ties away from zero.',
    '四舍五入到指定小数位（默认 0；负数表示小数点前），逢五进一。',
    [
      { call: 'round(1.005, 2)', result: 1.01 },
      { call: 'round(-2.5)', result: -3 },
      { call: 'round(1250, -2)', result: 1300 },
    ],
  ),
  round('bround', 'even', 'As round, but ties go to the even digit.', '与 round 相同，但逢五取偶。', [
    { call: 'bround(2.5)', result: 2 },
    { call: 'bround(1250, -2)', result: 1200 },
  ]),
  {
    name: 'floor',
    group: 'number',
    arguments: [number],
    result: 'long',
    doc: { en: 'The greatest long that is not above the value.', zh: '不大于该值的最大整数。' },
    examples: [{ call: 'floor(-1.5)', result: -2 }],
    evaluate: ([x]) => Math.floor(x as number),
  },
  {
    name: 'ceil',
    group: 'number',
    arguments: [number],
    result: 'long',
    doc: { en: 'The least long that is not below the value.', zh: '不小于该值的最小整数。' },
    examples: [{ call: 'ceil(1.2)', result: 2 }],
    evaluate: ([x]) => Math.ceil(x as number),
  },
  real('sqrt', Math.sqrt, 'The square root; NULL below 0.', '平方根；小于 0 时为 NULL。', 'sqrt(9)', 3),
  {
    name: 'power',
    group: 'number',
    arguments: [number, { name: 'exponent', type: 'number' }],
    result: 'double',
    doc: { en: 'The first argument raised to the second.', zh: '第一个参数的第二个参数次幂。' },
    examples: [
      { call: 'power(2, 10)', result: 1024 },
      { call: 'power(10, 400)', result: null },
    ],
    evaluate: ([x, y]) => (x as number) ** (y as number),
  },
  real('exp', Math.exp, "Euler's number raised to the value.", 'e 的该值次幂。', 'exp(0)', 1),
  real('ln', Math.log, 'The natural logarithm; NULL at 0 and below.', '自然对数；小于等于 0 时为 NULL。', 'ln(1)', 0),
  real('log10', Math.log10, 'The logarithm to base 10; NULL at 0 and below.', '以 10 为底的对数；小于等于 0 时为 NULL。', 'log10(1000)', 3),
  real(
    'sign',
    Math.sign,
    '-1.0, 0.0 or 1.0 for a negative value, zero or a positive value.',
    '负数、零、正数分别为 -1.0、0.0、1.0。',
    'sign(-7)',
    -1,
  ),
  {
    name: 'pmod',
    group: 'number',
    arguments: [number, { name: 'divisor', type: 'number' }],
    result: 'widest',
    doc: {
      en: 'The remainder of a division, never negative for a positive divisor; NULL for 0.',
      zh: '除法余数，除数为正时不为负；除数为 0 时为 NULL。',
    },
    examples: [
      { call: 'pmod(-7, 3)', result: 2 },
      { call: 'pmod(7, 0)', result: null },
    ],
    evaluate: ([x, divisor], env) => {
      const [a, n] = [x as number, divisor as number]
      if (n === 0) return fail(env)
      const r = a % n
      if (r >= 0) return r
      return n < 0 && Number.isSafeInteger(r) && Number.isSafeInteger(n) ? r : (r + n) % n // r + n of longs could leave the exact range
    },
  },
  {
    name: 'format_number',
    group: 'number',
    arguments: [number, { name: 'places', type: 'long', literal: places(0) }],
    result: 'string',
    doc: {
      en: 'The number as text with a fixed number of decimal places and commas between groups of three digits; ties go to the even digit.',
      zh: '以固定小数位和千位逗号表示的数字文本；逢五取偶。',
    },
    examples: [
      { call: 'format_number(1234567.891, 2)', result: '1,234,567.89' },
      { call: 'format_number(0.125, 2)', result: '0.12' },
      { call: 'format_number(2.5, 0)', result: '2' },
    ],
    evaluate: ([x, at]) => formatGrouped(x as number, at as number),
  },
]
