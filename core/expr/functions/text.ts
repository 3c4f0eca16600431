import { crc32, md5 } from '../hash.ts'
import { length, strip, unitIndex } from '../text.ts'
import { type ExprEnv, fail, limits, type Value } from '../types.ts'
import type { Argument, FunctionDef, FunctionExample } from './function.ts'

const isSpace = (unit: number): boolean => unit === 32

const text: Argument = { name: 'text', type: 'string' }

/** A function of one text. */
const unary = (
  name: string,
  result: 'string' | 'long',
  f: (s: string) => Value,
  en: string,
  zh: string,
  ...examples: [FunctionExample, ...FunctionExample[]]
): FunctionDef => ({ name, group: 'text', arguments: [text], result, doc: { en, zh }, examples, evaluate: ([s]) => f(s as string) })

/** A test of two texts. */
const test = (name: string, f: (s: string, part: string) => boolean, en: string, zh: string, example: FunctionExample): FunctionDef => ({
  name,
  group: 'text',
  arguments: [text, { name: 'part', type: 'string' }],
  result: 'boolean',
  doc: { en, zh },
  examples: [example],
  evaluate: ([s, part]) => f(s as string, part as string),
})

const pad = (name: string, side: 'left' | 'right', en: string, zh: string, examples: FunctionDef['examples']): FunctionDef => ({
  name,
  group: 'text',
  arguments: [text, { name: 'length', type: 'long' }, { name: 'fill', type: 'string', optional: true }],
  result: 'string',
  doc: { en, zh },
  examples,
  evaluate: ([s, n, fill], env) => padded(s as string, n as number, (fill as string | undefined) ?? ' ', side, env),
})

function padded(s: string, wanted: number, fill: string, side: 'left' | 'right', env: ExprEnv): Value {
  const missing = wanted - length(s)
  if (missing <= 0) return s.slice(0, unitIndex(s, wanted))
  if (fill === '') return s
  if (missing > limits.result) return fail(env)
  const repeated = fill.repeat(Math.ceil(missing / length(fill)))
  const filling = repeated.slice(0, unitIndex(repeated, missing))
  return side === 'left' ? filling + s : s + filling
}

/** Code points `from` (inclusive, may be negative) to `to` (exclusive). */
const between = (s: string, from: number, to: number): string => (to <= from ? '' : s.slice(unitIndex(s, from), unitIndex(s, to)))

/** Texts joined, or NULL and an error when they are too long to be. */
function joined(parts: readonly string[], separator: string, env: ExprEnv): Value {
  let n = separator.length * (parts.length - 1)
  for (const part of parts) n += part.length
  return n > limits.result ? fail(env) : parts.join(separator)
}

function splitPart(s: string, delimiter: string, n: number, env: ExprEnv): Value {
  const parts = delimiter === '' ? [s] : s.split(delimiter)
  return (n > 0 ? parts[n - 1] : n < 0 ? parts[parts.length + n] : undefined) ?? fail(env)
}

