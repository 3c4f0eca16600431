'use client'
import { BellOff, Check } from 'lucide-react'
import { useState } from 'react'
import type { AlertStatus } from '../../core/alert.ts'
import { UNTIL_RESOLVED } from '../../core/silence.ts'
import { isSilenced, putEvents, putStatus } from '../hooks/alerts.ts'
import { api } from '../hooks/api.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'
import { Ago } from '../ui/time.tsx'
import { toastError } from '../ui/toast.tsx'
import { tomorrowMorning } from './facts.ts'

const MINUTE = 60_000

/** Says that somebody has seen it; once said, when. */
export function AcknowledgeButton({ status }: { status: AlertStatus }) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  if (status.acknowledged !== null)
    return (
      <span className="inline-flex items-center gap-1 text-xs whitespace-nowrap text-muted">
        <Check size={14} aria-hidden="true" />
        <span className="sr-only">{t('alerts.acknowledged')}</span>
        <Ago at={status.acknowledged} />
      </span>
    )
  const { event } = status
  if (event === null || (status.state !== 'firing' && status.state !== 'recovering')) return null
  const acknowledge = async () => {
    setBusy(true)
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

/** Keeps a rule quiet for a while, or ends that. */
export function SilenceMenu({ status }: { status: AlertStatus }) {
  const t = useT()
  const silence = async (until: number | null) => {
    try {
      putStatus(await api.silence(status.pipeline, status.rule, until))
    } catch (error) {
      toastError(error)
    }
  }
  return (
    <Menu
      trigger={
        <Button
          size="small"
          look="ghost"
          icon={<BellOff size={14} aria-hidden="true" />}
          aria-label={t('alerts.silence-of', { rule: status.rule, pipeline: status.pipeline })}
        >
          {t('alerts.silence')}
        </Button>
      }
    >
      <MenuItem onSelect={() => void silence(Date.now() + 15 * MINUTE)}>{t('alerts.silence-15m')}</MenuItem>
      <MenuItem onSelect={() => void silence(Date.now() + 60 * MINUTE)}>{t('alerts.silence-1h')}</MenuItem>
      <MenuItem onSelect={() => void silence(UNTIL_RESOLVED)}>{t('alerts.silence-resolved')}</MenuItem>
      <MenuItem onSelect={() => void silence(tomorrowMorning(Date.now()))}>{t('alerts.silence-tomorrow')}</MenuItem>
      {isSilenced(status, Date.now()) && (
        <>
          <MenuLine />
          <MenuItem onSelect={() => void silence(null)}>{t('alerts.unsilence')}</MenuItem>
        </>
      )}
    </Menu>
  )
}
