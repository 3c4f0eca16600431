'use client'
import { ChartLine } from 'lucide-react'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { GraphView } from '../../../core/protocol.ts'
import { useLogs } from '../../hooks/logs.ts'
import { useT } from '../../i18n/provider.tsx'
import { LogText } from '../../monitor/log-text.tsx'
import { Figures, Guarantee, NewestLines } from '../../monitor/node-panel.tsx'
import { Section } from '../../monitor/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { useEditor } from '../editor/use-editor.ts'
import { useRunning } from './state.ts'

/** How a node does in the version that runs. */
export function MetricsTab({ node }: { node: GraphView['nodes'][number] }) {
  const t = useT()
  const { figures } = useRunning()
  const { name } = useEditor()
  const measured = useMeasured(node.id)
  return (
    <>
      {measured ? (
        <Figures node={node} store={figures} />
      ) : (
        <EmptyState icon={<ChartLine size={24} />} title={t('inspector.metrics-idle')} hint={t('inspector.metrics-idle-hint')} />
      )}
      <Guarantee node={node} />
      <LastError pipeline={name} node={node.id} />
      {measured && <NewestLines pipeline={name} node={node.id} />}
    </>
  )
}

/** Whether the newest frame has figures of a node. */
function useMeasured(id: string): boolean {
  const { figures } = useRunning()
  const subscribe = useCallback((changed: () => void) => figures.onPaint(changed), [figures])
  return useSyncExternalStore(
    subscribe,
    () => figures.node(id) !== null,
    () => false,
  )
}

/** What went wrong last at a node, as its log says it; nothing while all is well. */
function LastError({ pipeline, node }: { pipeline: string; node: string }) {
  const t = useT()
  const { lines } = useLogs(pipeline)
  const last = useMemo(() => lines.findLast((line) => line.node === node && line.level === 'error'), [lines, node])
  if (last === undefined) return null
  return (
    <Section title={t('inspector.last-error')}>
      <p className="text-xs break-words">
        <span className="text-subtle">
          <When at={last.at} />
        </span>{' '}
        <LogText line={last} />
      </p>
    </Section>
  )
}
