import type { AlertStatus } from '../../core/alert.ts'
import { isSilenced, severityRank } from '../hooks/alerts.ts'

/** A tab's set of rules on the alerts page. */
export const groups = ['firing', 'pending', 'recovering', 'noData', 'silenced', 'rules'] as const
export type AlertGroup = (typeof groups)[number]

/** What a tab is called: rules that cannot be evaluated stand with those without data. */
export const groupKey = (group: AlertGroup) => (group === 'noData' ? 'alerts.noData-error' : (`alerts.${group}` as const))

/** The rules that belong under a tab, the worst first. What is silenced stands under its own tab, and under all rules. */
export function rulesOf(statuses: readonly AlertStatus[], group: AlertGroup, now: number): readonly AlertStatus[] {
  const chosen = statuses.filter((status) => {
    if (group === 'rules') return true
    if (group === 'silenced') return isSilenced(status, now)
    if (isSilenced(status, now)) return false
    return group === 'noData' ? status.state === 'noData' || status.state === 'error' : status.state === group
  })
  return [...chosen].sort((a, b) => order[a.state] - order[b.state] || rank(b) - rank(a) || b.since - a.since || (a.rule < b.rule ? -1 : 1))
}

/** Severity tells alerts apart that are on; of the others the newest change stands first. */
const rank = ({ state, severity }: AlertStatus): number => (state === 'firing' ? severityRank[severity] : 0)
const order = { firing: 0, error: 1, noData: 2, pending: 3, recovering: 4, normal: 5 } as const
