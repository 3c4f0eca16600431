import type { AlertEvent, AlertStatus, Rule } from '../../core/alert.ts'
import { alertEndings, alertMessage } from '../../core/alert-message.ts'
import type { Words } from '../../core/words.ts'
import type { Lang } from '../i18n/lang.ts'
import type { Format } from '../ui/format.ts'

export type Alert = AlertEvent | AlertStatus

/**
 * What an alert is about, in the language of the page. The server's own words stand where the author wrote them, where they hold the record, and
 * until the rule is known.
 */
export function messageOf(alert: Alert, rule: Rule | null, lang: Lang, format: Format): string {
  const ending = endingOf(alert)
  if (ending !== undefined) return ending[lang]
  const state = 'to' in alert ? alert.to : alert.state
  if (rule === null || alert.message === '' || ((state === 'firing' || state === 'pending') && rule.message !== undefined))
    return alert.message
  const show: Parameters<typeof alertMessage>[2] = (unit, value) => (unit === 'number' ? format.number(value) : format.of(unit, value))
  return alertMessage(rule, { state, value: alert.value, sample: null }, show, lang)
}

const endingOf = ({ message }: Pick<Alert, 'message'>): Words | undefined => Object.values(alertEndings).find(({ en }) => en === message)

/** Whether a rule's line says its condition: nothing is wrong, and there is nothing to tell of how that came. */
export const saysCondition = (status: Pick<AlertStatus, 'state' | 'message'>): boolean =>
  status.state === 'normal' && endingOf(status) === undefined
