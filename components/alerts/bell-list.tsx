import Link from 'next/link'
import type { AlertStatus } from '../../core/alert.ts'
import { useT } from '../i18n/provider.tsx'
import { alertLook, Glyph } from '../ui/status.tsx'
import { Ago } from '../ui/time.tsx'
import { AcknowledgeButton } from './acknowledge.tsx'
import { AlertMessage } from './alert-words.tsx'
import { alertHref } from './href.ts'
import { Silence } from './silence.tsx'

const SHOWN = 8

/** The worst of what fires, with what can be done about it, and the way to the rest. */
export function BellList({ firing, title, onClose }: { firing: readonly AlertStatus[]; title: string; onClose: () => void }) {
  const t = useT()
  return (
    <>
      <p className="border-b border-line px-4 py-3 font-medium">{title}</p>
      <ul>
        {firing.slice(0, SHOWN).map((status) => (
          <li key={`${status.pipeline}/${status.rule}`} className="flex items-start gap-3 border-b border-line px-4 py-3">
            <Glyph {...alertLook(status.state, status.severity)} className="mt-1" />
            <div className="min-w-0 flex-1">
              <Link href={alertHref(status)} onClick={onClose} className="rounded-sm font-medium hover:underline">
                {status.rule}
              </Link>
              <p className="line-clamp-2 text-xs text-muted">
                <AlertMessage alert={status} />
              </p>
              <p className="text-xs text-subtle">
                {status.pipeline} · {t(`severity.${status.severity}`)} · <Ago at={status.since} />
              </p>
            </div>
            <span className="flex flex-col items-end gap-1">
              <AcknowledgeButton status={status} />
              <Silence status={status} bare />
            </span>
          </li>
        ))}
      </ul>
      <Link
        href="/alerts"
        onClick={onClose}
        className="flex h-10 items-center justify-center text-accent -outline-offset-2! hover:underline"
      >
        {firing.length > SHOWN ? t('alerts.all-more', { count: firing.length - SHOWN }) : t('alerts.all')}
      </Link>
    </>
  )
}