export const texts: readonly FunctionDef[] = [
  unary('lower', 'string', (s) => s.toLowerCase(), 'The text in lower case.', '转为小写。', { call: "lower('ÀBc')", result: 'àbc' }),
  unary('upper', 'string', (s) => s.toUpperCase(), 'The text in upper case.', '转为大写。', { call: "upper('Straße')", result: 'STRASSE' }),
  unary(
    'initcap',
    'string',
    (s) => s.toLowerCase().replace(/(^| )([^ ])/gu, (_, space, first) => space + first.toUpperCase()),
    'The first letter of each word in upper case, the others in lower case; words are separated by spaces.',
    '每个单词首字母大写，其余小写；单词以空格分隔。',
    { call: "initcap('hello wORLD')", result: 'Hello World' },
  ),
  unary('length', 'long', length, 'Number of characters (code points).', '字符数（码点）。', { call: "length('a😀')", result: 2 }),
  unary('trim', 'string', (s) => strip(s, isSpace), 'The text without spaces at both ends.', '去掉两端的空格。', {
    call: "trim('  a b ')",
    result: 'a b',
  }),
  unary('ltrim', 'string', (s) => strip(s, isSpace, true, false), 'The text without spaces at its beginning.', '去掉开头的空格。', {
    call: "ltrim('  a ')",
    result: 'a ',
  }),
  unary('rtrim', 'string', (s) => strip(s, isSpace, false, true), 'The text without spaces at its end.', '去掉结尾的空格。', {
    call: "rtrim(' a  ')",
    result: ' a',
  }),
  unary('reverse', 'string', (s) => [...s].reverse().join(''), 'The characters in opposite order.', '字符顺序反转。', {
    call: "reverse('ab😀')",
    result: '😀ba',
  }),
  unary(
    'md5',
    'string',
    md5,
    'The MD5 fingerprint of the text in UTF-8, as 32 hexadecimal digits.',
    '文本（UTF-8）的 MD5 摘要，32 位十六进制。',
    { call: "md5('abc')", result: '900150983cd24fb0d6963f7d28e17f72' },
  ),
  unary('crc32', 'long', crc32, 'The CRC-32 checksum of the text in UTF-8.', '文本（UTF-8）的 CRC-32 校验值。', {
    call: "crc32('123456789')",
    result: 3421780262,
  }),
  {
    name: 'substr',
    group: 'text',
    arguments: [text, { name: 'start', type: 'long' }, { name: 'length', type: 'long', optional: true }],
    result: 'string',
    doc: {
      en: 'The part from a position (1 = first character, -1 = last) to the end, or of a length.',
      zh: '从指定位置（1 为首字符，-1 为末字符）到结尾或指定长度的子串。',
    },
    examples: [
      { call: "substr('abcdef', 3)", result: 'cdef' },
      { call: "substr('abcdef', 2, 3)", result: 'bcd' },
      { call: "substr('abcdef', -2)", result: 'ef' },
      { call: "substr('abc', 0, 2)", result: 'ab' },
    ],
    evaluate: ([s, start, n]) => {
      const from = (start as number) > 0 ? (start as number) - 1 : (start as number) < 0 ? length(s as string) + (start as number) : 0
      return between(s as string, from, n === undefined ? Number.POSITIVE_INFINITY : from + (n as number))
    },
  },
  {
    name: 'left',
    group: 'text',
    arguments: [text, { name: 'length', type: 'long' }],
    result: 'string',
    doc: { en: 'The first characters.', zh: '开头的若干字符。' },
    examples: [{ call: "left('abcdef', 2)", result: 'ab' }],
    evaluate: ([s, n]) => between(s as string, 0, n as number),
  },
  {
    name: 'right',
    group: 'text',
    arguments: [text, { name: 'length', type: 'long' }],
    result: 'string',
    doc: { en: 'The last characters.', zh: '结尾的若干字符。' },
    examples: [{ call: "right('abcdef', 2)", result: 'ef' }],
    evaluate: ([s, n]) => ((n as number) <= 0 ? '' : between(s as string, length(s as string) - (n as number), Number.POSITIVE_INFINITY)),
  },
  {
    name: 'concat',
    group: 'text',
    arguments: [{ ...text, variadic: true }],
    result: 'string',
    doc: { en: 'The texts joined; NULL when one is NULL.', zh: '拼接文本；任一为 NULL 时为 NULL。' },
    examples: [
      { call: "concat('a', 'b', 'c')", result: 'abc' },
      { call: "concat('a', NULL)", result: null },
    ],
    evaluate: (parts, env) => joined(parts as readonly string[], '', env),
  },
  {
    name: 'concat_ws',
    group: 'text',
    arguments: [
      { name: 'separator', type: 'string' },
      { ...text, variadic: true },
    ],
    result: 'string',
    doc: { en: 'The texts joined with a separator; NULLs are left out.', zh: '用分隔符拼接文本；忽略 NULL。' },
    examples: [{ call: "concat_ws('-', 'a', NULL, 'c')", result: 'a-c' }],
    nulls: true,
    evaluate: ([separator, ...parts], env) =>
      separator === null ? null : joined(parts.filter((s) => s !== null) as string[], separator as string, env),
  },
  {
    name: 'repeat',
    group: 'text',
    arguments: [text, { name: 'times', type: 'long' }],
    result: 'string',
    doc: { en: 'The text several times over.', zh: '重复文本若干次。' },
    examples: [
      { call: "repeat('ab', 3)", result: 'ababab' },
      { call: "repeat('ab', -1)", result: '' },
    ],
    evaluate: ([s, n], env) => {
      const times = Math.max(0, n as number)
      if (s === '') return ''
      return (s as string).length * times > limits.result ? fail(env) : (s as string).repeat(times)
    },
  },
  pad(
    'lpad',
    'left',
    'The text filled up on the left, with spaces or another text, to a length; a longer text is cut.',
    '在左侧用空格或指定文本补足到给定长度；过长则截断。',
    [
      { call: "lpad('7', 3, '0')", result: '007' },
      { call: "lpad('abcd', 2)", result: 'ab' },
    ],
  ),
  pad(
    'rpad',
    'right',
    'The text filled up on the right, with spaces or another text, to a length; a longer text is cut.',
    '在右侧用空格或指定文本补足到给定长度；过长则截断。',
    [{ call: "rpad('ab', 5, 'xy')", result: 'abxyx' }],
  ),
  {
    name: 'replace',
    group: 'text',
    arguments: [text, { name: 'search', type: 'string' }, { name: 'replacement', type: 'string', optional: true }],
    result: 'string',
    doc: { en: 'The text with every occurrence of a part replaced, or removed.', zh: '替换（或删除）文本中所有匹配的部分。' },
    examples: [
      { call: "replace('a-b-c', '-', '+')", result: 'a+b+c' },
      { call: "replace('a-b', '-')", result: 'ab' },
    ],
    evaluate: ([s, search, replacement], env) =>
      search === '' ? s : joined((s as string).split(search as string), (replacement as string | undefined) ?? '', env),
  },
  {
    name: 'translate',
    group: 'text',
    arguments: [text, { name: 'from', type: 'string' }, { name: 'to', type: 'string' }],
    result: 'string',
    doc: {
      en: 'The text with each character of the second argument replaced by the one at the same place in the third, or removed when there is none.',
      zh: '将第二个参数中的每个字符替换为第三个参数中对应位置的字符；没有对应字符则删除。',
    },
    examples: [{ call: "translate('a.b,c', '.,', '-')", result: 'a-bc' }],
    evaluate: ([s, from, to]) => {
      const [source, target] = [[...(from as string)], [...(to as string)]]
      const map = new Map(source.map((c, i) => [c, target[i] ?? '']).reverse() as [string, string][])
      return [...(s as string)].map((c) => map.get(c) ?? c).join('')
    },
  },
  {
    name: 'split_part',
    group: 'text',
    arguments: [text, { name: 'delimiter', type: 'string' }, { name: 'part', type: 'long' }],
    result: 'string',
    doc: {
      en: 'One part of a text that is split at a delimiter (1 = first, -1 = last); NULL when there are fewer parts.',
      zh: '按分隔符拆分后取其中一段（1 为第一段，-1 为最后一段）；不存在时为 NULL。',
    },
    examples: [
      { call: "split_part('/a/b', '/', 2)", result: 'a' },
      { call: "split_part('a.b', '.', -1)", result: 'b' },
      { call: "split_part('a.b', '.', 3)", result: null },
    ],
    evaluate: ([s, delimiter, n], env) => splitPart(s as string, delimiter as string, n as number, env),
  },
  {
    name: 'instr',
    group: 'text',
    arguments: [text, { name: 'part', type: 'string' }],
    result: 'long',
    doc: {
      en: 'The position of the first occurrence of a part (1 = first character), 0 when there is none.',
      zh: '某部分首次出现的位置（1 为首字符），不存在时为 0。',
    },
    examples: [
      { call: "instr('abc', 'c')", result: 3 },
      { call: "instr('abc', 'x')", result: 0 },
    ],
    evaluate: ([s, part]) => {
      const at = (s as string).indexOf(part as string)
      return at < 0 ? 0 : length((s as string).slice(0, at)) + 1
    },
  },
  test('startswith', (s, part) => s.startsWith(part), 'Whether the text begins with another.', '文本是否以另一文本开头。', {
    call: "startswith('abc', 'ab')",
    result: true,
  }),
  test('endswith', (s, part) => s.endsWith(part), 'Whether the text ends with another.', '文本是否以另一文本结尾。', {
    call: "endswith('abc', 'bc')",
    result: true,
  }),
  test('contains', (s, part) => s.includes(part), 'Whether the text contains another.', '文本是否包含另一文本。', {
    call: "contains('abc', 'x')",
    result: false,
  }),
]
