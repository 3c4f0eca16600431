import type { Rule } from '../../core/alert.ts'
import { metrics } from '../../core/metric-names.ts'
import type { Lang } from '../i18n/lang.ts'
import type { Translate } from '../i18n/translate.ts'
import { duration, type Format } from '../ui/format.ts'

/** A figure in the unit of what a rule watches. */
export const ruleFigure = (rule: Rule, value: number, format: Format, lang: Lang): string =>
  rule.silence !== undefined
    ? duration(lang, value)
    : rule.metric === undefined
      ? format.number(value)
      : format.of(metrics[rule.metric].unit, value)

/** A rule as a sentence: `cpu > 80 for 5 s`, `no records for 30 s`. */
export function ruleWords(rule: Rule, t: Translate, format: Format, lang: Lang): string {
  if (rule.silence !== undefined) return t('live.rule.silence', { time: duration(lang, rule.silence) })
  const show = (value: number) => ruleFigure(rule, value, format, lang)
  const what = rule.metric === undefined ? (rule.field ?? '') : metrics[rule.metric].title[lang]
  const bounds = [rule.above === undefined ? '' : `> ${show(rule.above)}`, rule.below === undefined ? '' : `< ${show(rule.below)}`]
  const condition = `${what} ${bounds.filter(Boolean).join(', ')}`
  return rule.for === 0 ? condition : t('live.rule.for', { condition, time: duration(lang, rule.for) })
}
