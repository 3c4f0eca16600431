import type { FieldType } from '../../core/shape.ts'
import type { Row } from './run.ts'

/** A seeded source of random choices (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  chance(p: number): boolean {
    return this.next() < p
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]
  }
}

export const fields = {
  a: 'long',
  b: 'long',
  x: 'double',
  y: 'double',
  s: 'string',
  u: 'string',
  'r.v': 'string',
  p: 'boolean',
  q: 'boolean',
  t: 'timestamp',
  j: 'json',
} as const satisfies Record<string, FieldType>

const values = {
  long: [0, 1, -1, 2, 3, 5, 7, -7, 12, 100, 9007199254740991, -9007199254740991, 4503599627370496],
  double: [0, -0, 0.5, -0.5, 1, 2.25, -3.75, 7.125, 100, 1e15, 1e308, -1e308, 5e-324],
  string: [
    '',
    'a',
    'ab',
    'aB',
    'Abc',
    'b',
    'x',
    ' ab ',
    'a,b,c',
    'a.b',
    '😀b',
    '\uff5e',
    'äÖ',
    'a%_\\',
    "it's",
    '12',
    ' -5 ',
    '+5',
    '1e3',
    '.5',
    '12.7',
    'true',
    'No',
    'Xgoogley',
    'GOOGLE',
    'aaab',
    'a1b22',
  ],
  boolean: [true, false],
  timestamp: [0, -1, 1, 1_500, 951_827_696_789, -86_400_001, 1_772_370_855_000, 4_102_444_800_000],
  json: [
    '{"a":"x","b":{"c":[1,22,null]}}',
    '{"a":7}',
    '{"b":{"c":[]}}',
    '[1,2,3]',
    '[]',
    '"a"',
    '{"a":"q\\"\\u00e4\\n"}',
    '{"a":null,"b":5}',
  ],
} as const

/** Rows of the fields; one value in five is NULL. */
export function randomRows(random: Random, count: number): Row[] {
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      Object.entries(fields).map(([name, type]) => [
        name,
        random.chance(0.2) ? null : random.pick(values[type] as readonly (string | number | boolean)[]),
      ]),
    ),
  )
}

type Type = Exclude<FieldType, 'json'>
type Make = (of: (type: Type) => string, random: Random) => string

const comparable: readonly Type[] = ['long', 'double', 'string', 'boolean', 'timestamp']
const numeric: readonly Type[] = ['long', 'double']
const patterns = ["'^a'", "'[a-c]+'", "'b$'", "'a.b'", "'\\d+'", "'(?i)google'", "'\\bab'", "'(a|b)+c'", "'^$'", "'\\s'", "'ä|😀'", "'a*b'"]

const pickType = (random: Random, types: readonly Type[]): Type => random.pick(types)
const list = (random: Random, n: number, make: () => string): string =>
  Array.from({ length: 1 + Math.floor(random.next() * n) }, make).join(', ')

