'use client'
import Link from 'next/link'
import type { AlertStatus } from '../../core/alert.ts'
import { isSilenced } from '../hooks/alerts.ts'
import { useHeldOrder } from '../hooks/held-order.ts'
import { useT } from '../i18n/provider.tsx'
import { cx } from '../ui/cx.ts'
import { cardRow, cardTable, Table, Td, Th, Tr } from '../ui/table.tsx'
import { Ago } from '../ui/time.tsx'
import { AcknowledgeButton } from './acknowledge.tsx'
import { useAlertWords } from './alert-words.tsx'
import { alertHref } from './href.ts'
import { LastHour } from './last-hour.tsx'
import { saysCondition } from './message.ts'
import { Silence, useSilenceWords } from './silence.tsx'
import { AlertStateLabel } from './state-label.tsx'

/** Rules and where they stand. What is silenced stays, struck through. On a narrow window each row is a card. */
export function RuleTable({
  rules,
  all,
  now,
  label,
}: {
  rules: readonly AlertStatus[]
  /** Where rules stand that have left this table since the pointer entered it. */
  all: readonly AlertStatus[]
  now: number
  label: string
}) {
  const t = useT()
  const { keys, handlers } = useHeldOrder(rules.map(keyOf))
  const byKey = new Map(all.map((status) => [keyOf(status), status]))
  return (
    <Table label={label} boxClass="min-h-0 flex-1" className={cardTable}>
      <thead>
        <tr>
          <Th>{t('alerts.col-state')}</Th>
          <Th>{t('alerts.col-rule')}</Th>
          <Th>{t('alerts.col-on')}</Th>
          <Th numeric>{t('alerts.col-value')}</Th>
          <Th className="w-full">{t('alerts.col-says')}</Th>
          <Th>{t('alerts.col-hour')}</Th>
          <Th>{t('alerts.col-since')}</Th>
          <Th>
            <span className="sr-only">{t('alerts.col-actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody {...handlers}>
        {keys.map((key) => {
          const status = byKey.get(key)
          return status === undefined ? null : <RuleRow key={key} status={status} now={now} />
        })}
      </tbody>
    </Table>
  )
}

const keyOf = ({ pipeline, rule }: AlertStatus): string => `${pipeline}/${rule}`

function RuleRow({ status, now }: { status: AlertStatus; now: number }) {
  const t = useT()
  const { message, condition, figure } = useAlertWords(status)
  const silenceWords = useSilenceWords()
  const silenced = isSilenced(status, now)
  const says = !saysCondition(status) ? message : condition === '' ? '' : t('alerts.fires-when', { condition })
  const line = silenced ? [silenceWords(status.silencedUntil!, now), says].filter(Boolean).join(' · ') : says
  return (
    <Tr className={cx(cardRow, 'max-md:grid-cols-[1fr_auto]')}>
      <Td className="max-md:col-start-1 max-md:row-start-1">
        <AlertStateLabel state={status.state} severity={status.severity} />
      </Td>
      <Td className="max-md:col-span-2 max-md:row-start-2">
        <Link href={alertHref(status)} className="rounded-sm hover:underline">
          <span className={cx('font-medium', silenced && 'line-through decoration-subtle')}>{status.rule}</span>
        </Link>
        <span className="ml-2 text-muted">{status.pipeline}</span>
      </Td>
      <Td className="text-muted max-md:hidden">
        {status.on === 'pipeline' ? t('alerts.whole') : <code className="font-mono text-xs">{status.on}</code>}
      </Td>
      <Td numeric className="max-md:hidden">
        {figure}
      </Td>
      <Td
        className="max-w-0 min-w-40 truncate text-muted max-md:col-span-2 max-md:row-start-3 max-md:max-w-none max-md:whitespace-normal"
        title={line}
      >
        {line}
      </Td>
      <Td className="max-md:hidden">
        <LastHour status={status} now={now} />
      </Td>
      <Td className="text-muted max-md:col-start-2 max-md:row-start-1 max-md:text-right">
        <Ago at={status.since} bare />
      </Td>
      <Td className="max-md:col-span-2 max-md:row-start-4">
        <span className="flex items-center justify-end gap-1 max-md:justify-start">
          <AcknowledgeButton status={status} />
          <Silence status={status} />
        </span>
      </Td>
    </Tr>
  )
}
