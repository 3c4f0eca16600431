'use client'
import type { Rule } from '../../core/alert.ts'
import { ruleFigure, ruleWords } from '../designer/rule-words.ts'
import { useRule } from '../hooks/rules.ts'
import { useFormat, useLang, useT } from '../i18n/provider.tsx'
import { type Alert, messageOf } from './message.ts'

type AlertWords = {
  /** What it is about; empty for a rule that never broke. */
  readonly message: string
  /** When the rule breaks; empty until it is known. */
  readonly condition: string
  readonly figure: string
  readonly rule: Rule | null
}

export function useAlertWords(alert: Alert): AlertWords {
  const rule = useRule(alert.pipeline, alert.rule)
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  const state = 'to' in alert ? alert.to : alert.state
  // a silence of no length is no silence, and what was measured before there was nothing to measure is past
  const past = (rule?.silence !== undefined && alert.value === 0) || state === 'noData' || state === 'error'
  const value = past ? null : alert.value
  return {
    message: messageOf(alert, rule, lang, format),
    condition: rule === null ? '' : ruleWords(rule, t, format, lang),
    figure: rule === null || value === null ? format.number(value) : ruleFigure(rule, value, format, lang),
    rule,
  }
}

export function AlertMessage({ alert }: { alert: Alert }) {
  return <>{useAlertWords(alert).message}</>
}