/** Ways to make an expression of each type from parts. */
const makers: Readonly<Record<Type, readonly Make[]>> = {
  long: [
    (of, r) => `(${of('long')} ${r.pick(['+', '-', '*'])} ${of('long')})`,
    (of, r) => `(${of('long')} ${r.pick(['+', '-', '*'])} ${of('long')})`,
    (of, r) =>
      `(${of('long')} ${r.pick(['%', 'DIV'])} ${r.chance(0.5) ? of('long') : r.pick(['2', '3', '123', '-5', '0', '4503599627370497'])})`,
    (of) => `(- ${of('long')})`,
    (of) => `length(${of('string')})`,
    (of) => `abs(${of('long')})`,
    (of, r) => `${r.pick(['floor', 'ceil'])}(${of('double')})`,
    (of) => `pmod(${of('long')}, ${of('long')})`,
    (of) => `instr(${of('string')}, ${of('string')})`,
    (of, r) => `CAST(${of(r.pick(['double', 'string', 'boolean']))} AS long)`,
    (of, r) =>
      `${r.pick(['year', 'quarter', 'month', 'day', 'dayofweek', 'hour', 'minute', 'second', 'unix_millis', 'unix_seconds'])}(${of('timestamp')})`,
    () => 'json_array_length(j)',
    (of) => `round(${of('long')}, -1)`,
  ],
  double: [
    (of, r) => `(${of('double')} ${r.pick(['+', '-', '*'])} ${of(pickType(r, numeric))})`,
    (of, r) => `(${of(pickType(r, numeric))} / ${of(pickType(r, numeric))})`,
    (of) => `(${of('double')} % ${of('double')})`,
    (of) => `(- ${of('double')})`,
    (of) => `abs(${of('double')})`,
    (of) => `sqrt(${of('double')})`,
    (of) => `sign(${of('double')})`,
    (_, r) => `${r.pick(['round', 'bround'])}(${r.pick(['x', 'y'])}, ${r.pick(['0', '1', '2'])})`,
    (of, r) => `CAST(${of(r.pick(['long', 'string', 'boolean']))} AS double)`,
  ],
  string: [
    (of) => `(${of('string')} || ${of('string')})`,
    (of, r) => `${r.pick(['lower', 'upper', 'trim', 'ltrim', 'rtrim', 'reverse', 'md5'])}(${of('string')})`,
    (of, r) => `substr(${of('string')}, ${r.pick(['1', '2', '3'])}${r.chance(0.5) ? `, ${r.pick(['0', '1', '2'])}` : ''})`,
    (of, r) => `${r.pick(['left', 'right'])}(${of('string')}, ${r.pick(['0', '1', '3'])})`,
    (of) => `concat(${of('string')}, ${of('string')}, ${of('string')})`,
    (of) => `concat_ws(${of('string')}, ${of('string')}, ${of('string')})`,
    (of, r) => `replace(${of('string')}, ${r.pick(["'a'", "'ab'", "'%'"])}, ${of('string')})`,
    (of, r) => `translate(${of('string')}, 'ab,', ${r.pick(["'x'", "'bay'", "''"])})`,
    (of, r) => `${r.pick(['lpad', 'rpad'])}(${of('string')}, ${r.pick(['0', '2', '7'])}, ${r.pick(["'x'", "'12'", "'😀'"])})`,
    (of, r) => `repeat(${of('string')}, ${r.pick(['0', '1', '3'])})`,
    (of, r) => `split_part(${of('string')}, ${r.pick(["','", "'.'", "'b'"])}, ${r.pick(['1', '2', '-1', '4'])})`,
    (of, r) => `regexp_extract(${of('string')}, ${r.pick(patterns)}, 0)`,
    (of, r) => `regexp_replace(${of('string')}, ${r.pick(["'[a-c]+'", "'\\d'", "'b$'", "'ab'"])}, ${r.pick(["'#'", "''", "'<$0>'"])})`,
    (of, r) => `CAST(${of(r.pick(['long', 'boolean']))} AS string)`,
    (of) => `date_format(${of('timestamp')}, 'yyyy-MM-dd HH:mm:ss')`,
    (_, r) => `get_json_object(j, ${r.pick(["'$.a'", "'$.b.c[1]'", "'$.b'", "'$[2]'"])})`,
  ],
  boolean: [
    (of, r) => `(${of('boolean')} ${r.pick(['AND', 'OR'])} ${of('boolean')})`,
    (of, r) => `(${of('boolean')} ${r.pick(['AND', 'OR'])} ${of('boolean')} ${r.pick(['AND', 'OR'])} ${of('boolean')})`,
    (of) => `NOT ${of('boolean')}`,
    ...Array<Make>(3).fill((of, r) => {
      const type = pickType(r, comparable)
      return `(${of(type)} ${r.pick(['=', '<>', '<', '<=', '>', '>='])} ${of(type)})`
    }),
    (of, r) => `(${of('long')} ${r.pick(['=', '<>', '<', '<=', '>', '>='])} ${of('double')})`,
    (of, r) => {
      const type = pickType(r, comparable)
      return `(${of(type)} IS ${r.pick(['', 'NOT '])}DISTINCT FROM ${of(type)})`
    },
    (of, r) => `(${of(pickType(r, comparable))} IS ${r.pick(['', 'NOT '])}NULL)`,
    (of, r) => {
      const type = pickType(r, comparable)
      return `(${of(type)} ${r.pick(['', 'NOT '])}BETWEEN ${of(type)} AND ${of(type)})`
    },
    (of, r) => {
      const type = pickType(r, comparable)
      return `(${of(type)} ${r.pick(['', 'NOT '])}IN (${list(r, 4, () => (r.chance(0.1) ? 'NULL' : of(type)))}))`
    },
    (of, r) => `(${of('long')} ${r.pick(['', 'NOT '])}IN (1, 2, 5, -7${r.chance(0.2) ? ', NULL' : ''}))`,
    (of, r) => `(${of('string')} ${r.pick(['', 'NOT '])}IN ('a', 'ab', '😀b'))`,
    (of, r) =>
      `(${of('string')} ${r.pick(['', 'NOT '])}LIKE ${r.pick(["'%b%'", "'a%'", "'%b'", "'_b%'", "'%'", "''", "'ab'", "'%a%b%'", "'%\\%\\_\\\\'", "'_%_'", "'%😀%'", "'%a_'"])})`,
    (_, r) => `(lower(${r.pick(['s', 'u'])}) ${r.pick(["LIKE '%google%'", "LIKE '%b%'", "= 'ab'", "<> 'google'", "LIKE 'A%'"])})`,
    (of, r) => `${r.pick(['startswith', 'endswith', 'contains'])}(${of('string')}, ${of('string')})`,
    (of, r) => `regexp_like(${of('string')}, ${r.pick(patterns)})`,
    (of, r) => `CAST(${of(r.pick(['long', 'string', 'double']))} AS boolean)`,
  ],
  timestamp: [
    (of, r) => `date_trunc('${r.pick(['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'])}', ${of('timestamp')})`,
    (_, r) => `timestamp_millis(${r.pick(['0', '-1', '86399999', '1700000000000'])})`,
    () => 'now()',
  ],
}

