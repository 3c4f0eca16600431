'use client'
import Link from 'next/link'
import type { AlertStatus } from '../../core/alert.ts'
import { UNTIL_RESOLVED } from '../../core/silence.ts'
import { isSilenced } from '../hooks/alerts.ts'
import { useFormat, useLang, useT } from '../i18n/provider.tsx'
import { cx } from '../ui/cx.ts'
import { Table, Td, Th, Tr } from '../ui/table.tsx'
import { Ago, clock } from '../ui/time.tsx'
import { AcknowledgeButton, SilenceMenu } from './alert-actions.tsx'
import { alertHref } from './href.ts'
import { AlertStateLabel } from './state-label.tsx'

/** Rules and where they stand. What is silenced stays, struck through. On a narrow window each row is a card. */
export function RuleTable({ rules, now, label }: { rules: readonly AlertStatus[]; now: number; label: string }) {
  const t = useT()
  const format = useFormat()
  return (
    <Table label={label} boxClass="min-h-0 flex-1" className="max-md:block max-md:[&_tbody]:block max-md:[&_thead]:sr-only">
      <thead>
        <tr>
          <Th>{t('alerts.col-state')}</Th>
          <Th>{t('alerts.col-rule')}</Th>
          <Th>{t('alerts.col-on')}</Th>
          <Th numeric>{t('alerts.col-value')}</Th>
          <Th className="w-full">{t('alerts.col-message')}</Th>
          <Th>{t('alerts.col-since')}</Th>
          <Th>
            <span className="sr-only">{t('alerts.col-actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {rules.map((status) => {
          const silenced = isSilenced(status, now)
          return (
            <Tr
              key={`${status.pipeline}/${status.rule}`}
              className="max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:border-b max-md:border-line max-md:py-2 max-md:[&>td]:h-auto max-md:[&>td]:border-0 max-md:[&>td]:py-0.5"
            >
              <Td>
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
                {format.number(status.value)}
              </Td>
              <Td
                className="max-w-0 min-w-40 truncate text-muted max-md:col-span-2 max-md:row-start-3 max-md:max-w-none max-md:whitespace-normal"
                title={status.message}
              >
                {silenced ? <SilencedUntil until={status.silencedUntil!} now={now} /> : status.message}
              </Td>
              <Td className="text-muted max-md:row-start-1 max-md:text-right">
                <Ago at={status.since} bare />
              </Td>
              <Td className="max-md:col-span-2 max-md:row-start-4">
                <span className="flex items-center justify-end gap-1 max-md:justify-start">
                  <AcknowledgeButton status={status} />
                  <SilenceMenu status={status} />
                </span>
              </Td>
            </Tr>
          )
        })}
      </tbody>
    </Table>
  )
}

function SilencedUntil({ until, now }: { until: number; now: number }) {
  const t = useT()
  const lang = useLang()
  return <>{until === UNTIL_RESOLVED ? t('alerts.silenced-resolved') : t('alerts.silenced-until', { time: clock(lang, until, now) })}</>
}
