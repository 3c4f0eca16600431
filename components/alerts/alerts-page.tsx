'use client'
import { BellRing } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import type { AlertState } from '../../core/alert.ts'
import { useAlerts } from '../hooks/alerts.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { RowsSkeleton } from '../ui/skeleton.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { Panel, type Tab, Tabs } from '../ui/tabs.tsx'
import { useNow } from '../ui/time.tsx'
import { DeliveryTable } from './delivery-table.tsx'
import { EventTable } from './event-table.tsx'
import { type AlertGroup, groupKey, groups, rulesOf } from './groups.ts'
import { RuleTable } from './rule-table.tsx'

const places = [...groups, 'history', 'deliveries'] as const
type PlaceName = (typeof places)[number]
const ALL = 'all'
/** States that a change in the history may lead to. */
const changes = ['firing', 'recovering', 'noData', 'error', 'normal'] as const satisfies readonly AlertState[]

/** Screen of alerts: rules by state, what happened, and what was sent. Tab and filters stand in the address. */
export function AlertsPage() {
  const t = useT()
  const router = useRouter()
  const address = useSearchParams()
  const { phase, statuses } = useAlerts()
  const now = useNow() ?? 0
  const place: PlaceName = places.find((each) => each === address.get('tab')) ?? 'firing'
  const pipeline = address.get('pipeline')
  const change = changes.find((each) => each === address.get('state')) ?? null
  const go = (next: Readonly<Record<string, string | null>>) => {
    const query = new URLSearchParams(address)
    for (const [name, value] of Object.entries(next)) value === null ? query.delete(name) : query.set(name, value)
    router.replace(query.size === 0 ? '/alerts' : `/alerts?${query}`)
  }
  const shown = pipeline === null ? statuses : statuses.filter((status) => status.pipeline === pipeline)
  const pipelines = [...new Set([...statuses.map((status) => status.pipeline), ...(pipeline === null ? [] : [pipeline])])].sort()
  const tabs: Tab<PlaceName>[] = [
    ...groups.map((value) => ({
      value,
      label: t(groupKey(value)),
      count: phase === 'ready' ? rulesOf(shown, value, now).length : null,
      tone: value === 'firing' ? ('crit' as const) : value === 'noData' ? ('warn' as const) : undefined,
    })),
    { value: 'history', label: t('alerts.history') },
    { value: 'deliveries', label: t('alerts.deliveries') },
  ]
  const filters = (
    <>
      {place === 'history' && (
        <Select
          className="min-w-0 max-md:flex-1"
          label={t('alerts.filter-state')}
          value={change ?? ALL}
          onChange={(value) => go({ state: value === ALL ? null : value })}
          options={[{ value: ALL, label: t('alerts.all-changes') }, ...changes.map((value) => ({ value, label: t(`alerts.${value}`) }))]}
        />
      )}
      <Select
        className="min-w-0 max-md:flex-1"
        label={t('alerts.filter-pipeline')}
        value={pipeline ?? ALL}
        onChange={(value) => go({ pipeline: value === ALL ? null : value })}
        options={[{ value: ALL, label: t('alerts.all-pipelines') }, ...pipelines.map((value) => ({ value, label: value }))]}
      />
    </>
  )
  return (
    <div className="flex h-full flex-col bg-panel">
      <h1 className="sr-only">{t('alerts.title')}</h1>
      <Tabs
        value={place}
        onChange={(value) => go({ tab: value === 'firing' ? null : value })}
        tabs={tabs}
        label={t('alerts.title')}
        end={<div className="flex gap-2 pr-3 max-md:hidden">{filters}</div>}
        className="h-full"
      >
        <div className="flex gap-2 border-b border-line p-2 md:hidden">{filters}</div>
        {groups.map((group) => (
          <Panel key={group} value={group} className="flex flex-col">
            <Rules group={group} now={now} pipeline={pipeline} onAll={() => go({ pipeline: null })} />
          </Panel>
        ))}
        <Panel value="history" className="flex flex-col">
          {phase === 'loading' ? (
            <RowsSkeleton />
          ) : (
            <EventTable pipeline={pipeline} state={change} onAll={() => go({ pipeline: null, state: null })} />
          )}
        </Panel>
        <Panel value="deliveries" className="flex flex-col">
          <DeliveryTable pipeline={pipeline} onAll={() => go({ pipeline: null })} />
        </Panel>
      </Tabs>
    </div>
  )
}

function Rules({ group, now, pipeline, onAll }: { group: AlertGroup; now: number; pipeline: string | null; onAll: () => void }) {
  const t = useT()
  const { phase, error, statuses } = useAlerts()
  if (phase === 'loading') return <RowsSkeleton />
  if (phase === 'error') return <ErrorState error={error} />
  const all = pipeline === null ? statuses : statuses.filter((status) => status.pipeline === pipeline)
  const rules = rulesOf(all, group, now)
  if (rules.length > 0) return <RuleTable rules={rules} all={all} now={now} label={t(groupKey(group))} />
  const state = t(groupKey(group))
  const none = () => (pipeline === null ? t('alerts.none-in', { state }) : t('alerts.none-in-of', { state, pipeline }))
  return (
    <EmptyState
      icon={<BellRing size={28} strokeWidth={1.5} />}
      title={all.length === 0 || (group === 'firing' && pipeline === null) ? t('alerts.calm') : none()}
      hint={
        all.length > 0
          ? t('alerts.watching', { count: all.length })
          : pipeline === null
            ? t('alerts.watching-none')
            : t('alerts.watching-none-of', { pipeline })
      }
    >
      {pipeline !== null && <Button onClick={onAll}>{t('alerts.all-pipelines')}</Button>}
    </EmptyState>
  )
}
