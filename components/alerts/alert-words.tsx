'use client'
import type { Rule } from '../../core/alert.ts'
import { ruleFigure, ruleWords } from '../designer/rule-words.ts'
import { useRule } from '../hooks/rules.ts'
import { useFormat, useLang, useT } from '../i18n/provider.tsx'
import { type Alert, messageOf } from './message.ts'

/** What an alert is about; while nothing is wrong, what the rule watches for. */
export function useAlertWords(alert: Alert): { readonly message: string; readonly figure: string; readonly rule: Rule | null } {
  const rule = useRule(alert.pipeline, alert.rule)
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  // a silence of no length is no silence
  const value = rule?.silence !== undefined && alert.value === 0 ? null : alert.value
  const message = messageOf(alert, rule, lang, format)
  return {
    message: message === '' && rule !== null ? ruleWords(rule, t, format, lang) : message,
    figure: rule === null || value === null ? format.number(value) : ruleFigure(rule, value, format, lang),
    rule,
  }
}

export function AlertMessage({ alert }: { alert: Alert }) {
  return <>{useAlertWords(alert).message}</>
}
