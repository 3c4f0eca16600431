import { compareUtf8 } from '../text.ts'
import type { Value } from '../types.ts'
import type { FunctionDef } from './function.ts'

/** The first value that is not NULL. Both back ends evaluate the later arguments only when they are needed. */
const firstOf = (args: readonly Value[]): Value => args.find((v) => v !== null) ?? null

const compare = (a: Value, b: Value): number => (typeof a === 'string' ? compareUtf8(a, b as string) : Number(a) - Number(b))

const extreme =
  (sign: 1 | -1) =>
  (args: readonly Value[]): Value => {
    let best: Value = null
    for (const v of args) if (v !== null && (best === null || sign * compare(v, best) > 0)) best = v
    return best
  }

export const conditional: readonly FunctionDef[] = [
  {
    name: 'coalesce',
    group: 'conditional',
    arguments: [{ name: 'value', type: 'same', variadic: true }],
    result: 'same',
    doc: { en: 'The first argument that is not NULL.', zh: '第一个非 NULL 的参数。' },
    examples: [
      { call: 'coalesce(NULL, 7, 8)', result: 7 },
      { call: "coalesce(CAST(NULL AS string), 'none')", result: 'none' },
    ],
    nulls: true,
    evaluate: firstOf,
  },
  {
    name: 'nvl',
    group: 'conditional',
    arguments: [
      { name: 'value', type: 'same' },
      { name: 'otherwise', type: 'same' },
    ],
    result: 'same',
    doc: { en: 'The first argument, or the second when the first is NULL.', zh: '第一个参数；若为 NULL 则取第二个参数。' },
    examples: [{ call: 'nvl(NULL, 0)', result: 0 }],
    nulls: true,
    evaluate: firstOf,
  },
  {
    name: 'if',
    group: 'conditional',
    arguments: [
      { name: 'condition', type: 'boolean' },
      { name: 'then', type: 'same' },
      { name: 'otherwise', type: 'same' },
    ],
    result: 'same',
    doc: {
      en: 'The second argument when the condition is true, else (also when it is NULL) the third.',
      zh: '条件为真时取第二个参数，否则（包括 NULL）取第三个参数。',
    },
    examples: [
      { call: "if(2 > 1, 'yes', 'no')", result: 'yes' },
      { call: "if(NULL, 'yes', 'no')", result: 'no' },
    ],
    nulls: true,
    evaluate: ([condition, then, otherwise]) => (condition === true ? then : otherwise),
  },
  {
    name: 'nullif',
    group: 'conditional',
    arguments: [
      { name: 'value', type: 'ordered' },
      { name: 'unwanted', type: 'ordered' },
    ],
    result: 'first',
    doc: { en: 'NULL when both arguments are equal, else the first.', zh: '两个参数相等时为 NULL，否则为第一个参数。' },
    examples: [
      { call: "nullif('-', '-')", result: null },
      { call: "nullif('a', '-')", result: 'a' },
    ],
    nulls: true,
    evaluate: ([value, unwanted]) => (value === unwanted ? null : value),
  },
  {
    name: 'greatest',
    group: 'conditional',
    arguments: [
      { name: 'value', type: 'ordered' },
      { name: 'other', type: 'ordered', variadic: true },
    ],
    result: 'same',
    doc: { en: 'The greatest argument; NULLs are skipped.', zh: '最大的参数；忽略 NULL。' },
    examples: [
      { call: 'greatest(3, 9, 5)', result: 9 },
      { call: 'greatest(NULL, 2)', result: 2 },
    ],
    nulls: true,
    evaluate: extreme(1),
  },
  {
    name: 'least',
    group: 'conditional',
    arguments: [
      { name: 'value', type: 'ordered' },
      { name: 'other', type: 'ordered', variadic: true },
    ],
    result: 'same',
    doc: { en: 'The least argument; NULLs are skipped.', zh: '最小的参数；忽略 NULL。' },
    examples: [
      { call: 'least(3, 9, 5)', result: 3 },
      { call: "least('b', 'a')", result: 'a' },
    ],
    nulls: true,
    evaluate: extreme(-1),
  },
]
