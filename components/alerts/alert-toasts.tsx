'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { AlertEvent } from '../../core/alert.ts'
import { isSilenced, onAlert } from '../hooks/alerts.ts'
import { useT } from '../i18n/provider.tsx'
import { loadCode } from '../ui/load-code.ts'
import { toaster } from '../ui/toast.tsx'
import { type Telling, tellingOf } from './facts.ts'
import { alertHref } from './href.ts'
import { notify, wantsNotifications } from './notify.ts'

const READ = 12_000
/** Critical alerts are read out at once, but no more often than this. */
const SPOKEN_EVERY = 5000

async function showAlert(id: string, duration: number, event: AlertEvent, telling: Telling): Promise<void> {
  const [{ showCustom }, { AlertToast }] = await Promise.all([toaster(), loadCode(() => import('./alert-toast.tsx'))])
  showCustom(id, duration, (close) => <AlertToast telling={telling} event={event} onClose={close} />)
}

/** Tells alerts as they happen: toasts, notifications of the system, and a voice for critical ones. */
export function AlertToasts() {
  const t = useT()
  const router = useRouter()
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
        void showAlert(id, critical ? Number.POSITIVE_INFINITY : READ, event, telling)
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
    <div aria-live="assertive" className="sr-only">
      {spoken}
    </div>
  )
}
