'use client'
import type { AlertStatus, Rule } from '../../core/alert.ts'
import { Silence, SilencedMark } from '../alerts/silence.tsx'
import { ruleWords } from '../designer/rule-words.ts'
import { useFormat, useLang, useT } from '../i18n/provider.tsx'
import { alertLook, Status } from '../ui/status.tsx'
import { Ago } from '../ui/time.tsx'

/** Rules with what they say and where they stand. */
export function RuleList({ statuses, rules }: { statuses: readonly AlertStatus[]; rules: readonly Rule[] }) {
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  return (
    <ul className="flex flex-col gap-2" data-testid="rule-list">
      {statuses.map((status) => {
        const rule = rules.find((r) => r.name === status.rule)
        return (
          <li key={status.rule}>
            <div className="flex items-center justify-between gap-2">
              <span className="flex-1 truncate font-medium">{status.rule}</span>
              <Silence status={status} bare />
              <Status {...alertLook(status.state, status.severity)} quiet={status.state === 'normal'}>
                {t(`alerts.${status.state}`)}
              </Status>
            </div>
            <div className="num flex justify-between gap-2 text-xs text-subtle">
              <span>{rule === undefined ? status.message : ruleWords(rule, t, format, lang)}</span>
              <span>
                <Ago at={status.since} bare />
              </span>
            </div>
            <SilencedMark status={status} />
          </li>
        )
      })}
    </ul>
  )
}
