'use client'
import { Check } from 'lucide-react'
import { useRef, useState } from 'react'
import type { AlertStatus } from '../../core/alert.ts'
import { putEvents, putStatus } from '../hooks/alerts.ts'
import { api } from '../hooks/api.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Ago } from '../ui/time.tsx'
import { toastError } from '../ui/toast.tsx'

/** Says that somebody has seen it; once said, when. */
export function AcknowledgeButton({ status }: { status: AlertStatus }) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  // who pressed the button finds the focus where it was
  const pressed = useRef(false)
  const said = (element: HTMLSpanElement | null) => {
    if (pressed.current) element?.focus()
    pressed.current = false
  }
  if (status.acknowledged !== null)
    return (
      <span ref={said} tabIndex={-1} className="inline-flex items-center gap-1 rounded-sm text-xs whitespace-nowrap text-muted">
        <Check size={14} aria-hidden="true" />
        <span className="sr-only">{t('alerts.acknowledged')}</span>
        <Ago at={status.acknowledged} />
      </span>
    )
  const { event } = status
  if (event === null || (status.state !== 'firing' && status.state !== 'recovering')) return null
  const acknowledge = async () => {
    setBusy(true)
    pressed.current = true
    try {
      const kept = await api.acknowledge(event)
      putEvents([kept])
      putStatus({ ...status, acknowledged: kept.acknowledged })
    } catch (error) {
      toastError(error)
    }
    setBusy(false)
  }
  return (
    <Button
      size="small"
      busy={busy}
      onClick={() => void acknowledge()}
      aria-label={t('alerts.acknowledge-of', { rule: status.rule, pipeline: status.pipeline })}
    >
      {t('alerts.acknowledge')}
    </Button>
  )
}
