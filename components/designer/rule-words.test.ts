import { beforeAll, expect, test } from 'vitest'
import { type Rule, ruleSchema } from '../../core/alert.ts'
import { loadTexts, translatorOf } from '../i18n/translate.ts'
import { formatOf } from '../ui/format.ts'
import { ruleFigure, ruleWords } from './rule-words.ts'

const rule = (settings: object): Rule => ruleSchema.parse({ name: 'r', ...settings })
const slow = rule({ metric: 'latency.p99', above: 500, for: '30s' })
const hot = rule({ field: 'cpu', above: 80, on: 'host' })
const quiet = rule({ silence: '30s', on: 'host' })

beforeAll(() => Promise.all([loadTexts('pages', 'en'), loadTexts('pages', 'zh')]))

test('figures have the unit of what the rule watches', () => {
  const figure = (of: Rule, value: number) => ruleFigure(of, value, formatOf('en'), 'en')
  expect(figure(slow, 1500)).toBe('1.50 s')
  expect(figure(hot, 90.825)).toBe('90.83')
  expect(figure(quiet, 31_000)).toBe('31 s')
})

test('a rule is a sentence in either language', () => {
  const words = (of: Rule, lang: 'en' | 'zh') => ruleWords(of, translatorOf(lang), formatOf(lang), lang)
  expect(words(slow, 'en')).toBe('Latency p99 > 500 ms for 30 s')
  expect(words(hot, 'en')).toBe('cpu > 80')
  expect(words(quiet, 'en')).toBe('no records for 30 s')
  expect(words(quiet, 'zh')).toMatch(/30 秒/)
})
