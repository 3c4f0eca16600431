'use client'
import { Suspense } from 'react'
import type { AlertStatus } from '../../core/alert.ts'
import type { Issue } from '../../core/issue.ts'
import type { PipelineDetail, PipelineStatus } from '../../core/protocol.ts'
import type { LiveStore } from '../designer/live-store.ts'
import { useSeen } from '../hooks/seen.ts'
import { useProblem, useT, useTexts } from '../i18n/provider.tsx'
import { EmptyState } from '../ui/states.tsx'
import { Canvas, NodePanel, WirePanel } from './monitor-lazy.tsx'
import { PANEL_WIDTH } from './panel.tsx'
import { active } from './run-state.ts'
import { ThresholdSaving } from './threshold-saving.tsx'

/** The graph as it runs, and beside it whatever is selected. */
export function LiveTab({
  name,
  detail,
  status,
  rules,
  store,
  selected,
  onSelect,
  stale,
  onChanged,
}: {
  name: string
  detail: PipelineDetail
  status: PipelineStatus
  rules: readonly AlertStatus[]
  store: LiveStore
  selected: string | null
  onSelect: (id: string | null) => void
  stale: boolean
  onChanged: () => Promise<void>
}) {
  const t = useT()
  const { graph } = detail
  useSeen(graph === null)
  if (graph === null)
    return (
      <EmptyState title={t('live.no-graph')} hint={t('live.no-graph-hint')} className="h-full">
        <Suspense>
          <Mistakes issues={detail.issues} />
        </Suspense>
      </EmptyState>
    )
  const node = graph.nodes.find((n) => n.id === selected)
  const wire = graph.wires.find((w) => w.id === selected)
  const close = () => onSelect(null)
  return (
    <div className="relative h-full min-h-0 overflow-hidden">
      <div className="h-full">
        <Canvas
          graph={graph}
          store={store}
          state={status.state}
          statuses={rules}
          rules={detail.ruleSettings}
          selected={selected}
          covered={node === undefined && wire === undefined ? 0 : PANEL_WIDTH}
          onSelect={onSelect}
          stale={stale}
        />
      </div>
      <ThresholdSaving detail={detail} onChanged={onChanged}>
        {node !== undefined && (
          <NodePanel key={node.id} pipeline={name} node={node} store={store} statuses={rules} rules={detail.ruleSettings} onClose={close} />
        )}
        {wire !== undefined && (
          <WirePanel
            key={wire.id}
            pipeline={name}
            running={active(status.state)}
            wire={wire}
            graph={graph}
            store={store}
            statuses={rules}
            rules={detail.ruleSettings}
            onClose={close}
          />
        )}
      </ThresholdSaving>
    </div>
  )
}

function Mistakes({ issues }: { issues: readonly Issue[] }) {
  useTexts('problems')
  const problem = useProblem()
  return (
    <ul className="max-w-[70ch] list-disc pl-5 text-left">
      {issues.map((issue) => (
        <li key={`${issue.code}${issue.message}`}>
          <code className="font-mono text-xs">{issue.code}</code> {problem(issue).message}
        </li>
      ))}
    </ul>
  )
}
