'use client'
import { PanelRightOpen } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { GraphView } from '../../../core/protocol.ts'
import { useT } from '../../i18n/provider.tsx'
import { type Saving, SavingProvider } from '../../monitor/threshold-saving.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Glyph } from '../../ui/status.tsx'
import { Panel, type Tab, Tabs } from '../../ui/tabs.tsx'
import { useDesk, useDeskState } from '../editor/use-desk.ts'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { ConfigTab } from './config-tab.tsx'
import { NodeData } from './data-tab.tsx'
import { DocsTab } from './docs-tab.tsx'
import { Frame } from './frame.tsx'
import { HistoryTab } from './history-tab.tsx'
import { ManyInspector } from './many-inspector.tsx'
import { MetricsTab } from './metrics-tab.tsx'
import { NodeHeader } from './node-header.tsx'
import { PipelineInspector } from './pipeline-inspector.tsx'
import { RulesOn } from './rules-on.tsx'
import { type DraftNode, type Running, RunningProvider, useDraftNode } from './state.ts'
import { WireInspector } from './wire-inspector.tsx'

/** The panel beside the canvas: all about what is selected, else about the pipeline. It is open while something is selected, and once it was opened by hand; Esc and closing give the focus back to the canvas. */
export function Inspector(running: Running) {
  const t = useT()
  const desk = useDesk()
  const open = useDeskState((s) => s.inspector)
  const { nodes, wires } = useEditorState((s) => s.selection)
  const selected = nodes.length + wires.length > 0 ? `${nodes}>${wires}` : ''
  // opened by hand it stays; opened by a selection it goes with it, so that the canvas has the room
  const pinned = useRef(false)
  useEffect(() => desk.set({ inspector: selected !== '' || pinned.current }), [desk, selected])
  const show = (shown: boolean): void => {
    pinned.current = shown
    desk.set({ inspector: shown })
  }
  const close = (): void => {
    show(false)
    desk.leaveInspector()
  }
  if (!open)
    return (
      <div data-testid="inspector-closed" className="flex w-12 shrink-0 justify-center border-l border-line bg-panel pt-2">
        <IconButton label={t('inspector.open')} side="left" onClick={() => show(true)}>
          <PanelRightOpen size={16} />
        </IconButton>
      </div>
    )
  return (
    <RunningProvider value={running}>
      <Frame label={t('inspector.of', { name: nodes[0] ?? wires[0] ?? t('inspector.pipeline') })} onLeave={() => desk.leaveInspector()}>
        <Broken />
        <InDraft>
          <Selected nodes={nodes} wires={wires} onClose={close} />
        </InDraft>
      </Frame>
    </RunningProvider>
  )
}

/** A rule that is set here is part of what is drawn. */
function InDraft({ children }: { children: ReactNode }) {
  const editor = useEditor()
  const draft = useEditorState((s) => s.text)
  const saving = useMemo(
    (): Saving => ({
      pipeline: editor.name,
      draft,
      held: 'threshold.drawn',
      save: async (command) => void editor.run(command),
    }),
    [editor, draft],
  )
  return <SavingProvider value={saving}>{children}</SavingProvider>
}

function Broken() {
  const t = useT()
  const stale = useEditorState((s) => s.read.stale)
  if (!stale) return null
  return (
    <p className="flex shrink-0 gap-2 border-b border-line px-3 py-2 text-xs text-crit">
      <Glyph shape="square" tone="crit" className="mt-0.5" />
      {t('inspector.broken')}
    </p>
  )
}

function Selected({ nodes, wires, onClose }: { nodes: readonly string[]; wires: readonly string[]; onClose: () => void }) {
  const graph = useEditorState((s) => s.read.graph)
  if (nodes.length + wires.length > 1) return <ManyInspector nodes={nodes} wires={wires} onClose={onClose} />
  const wire = graph.wires.find(({ id }) => id === wires[0])
  if (wire !== undefined) return <WireInspector key={wire.id} wire={wire} onClose={onClose} />
  const node = graph.nodes.find(({ id }) => id === nodes[0])
  if (node !== undefined) return <NodeInspector view={node} onClose={onClose} />
  return <PipelineInspector onClose={onClose} />
}

const nodeTabs = ['config', 'data', 'metrics', 'alerts', 'docs', 'history'] as const
type NodeTab = (typeof nodeTabs)[number]
/** Control nodes carry no records. */
const controlTabs: readonly NodeTab[] = ['config', 'alerts', 'docs', 'history']

function NodeInspector({ view, onClose }: { view: GraphView['nodes'][number]; onClose: () => void }) {
  const [wanted, setTab] = useState<NodeTab>('config')
  const node = useDraftNode(view.id)
  if (node === null) return null
  return <Node key={view.id} node={node} view={view} wanted={wanted} onTab={setTab} onClose={onClose} />
}

function Node({
  node,
  view,
  wanted,
  onTab,
  onClose,
}: {
  node: DraftNode
  view: GraphView['nodes'][number]
  wanted: NodeTab
  onTab: (tab: NodeTab) => void
  onClose: () => void
}) {
  const t = useT()
  const { id, known } = node
  const issues = useEditorState((s) => s.read.issues)
  const problems = issues.filter(({ at, level }) => at.node === id && level !== 'info')
  const shown = (known?.stage === 'control' ? controlTabs : nodeTabs).filter((tab) => tab !== 'docs' || known !== null)
  const tab = shown.includes(wanted) ? wanted : 'config'
  const tabs = shown.map((value): Tab<NodeTab> => {
    const label = t(`inspector.tab.${value}`)
    if (value !== 'config' || problems.length === 0) return { value, label }
    return { value, label, count: problems.length, tone: problems.some(({ level }) => level === 'error') ? 'crit' : 'warn' }
  })
  return (
    <>
      <NodeHeader node={node} onClose={onClose} />
      <Tabs<NodeTab> value={tab} onChange={onTab} label={t('inspector.tabs', { name: view.title })} tabs={tabs} className="flex-1">
        <Panel value={tab} className="overflow-y-auto" key={tab}>
          {tab === 'config' && <ConfigTab node={node} />}
          {tab === 'data' && <NodeData node={node} />}
          {tab === 'metrics' && <MetricsTab node={view} />}
          {tab === 'alerts' && <RulesOn on={id} />}
          {tab === 'docs' && known !== null && <DocsTab node={node} type={known} />}
          {tab === 'history' && <HistoryTab id={id} />}
        </Panel>
      </Tabs>
    </>
  )
}
