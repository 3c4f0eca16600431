import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { compilePattern, Pattern, patternProblem } from './index.ts'
import { nativeRegexp } from './native.ts'

/** Patterns of the syntax that JavaScript shares with RE2, and a little more. */
const atom = fc.constantFrom(
  'a',
  'b',
  'c',
  '1',
  ' ',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\S',
  '\\W',
  '[ab]',
  '[^a]',
  '[a-c1]',
  '[^\\w]',
  '[\\d-]',
  '\\.',
  'ä',
  '😀',
  '[ä-ö]',
  '-',
  '/',
  '\\-',
  '(?i:a)',
  '\\pL',
  '[[:alpha:]]',
)
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{2,}', '{0,2}?')
const sequence = (item: fc.Arbitrary<string>) => fc.array(item, { minLength: 0, maxLength: 4 }).map((items) => items.join(''))
const pattern = fc
  .letrec<{ item: string; whole: string }>((tie) => ({
    item: fc
      .tuple(
        fc.oneof(
          { maxDepth: 2 },
          atom,
          fc.constantFrom('^', '$', '\\b', '\\B').map((a) => `(?:${a})`),
          tie('whole').map((w) => `(${w})`),
          tie('whole').map((w) => `(?:${w})`),
        ),
        quantifier,
      )
      .map(([item, q]) => item + q),
    whole: fc.array(sequence(tie('item')), { minLength: 1, maxLength: 3 }).map((branches) => branches.join('|')),
  }))
  .whole.chain((inner) => fc.constantFrom(inner, `^${inner}`, `${inner}$`))
const subject = fc
  .array(fc.constantFrom('a', 'b', 'c', '1', ' ', '\n', '.', '-', '/', 'ä', '😀', '\u00a0', '\u2028', '_', 'A'), { maxLength: 12 })
  .map((parts) => parts.join(''))

test('where the native engine runs, it finds what RE2 finds', () => {
  let native = 0
  fc.assert(
    fc.property(pattern, fc.array(subject, { minLength: 3, maxLength: 3 }), (p, subjects) => {
      if (patternProblem(p) !== null || nativeRegexp(p) === null) return
      native++
      const compiled = new Pattern(p)
      const re2 = RE2JS.compile(p)
      for (const s of subjects) {
        const matcher = re2.matcher(s)
        const expected = matcher.find()
          ? [matcher.start(), matcher.end(), ...Array.from({ length: re2.groupCount() }, (_, i) => matcher.group(i + 1))]
          : null
        const match = compiled.find(s)
        expect(match && [match.from, match.to, ...match.groups.slice(1)], `${p} on ${JSON.stringify(s)}`).toEqual(expected)
        expect(compiled.test(s)).toBe(expected !== null)
      }
    }),
    { numRuns: 4_000, seed: Number(process.env.MILLRACE_SEED ?? 1) },
  )
  expect(native).toBeGreaterThan(500)
})

describe('the native engine', () => {
  test.each([
    '^(a+)+$',
    '(a*)*',
    '(a|aa)+',
    '(a?){20}',
    '(?i)abc',
    '\\pL',
    '(?P<x>a)',
    '\\Qa.b\\E',
    '(a)+',
    'a{,3}',
    '[[:alpha:]]',
    '\\z',
    '\\B',
    '.*.*.*.*.*.*.*.*=',
  ])('never runs %s on long texts', (p) => {
    expect(nativeRegexp(p)?.longest ?? 0).toBeLessThan(10)
  })

  test.each([
    ['abc', 3_000],
    ['^(\\S+) (\\S+) \\[([^\\]]*)\\] "([^"]*)" (\\d+)', 1_000_000],
    ['(GET|PUT|POST) /', 2_000],
    ['(?:ab|c)+d', 3_000],
    ['\\s+$', 3_000],
    ['[a-z]+@[a-z]+', 3_000],
    ['a.*b', 200],
  ])('runs %s on texts of %d characters', (p, least) => {
    expect(nativeRegexp(p)?.longest ?? 0).toBeGreaterThanOrEqual(least)
  })
})

test('a pattern that ruins backtracking is answered at once, on long texts too', () => {
  expect(compilePattern('^(a+)+$').test(`${'a'.repeat(50_000)}b`)).toBe(false)
  expect(compilePattern('a*a*a*a*b').test('a'.repeat(20_000))).toBe(false)
})

test('a boundary never lies inside a character', () => {
  const match = compilePattern('\\B').find('a😀')
  expect([match?.from, match?.to]).toEqual([3, 3])
})

test.each([
  ['\\s+', ' a b  c ', ['', 'a', 'b', 'c', '']],
  [' ', 'a b  c ', ['a', 'b', '', 'c', '']],
  [',', '', ['']],
  ['', 'a😀b', ['a', '😀', 'b']],
  ['x', 'abc', ['abc']],
  ['b*', 'abc', ['a', '', 'c']],
])('split at %j of %j', (p, s, parts) => {
  expect(compilePattern(p).split(s)).toEqual(parts)
})
