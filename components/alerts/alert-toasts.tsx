'use client'
import { X } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { Toaster, toast } from 'sonner'
import type { AlertEvent } from '../../core/alert.ts'
import { isSilenced, onAlert, useAlerts } from '../hooks/alerts.ts'
import { useT } from '../i18n/provider.tsx'
import { usePreferences } from '../shell/preferences.tsx'
import { IconButton } from '../ui/button.tsx'
import { alertLook, Glyph } from '../ui/status.tsx'
import { AcknowledgeButton } from './acknowledge.tsx'
import { AlertMessage } from './alert-words.tsx'
import { type Telling, tellingOf } from './facts.ts'
import { alertHref } from './href.ts'
import { notify, wantsNotifications } from './notify.ts'
import { Silence } from './silence.tsx'

const READ = 12_000
const MOST = 3
/** Critical alerts are read out at once, but no more often than this. */
const SPOKEN_EVERY = 5000

/** Tells alerts as they happen: toasts, notifications of the system, and a voice for critical ones. */
export function AlertToasts() {
  const t = useT()
  const router = useRouter()
  const { preferences } = usePreferences()
  const [spoken, setSpoken] = useState('')
  const spokenAt = useRef(0)

  useEffect(
    () =>
      onAlert(({ event, status }) => {
        if (event === null || isSilenced(status, Date.now())) return
        const telling = tellingOf(event)
        if (telling === null) return
        // one toast for each rule: what it says now replaces what it said before
        const id = `${event.pipeline}/${event.rule}`
        const critical = event.to === 'firing' && event.severity === 'critical'
        toast.custom((shown) => <AlertToast telling={telling} event={event} onClose={() => toast.dismiss(shown)} />, {
          id,
          duration: critical ? Number.POSITIVE_INFINITY : READ,
        })
        const title = t(telling, { rule: event.rule })
        if (critical && Date.now() - spokenAt.current > SPOKEN_EVERY) {
          spokenAt.current = Date.now()
          setSpoken(`${title}. ${event.message}`)
        }
        if (document.hidden && wantsNotifications())
          notify(title, { body: `${event.pipeline}: ${event.message}`, tag: id, onClick: () => router.push(alertHref(event)) })
      }),
    [t, router],
  )

  return (
    <>
      <div aria-live="assertive" className="sr-only">
        {spoken}
      </div>
      <Toaster
        theme={preferences.theme}
        position="bottom-right"
        visibleToasts={MOST}
        expand
        gap={8}
        style={{ fontFamily: 'inherit' }}
        containerAriaLabel={t('toast.region')}
        mobileOffset={{ bottom: 72 }}
        toastOptions={{
          unstyled: true,
          classNames: {
            toast:
              'flex w-[356px] max-w-[calc(100vw-32px)] items-center gap-3 rounded-lg border border-line-strong bg-raised px-4 py-3 text-sm text-fg shadow-pop',
            content: 'min-w-0 flex-1',
            icon: 'hidden',
            actionButton: 'h-7 shrink-0 rounded-md border border-line-strong px-2 text-xs font-medium hover:bg-hover',
          },
        }}
      />
    </>
  )
}

function AlertToast({ telling, event, onClose }: { telling: Telling; event: AlertEvent; onClose: () => void }) {
  const t = useT()
  const status = useAlerts().statuses.find(({ pipeline, rule }) => pipeline === event.pipeline && rule === event.rule)
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
