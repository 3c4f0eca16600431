'use client'
import { X } from 'lucide-react'
import Link from 'next/link'
import { useEffect } from 'react'
import type { AlertEvent } from '../../core/alert.ts'
import { isSilenced, useAlerts } from '../hooks/alerts.ts'
import { useT } from '../i18n/provider.tsx'
import { IconButton } from '../ui/button.tsx'
import { alertLook, Glyph } from '../ui/status.tsx'
import { AcknowledgeButton } from './acknowledge.tsx'
import { AlertMessage } from './alert-words.tsx'
import type { Telling } from './facts.ts'
import { alertHref } from './href.ts'
import { Silence } from './silence.tsx'

/** Time to see that the click worked. */
const DEALT_WITH = 3000

/** What a toast says of an alert, and what can be done about it there. */
export function AlertToast({ telling, event, onClose }: { telling: Telling; event: AlertEvent; onClose: () => void }) {
  const t = useT()
  const status = useAlerts().statuses.find(({ pipeline, rule }) => pipeline === event.pipeline && rule === event.rule)
  // somebody takes care of it, here or in another browser: there is nothing left to tell
  const dealtWith = event.to === 'firing' && status !== undefined && (status.acknowledged !== null || isSilenced(status, Date.now()))
  useEffect(() => {
    if (!dealtWith) return
    const timer = setTimeout(onClose, DEALT_WITH)
    return () => clearTimeout(timer)
  }, [dealtWith, onClose])
  return (
    <div className="w-full">
      <div className="flex items-start gap-2.5">
        <Glyph {...alertLook(event.to, event.severity)} className="mt-1" />
        <div className="min-w-0 flex-1">
          <p className="font-medium break-words">{t(telling, { rule: event.rule })}</p>
          <p className="line-clamp-3 text-muted">
            <AlertMessage alert={event} />
          </p>
          <p className="text-xs text-subtle">
            {event.pipeline}
            {event.to === 'firing' && ` · ${t(`severity.${event.severity}`)}`}
          </p>
        </div>
        <IconButton label={t('do.close')} size="small" onClick={onClose} className="-mt-1 -mr-2">
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {event.to === 'firing' && status !== undefined && (
        <div className="mt-2 flex items-center gap-1 pl-5.5">
          <AcknowledgeButton status={status} />
          <Silence status={status} />
          <span className="flex-1" />
          <Link href={alertHref(event)} onClick={onClose} className="rounded-sm px-1 py-1 text-xs font-medium text-accent hover:underline">
            {t('do.open')}
          </Link>
        </div>
      )}
    </div>
  )
}