/** Ways to make an expression of any type from parts of the same type. */
const generic: readonly ((type: Type) => Make)[] = [
  (type) => (of) => `CASE WHEN ${of('boolean')} THEN ${of(type)} WHEN ${of('boolean')} THEN ${of(type)} END`,
  (type) => (of) => `CASE WHEN ${of('boolean')} THEN ${of(type)} ELSE ${of(type)} END`,
  (type) => (of, r) => `coalesce(${list(r, 3, () => of(type))})`,
  (type) => (of) => `if(${of('boolean')}, ${of(type)}, ${of(type)})`,
  (type) => (of) => `nvl(${of(type)}, ${of(type)})`,
  (type) => (of) => `nullif(${of(type)}, ${of(type)})`,
  (type) => (of, r) => `${r.pick(['greatest', 'least'])}(${of(type)}, ${of(type)})`,
]

const literals: Readonly<Record<Type, readonly string[]>> = {
  long: ['0', '1', '2', '7', '-3', '9007199254740991'],
  double: ['0.0', '0.5', '2.0', '-1.5', '1e308'],
  string: ["''", "'a'", "'ab'", "'Ab%_c'", "'it''s'", "'😀'", "'\uff5e'", "'\\'"],
  boolean: ['TRUE', 'FALSE'],
  timestamp: ['timestamp_millis(1500)'],
}

/** The text of a random well-typed expression whose parts nest at most `depth` levels. */
export function randomExpression(random: Random, type: Type, depth: number): string {
  if (depth <= 0 || random.chance(0.25)) {
    if (random.chance(0.05)) return `CAST(NULL AS ${type})`
    if (random.chance(0.3)) return random.pick(literals[type])
    return random.pick(Object.entries(fields).filter((field) => field[1] === type))[0]
  }
  const make = random.chance(0.2) ? random.pick(generic)(type) : random.pick(makers[type])
  return make((part) => randomExpression(random, part, depth - 1), random)
}

/** Functions whose last digits depend on the machine's library: only as the outermost call, where the comparison has a tolerance. */
const outermost: readonly Make[] = [
  (of) => `exp(${of('double')})`,
  (of) => `ln(${of('double')})`,
  (of) => `log10(${of('double')})`,
  (of) => `power(${of('double')}, ${of('double')})`,
]

/** A random expression of a random type. */
export function randomWhole(random: Random, depth: number): string {
  const of = (type: Type): string => randomExpression(random, type, depth - 1)
  return random.chance(0.03) ? random.pick(outermost)(of, random) : randomExpression(random, random.pick([...comparable, 'boolean']), depth)
}
