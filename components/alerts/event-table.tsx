'use client'
import { History } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import type { AlertEvent, AlertState } from '../../core/alert.ts'
import { loadOlderEvents, useAlerts } from '../hooks/alerts.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { duration } from '../ui/format.ts'
import { EmptyState } from '../ui/states.tsx'
import { cardRow, cardTable, Table, Td, Th, Tr } from '../ui/table.tsx'
import { When } from '../ui/time.tsx'
import { toastError } from '../ui/toast.tsx'
import { useAlertWords } from './alert-words.tsx'
import { lastedBefore } from './facts.ts'
import { alertHref } from './href.ts'
import { AlertStateLabel } from './state-label.tsx'

/** What happened to rules, newest first, with a way to the pipeline at that time; of one pipeline, or into one state, where that is wanted. */
export function EventTable({ pipeline, state, onAll }: { pipeline: string | null; state: AlertState | null; onAll: () => void }) {
  const t = useT()
  const { events, older } = useAlerts()
  const shown = events.filter((event) => (pipeline ?? event.pipeline) === event.pipeline && (state ?? event.to) === event.to)
  const [busy, setBusy] = useState(false)
  if (events.length === 0)
    return <EmptyState icon={<History size={28} strokeWidth={1.5} />} title={t('alerts.no-events')} hint={t('alerts.no-events-hint')} />
  const load = async () => {
    setBusy(true)
    try {
      await loadOlderEvents()
    } catch (error) {
      toastError(error)
    }
    setBusy(false)
  }
  const none = () => {
    const to = state === null ? '' : t(`alerts.${state}`)
    if (pipeline === null) return t('alerts.no-events-to', { state: to })
    return state === null ? t('alerts.no-events-of', { pipeline }) : t('alerts.no-events-to-of', { state: to, pipeline })
  }
  if (shown.length === 0)
    return (
      <EmptyState icon={<History size={28} strokeWidth={1.5} />} title={none()}>
        <span className="flex gap-2">
          {older && (
            <Button busy={busy} onClick={() => void load()}>
              {t('alerts.load-more')}
            </Button>
          )}
          <Button onClick={onAll}>{t('alerts.show-all')}</Button>
        </span>
      </EmptyState>
    )
  return (
    <Table label={t('alerts.history')} boxClass="min-h-0 flex-1" className={cardTable}>
      <thead>
        <tr>
          <Th>{t('alerts.col-when')}</Th>
          <Th>{t('alerts.col-change')}</Th>
          <Th>{t('alerts.col-rule')}</Th>
          <Th numeric>{t('alerts.col-value')}</Th>
          <Th className="w-full">{t('alerts.col-message')}</Th>
          <Th>{t('alerts.col-who')}</Th>
        </tr>
      </thead>
      <tbody>
        {shown.map((event) => (
          <EventRow key={event.id} event={event} lasted={event.to === 'normal' ? lastedBefore(event, events) : null} />
        ))}
        {older && (
          <tr>
            <td colSpan={6} className="p-3 text-center">
              <Button size="small" busy={busy} onClick={() => void load()}>
                {t('alerts.load-more')}
              </Button>
            </td>
          </tr>
        )}
      </tbody>
    </Table>
  )
}

function EventRow({ event, lasted }: { event: AlertEvent; lasted: number | null }) {
  const t = useT()
  const lang = useLang()
  const { message, figure } = useAlertWords(event)
  return (
    <Tr className={cx(cardRow, 'max-md:grid-cols-[1fr_auto]')}>
      <Td className="max-md:col-start-2 max-md:row-start-1">
        <Link href={alertHref(event)} className="rounded-sm text-accent hover:underline">
          <When at={event.at} />
        </Link>
      </Td>
      <Td className="max-md:col-start-1 max-md:row-start-1">
        <AlertStateLabel state={event.to} severity={event.severity} />
        {lasted !== null && <span className="num ml-2 text-xs text-subtle">{t('alerts.lasted', { time: duration(lang, lasted) })}</span>}
      </Td>
      <Td className="max-md:col-span-2">
        <span className="font-medium">{event.rule}</span> <span className="text-muted">{event.pipeline}</span>
      </Td>
      <Td numeric className="max-md:hidden">
        {figure}
      </Td>
      <Td
        className="max-w-0 min-w-48 truncate text-muted max-md:col-span-2 max-md:max-w-none max-md:whitespace-normal"
        title={event.sample === null ? message : `${message}\n${event.sample}`}
      >
        {message}
      </Td>
      <Td className="text-muted max-md:hidden">{event.acknowledged === null ? '–' : <When at={event.acknowledged} />}</Td>
    </Tr>
  )
}
