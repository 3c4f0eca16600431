'use client'
import { useCallback, useMemo, useState } from 'react'
import type { PipelineDetail, PipelineStatus } from '../../core/protocol.ts'
import { ApiError } from '../hooks/api-error.ts'
import { isOutdated, useConnection } from '../hooks/connection.ts'
import { usePipeline } from '../hooks/pipeline.ts'
import { useSeen } from '../hooks/seen.ts'
import { useT, useTexts } from '../i18n/provider.tsx'
import { NotFound } from '../shell/not-found.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Panel, Tabs } from '../ui/tabs.tsx'
import { DesignTab } from './design-tab.tsx'
import { Header } from './header.tsx'
import { LiveTab } from './live-tab.tsx'
import { AlertStrip, LogsTab, MonitorTab, TablesTab, useTabPicture, VersionsTab } from './monitor-lazy.tsx'
import { StateNote } from './state-note.tsx'
import { useDetail } from './use-detail.ts'
import { useLiveStore } from './use-live-store.ts'
import { type TabName, tabs, usePlace } from './use-place.ts'

import { useTabCommands } from './use-tab-commands.tsx'

const UNKNOWN: PipelineStatus = { state: 'idle', since: 0, run: null, version: null, restarts: 0, error: null, retryAt: null }

/** One pipeline: its graph as it runs, charts, tables, log and versions. */
export function PipelinePage({ name }: { name: string }) {
  useTexts('live')
  const t = useT()
  const [place, move] = usePlace()
  const { detail, error, reload } = useDetail(name)
  const live = usePipeline(name)
  const store = useLiveStore(live.feed)
  const stale = isOutdated(useConnection())
  const status = live.status ?? detail?.status ?? UNKNOWN
  const rules = live.phase === 'ready' ? live.rules : (detail?.rules ?? [])
  const [bar, setBar] = useState<HTMLElement | null>(null)
  const select = useCallback((sel: string | null) => move({ sel }), [move])
  useTabCommands(useCallback((tab: TabName) => move({ tab }), [move]))
  const asked = useCallback(() => move({ ask: null }), [move])
  const firing = useMemo(() => rules.filter((r) => r.state === 'firing'), [rules])

  const tab = tabOf(place.tab, detail)
  useTabPicture(tab)
  useSeen(error !== null || (detail !== null && !['edit', 'live', 'monitor'].includes(tab)))

  if (error instanceof ApiError && error.status === 404) return <NotFound />
  if (detail === null) return error === null ? <Waiting /> : <ErrorState error={error} onRetry={reload} className="h-full" />
  return (
    <div className="flex h-full min-h-0 flex-col" data-stale={stale || undefined}>
      <Header
        detail={detail}
        status={status}
        store={store}
        drawn={tab === 'edit'}
        onDeploy={() => move({ tab: 'edit', ask: 'deploy' })}
        onChanged={reload}
      />
      {(tab !== 'edit' || detail.live !== null) && (
        <StateNote detail={detail} status={status} store={store} onLogs={() => move({ tab: 'logs' })} />
      )}
      {firing.length > 0 && (
        <AlertStrip
          firing={firing}
          rules={detail.ruleSettings}
          onShow={(on) => move({ tab: 'live', sel: on === 'pipeline' ? null : on })}
        />
      )}
      <Tabs<TabName>
        value={tab}
        onChange={(next) => move({ tab: next })}
        label={t('live.tabs')}
        tabs={tabs.map((value) => ({ value, label: t(`live.tab.${value}`) }))}
        end={<div ref={setBar} className="contents" />}
        className="flex-1"
      >
        <Panel value="edit">
          <DesignTab
            detail={detail}
            status={status}
            statuses={rules}
            figures={store}
            stale={stale}
            bar={bar}
            selected={place.sel}
            onSelect={select}
            onChanged={reload}
            onCompare={() => move({ tab: 'versions', version: 'draft', compare: 'live' })}
            deploys={place.ask === 'deploy'}
            onAsked={asked}
          />
        </Panel>
        <Panel value="live">
          <LiveTab
            name={name}
            detail={detail}
            status={status}
            rules={rules}
            store={store}
            selected={place.sel}
            onSelect={select}
            stale={stale}
            onChanged={reload}
          />
        </Panel>
        <Panel value="monitor">
          <MonitorTab
            feed={live.feed}
            detail={detail}
            graph={detail.graph}
            rules={detail.ruleSettings}
            statuses={rules}
            status={status}
            range={place.range}
            onRange={(range) => move({ range })}
            onChanged={reload}
          />
        </Panel>
        <Panel value="tables">
          <TablesTab
            name={name}
            graph={detail.graph}
            rules={detail.ruleSettings}
            ran={status.run !== null}
            large={place.node}
            onLarge={(node) => move({ node })}
          />
        </Panel>
        <Panel value="logs">
          <LogsTab name={name} />
        </Panel>
        <Panel value="versions">
          <VersionsTab
            detail={detail}
            status={status}
            shown={place.version}
            base={place.compare}
            onMove={move}
            onEdit={() => move({ tab: 'edit' })}
            onChanged={reload}
          />
        </Panel>
      </Tabs>
    </div>
  )
}

/** What was never deployed can only be drawn. */
const tabOf = (wanted: TabName | null, detail: PipelineDetail | null): TabName => wanted ?? (detail?.live === null ? 'edit' : 'live')

/** Holds the place of header, tabs and canvas. */
const Waiting = () => (
  <div className="flex h-full flex-col" aria-busy="true">
    <div className="flex h-14 items-center gap-3 border-b border-line px-4">
      <Skeleton className="h-5 w-48" />
      <Skeleton className="h-4 w-24" />
    </div>
    <div className="h-10 border-b border-line" />
    <div className="flex-1 bg-bg" />
  </div>
)
