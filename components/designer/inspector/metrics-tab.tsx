'use client'
import { ChartLine } from 'lucide-react'
import { useCallback, useSyncExternalStore } from 'react'
import type { GraphView } from '../../../core/protocol.ts'
import { useT } from '../../i18n/provider.tsx'
import { LastErrors } from '../../monitor/last-errors.tsx'
import { Figures, Guarantee, NewestLines } from '../../monitor/node-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
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
      <LastErrors pipeline={name} node={node.id} store={figures} />
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
