'use client'
import { BellRing } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { useAlerts } from '../hooks/alerts.ts'
import { useT } from '../i18n/provider.tsx'
import { RowsSkeleton } from '../ui/skeleton.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { Panel, type Tab, Tabs } from '../ui/tabs.tsx'
import { useNow } from '../ui/time.tsx'
import { DeliveryTable } from './delivery-table.tsx'
import { EventTable } from './event-table.tsx'
import { type AlertGroup, groups, rulesOf } from './groups.ts'
import { RuleTable } from './rule-table.tsx'

const places = [...groups, 'history', 'deliveries'] as const
type PlaceName = (typeof places)[number]

/** Screen of alerts: rules by state, what happened, and what was sent. The tab stands in the address. */
export function AlertsPage() {
  const t = useT()
  const router = useRouter()
  const wanted = useSearchParams().get('tab')
  const place: PlaceName = places.find((each) => each === wanted) ?? 'firing'
  const { phase, statuses } = useAlerts()
  const now = useNow() ?? 0
  const tabs: Tab<PlaceName>[] = [
    ...groups.map((value) => ({
      value,
      label: t(`alerts.${value}`),
      count: phase === 'ready' ? rulesOf(statuses, value, now).length : null,
      tone: value === 'firing' ? ('crit' as const) : value === 'noData' ? ('warn' as const) : undefined,
    })),
    { value: 'history', label: t('alerts.history') },
    { value: 'deliveries', label: t('alerts.deliveries') },
  ]
  return (
    <div className="flex h-full flex-col bg-panel">
      <h1 className="sr-only">{t('alerts.title')}</h1>
      <Tabs
        value={place}
        onChange={(value) => router.replace(value === 'firing' ? '/alerts' : `/alerts?tab=${value}`)}
        tabs={tabs}
        label={t('alerts.title')}
        className="h-full"
      >
        {groups.map((group) => (
          <Panel key={group} value={group} className="flex flex-col">
            <Rules group={group} now={now} />
          </Panel>
        ))}
        <Panel value="history" className="flex flex-col">
          {phase === 'loading' ? <RowsSkeleton /> : <EventTable />}
        </Panel>
        <Panel value="deliveries" className="flex flex-col">
          <DeliveryTable />
        </Panel>
      </Tabs>
    </div>
  )
}

function Rules({ group, now }: { group: AlertGroup; now: number }) {
  const t = useT()
  const { phase, error, statuses } = useAlerts()
  if (phase === 'loading') return <RowsSkeleton />
  if (phase === 'error') return <ErrorState error={error} />
  const rules = rulesOf(statuses, group, now)
  if (rules.length > 0) return <RuleTable rules={rules} all={statuses} now={now} label={t(`alerts.${group}`)} />
  return (
    <EmptyState
      icon={<BellRing size={28} strokeWidth={1.5} />}
      title={group === 'firing' || statuses.length === 0 ? t('alerts.calm') : t('alerts.none-here')}
      hint={statuses.length === 0 ? t('alerts.watching-none') : t('alerts.watching', { count: statuses.length })}
    />
  )
}
