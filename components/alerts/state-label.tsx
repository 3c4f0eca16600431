'use client'
import type { AlertState } from '../../core/alert.ts'
import type { Severity } from '../../core/severity.ts'
import { useT } from '../i18n/provider.tsx'
import { alertLook, Status } from '../ui/status.tsx'

/** The state of a rule in glyph and word; while it fires, its severity gives the glyph and stands beside it. */
export function AlertStateLabel({ state, severity }: { state: AlertState; severity: Severity }) {
  const t = useT()
  return (
    <span className="inline-flex items-center gap-2 align-middle">
      <Status {...alertLook(state, severity)} quiet={state === 'normal'}>
        {t(`alerts.${state}`)}
      </Status>
      {state === 'firing' && <span className="text-xs text-subtle">{t(`severity.${severity}`)}</span>}
    </span>
  )
}
