import { compilePattern, patternProblem } from '../regexp/index.ts'
import { type ExprEnv, fail, limits, type Value } from '../types.ts'
import type { Argument, FunctionDef } from './function.ts'

const text: Argument = { name: 'text', type: 'string' }
const pattern: Argument = { name: 'pattern', type: 'string', literal: (v) => patternProblem(v as string) }

/** A replacement taken apart: texts and numbers of groups. As in Java, $12 is group 12 when there is one, else group 1 and a 2; a backslash escapes. */
function readReplacement(replacement: string, groups: number): (string | number)[] | null {
  const parts: (string | number)[] = []
  for (let at = 0; at < replacement.length; ) {
    const c = replacement[at]
    if (c === '$') {
      let n = Number.NaN
      let end = at + 1
      for (; end < replacement.length && /[0-9]/.test(replacement[end]); end++) {
        const wider = Number(replacement.slice(at + 1, end + 1))
        if (end > at + 1 && wider > groups) break
        n = wider
      }
      if (!(n <= groups)) return null
      parts.push(n)
      at = end
    } else {
      if (c === '\\' && at + 1 === replacement.length) return null
      parts.push(c === '\\' ? replacement[at + 1] : c)
      at += c === '\\' ? 2 : 1
    }
  }
  return parts
}

function replace(s: string, pattern: string, replacement: string, env: ExprEnv): Value {
  const regex = compilePattern(pattern)
  const parts = readReplacement(replacement, regex.groups)!
  let out = ''
  let at = 0
  for (const { from, to, groups } of regex.findAll(s)) {
    out += s.slice(at, from)
    for (const part of parts) out += typeof part === 'string' ? part : (groups[part] ?? '')
    if (out.length > limits.result) return fail(env)
    at = to
  }
  return out + s.slice(at)
}

export const regexps: readonly FunctionDef[] = [
  {
    name: 'regexp_like',
    group: 'text',
    arguments: [text, pattern],
    result: 'boolean',
    doc: { en: 'Whether a pattern (RE2 syntax) matches anywhere in the text.', zh: '正则模式（RE2 语法）是否在文本任意位置匹配。' },
    examples: [
      { call: "regexp_like('GET /a', '^(GET|PUT) ')", result: true },
      { call: "regexp_like('abc', '[0-9]')", result: false },
    ],
    evaluate: ([s, p]) => compilePattern(p as string).test(s as string),
  },
  {
    name: 'regexp_extract',
    group: 'text',
    arguments: [
      text,
      pattern,
      {
        name: 'group',
        type: 'long',
        optional: true,
        literal: (v) => ((v as number) >= 0 ? null : { message: 'groups are counted from 1; 0 is the whole match' }),
      },
    ],
    result: 'string',
    doc: {
      en: 'A group (default 1; 0 = the whole match) of the first match of a pattern (RE2 syntax); NULL when the pattern does not match.',
      zh: '正则模式（RE2 语法）首个匹配中的分组（默认 1；0 为整个匹配）；不匹配时为 NULL。',
    },
    examples: [
      { call: "regexp_extract('id=42;', 'id=(\\d+)')", result: '42' },
      { call: "regexp_extract('id=42;', '\\d+', 0)", result: '42' },
      { call: "regexp_extract('none', '(\\d+)')", result: null },
    ],
    check: ([, p, group]) => {
      const groups = typeof p === 'string' && patternProblem(p) === null ? compilePattern(p).groups : 0
      const wanted = (group as number | undefined) ?? 1
      if (wanted <= groups) return null
      return {
        argument: group === undefined ? 1 : 2,
        message: `the pattern has ${groups} groups, group ${wanted} is asked for`,
        hint: 'put brackets around the part to extract, or ask for group 0',
      }
    },
    evaluate: ([s, p, group]) => compilePattern(p as string).find(s as string)?.groups[(group as number | undefined) ?? 1] ?? null,
  },
  {
    name: 'regexp_replace',
    group: 'text',
    arguments: [text, pattern, { name: 'replacement', type: 'string', literal: () => null }],
    result: 'string',
    doc: {
      en: 'The text with every match of a pattern (RE2 syntax) replaced; $1 stands for a group, a backslash makes $ a plain character.',
      zh: '替换所有匹配正则模式（RE2 语法）的部分；$1 表示分组，反斜杠使 $ 成为普通字符。',
    },
    examples: [
      { call: "regexp_replace('a1b22', '[0-9]+', '#')", result: 'a#b#' },
      { call: "regexp_replace('2026-03', '(\\d+)-(\\d+)', '$2/$1')", result: '03/2026' },
    ],
    check: ([, p, replacement]) => {
      if (typeof p !== 'string' || typeof replacement !== 'string' || patternProblem(p) !== null) return null
      const { groups } = compilePattern(p)
      if (readReplacement(replacement, groups) !== null) return null
      return {
        argument: 2,
        message: `the replacement names a group that is not there, or ends in a backslash`,
        hint: `the pattern has ${groups} groups; write \\$ for a dollar sign`,
      }
    },
    evaluate: ([s, p, replacement], env) => replace(s as string, p as string, replacement as string, env),
  },
]
