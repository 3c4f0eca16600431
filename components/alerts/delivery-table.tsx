'use client'
import { Send } from 'lucide-react'
import { useEffect } from 'react'
import type { AlertDelivery } from '../../core/alert.ts'
import { onAlert } from '../hooks/alerts.ts'
import { api } from '../hooks/api.ts'
import { useRequest } from '../hooks/use-request.ts'
import { useFormat, useLang, useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { RowsSkeleton } from '../ui/skeleton.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { type Shape, Status, type Tone } from '../ui/status.tsx'
import { cardRow, cardTable, Table, Td, Th, Tr } from '../ui/table.tsx'
import { When } from '../ui/time.tsx'
import { answerWords } from './delivery-answer.ts'

const looks: Record<AlertDelivery['state'], { shape: Shape; tone: Tone }> = {
  waiting: { shape: 'dashed', tone: 'info' },
  delivered: { shape: 'dot', tone: 'ok' },
  failed: { shape: 'square', tone: 'crit' },
}
/** What waits because an attempt failed is no good news. */
const lookOf = ({ state, attempts }: AlertDelivery) =>
  state === 'waiting' && attempts > 0 ? ({ shape: 'triangle', tone: 'warn' } as const) : looks[state]
const EVERY = 5000
const MOST = 100
const load = (signal: AbortSignal) => api.deliveries(MOST, signal)

/** What was sent to webhooks and what they answered, of one pipeline where that is wanted; a failure is never silent. */
export function DeliveryTable({ pipeline, onAll }: { pipeline: string | null; onAll: () => void }) {
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  const { value, error, again } = useRequest(load)
  const waiting = value?.some(({ state }) => state === 'waiting') ?? false
  useEffect(() => onAlert(again), [again])
  useEffect(() => {
    if (!waiting) return
    const timer = setInterval(again, EVERY)
    return () => clearInterval(timer)
  }, [waiting, again])

  if (value === null) return error === null ? <RowsSkeleton /> : <ErrorState error={error} onRetry={again} />
  const shown = value.filter((delivery) => (pipeline ?? delivery.pipeline) === delivery.pipeline)
  if (shown.length === 0)
    return (
      <EmptyState
        icon={<Send size={28} strokeWidth={1.5} />}
        title={pipeline === null ? t('delivery.none') : t('delivery.none-of', { pipeline })}
        hint={t('delivery.none-hint')}
      >
        {pipeline !== null && <Button onClick={onAll}>{t('alerts.all-pipelines')}</Button>}
      </EmptyState>
    )
  return (
    <Table label={t('alerts.deliveries')} boxClass="min-h-0 flex-1" className={cardTable}>
      <thead>
        <tr>
          <Th>{t('alerts.col-state')}</Th>
          <Th>{t('delivery.target')}</Th>
          <Th>{t('alerts.col-rule')}</Th>
          <Th>{t('alerts.col-change')}</Th>
          <Th numeric>{t('delivery.attempts')}</Th>
          <Th className="w-full">{t('delivery.answer')}</Th>
        </tr>
      </thead>
      <tbody>
        {shown.map((delivery) => (
          <Tr key={delivery.id} className={cardRow}>
            <Td>
              <Status {...lookOf(delivery)} quiet={delivery.state === 'delivered'}>
                {t(`delivery.${delivery.state}`)}
              </Status>
              {delivery.state === 'waiting' && delivery.attempts > 0 && (
                <span className="ml-2 text-xs text-subtle">
                  {t('delivery.next')} <When at={delivery.nextAt} />
                </span>
              )}
            </Td>
            <Td className="max-md:break-all max-md:whitespace-normal">
              <span className="font-medium">{delivery.target}</span> <span className="font-mono text-xs text-muted">{delivery.url}</span>
            </Td>
            <Td>
              {delivery.rule} <span className="text-muted">{delivery.pipeline}</span>
            </Td>
            <Td className="text-muted">
              {t(`alerts.${delivery.to}`)} <When at={delivery.at} />
            </Td>
            <Td numeric className="max-md:hidden">
              {format.integer(delivery.attempts)}
            </Td>
            <Td
              className="max-w-0 min-w-40 truncate text-muted max-md:max-w-none max-md:whitespace-normal"
              title={delivery.answer ?? undefined}
            >
              {delivery.answer === null ? '–' : answerWords(t, lang, delivery.answer)}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
