'use client'
import { type FocusEvent, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Background, ReactFlow, ReactFlowProvider, useNodesInitialized, useReactFlow, useStore } from 'reactflow'
import 'reactflow/dist/base.css'
import './canvas.css'
import type { AlertStatus, Rule } from '../../core/alert.ts'
import type { GraphView, PipelineState } from '../../core/protocol.ts'
import { useSeen } from '../hooks/seen.ts'
import { useFormat, useT } from '../i18n/provider.tsx'
import { useKeyTable } from '../shell/key-sheet.tsx'
import { combinationOf, runKey } from '../shell/key-table.ts'
import { CULL_FROM, EDGE, FIT, type FIT_DRAFT, openingView, reducedMotion } from './canvas-view.ts'
import { cardLabel } from './card-label.ts'
import { cards, edgesOf } from './elements.ts'
import { firstOf } from './focus.ts'
import { CARD, positions } from './layout.ts'
import { liveKeys } from './live-keys.ts'
import type { LiveStore } from './live-store.ts'
import { detailAt } from './lod.ts'
import { StatusMap } from './minimap.tsx'
import { NodeCard } from './node-card.tsx'
import { nodeMark } from './node-state.ts'
import { SceneProvider } from './scene.ts'
import { useScenery } from './use-scenery.ts'
import { Watch, Wire } from './wire.tsx'
import { ZoomTools } from './zoom-tools.tsx'

const nodeTypes = { card: NodeCard }
const edgeTypes = { wire: Wire, watch: Watch }

export type CanvasProps = {
  readonly graph: GraphView
  readonly store: LiveStore
  readonly state: PipelineState
  readonly statuses: readonly AlertStatus[]
  readonly rules: readonly Rule[]
  /** Id of a node or wire. */
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
  /** Pixels at the right that something lies over; the selected node is moved out from under it. */
  readonly covered?: number
  /** Figures are older than the connection. */
  readonly stale?: boolean
  /** Room around all cards. */
  readonly fit?: typeof FIT | typeof FIT_DRAFT
  /** Cards are where they will be seen. Stable. */
  readonly onFitted?: () => void
}

/** The graph of a pipeline with its live figures. Read-only: nothing can be moved or joined. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  )
}

function Drawn({ graph, store, state, statuses, rules, selected, onSelect, covered = 0, stale = false, fit = FIT, onFitted }: CanvasProps) {
  const t = useT()
  const format = useFormat()
  const flow = useReactFlow()
  const root = useRef<HTMLDivElement>(null)
  const places = useMemo(() => positions(graph), [graph])
  const [focused, setFocused] = useState<string | null>(null)
  const [fitted, setFitted] = useState(false)
  useSeen(fitted)
  const detail = useStore((s) => detailAt(s.transform[2]))
  const stop =
    focused !== null && places[focused] !== undefined
      ? focused
      : selected !== null && places[selected] !== undefined
        ? selected
        : firstOf(places)

  useKeyTable('keys.live', liveKeys)
  const scene = useScenery(graph, store, state, statuses, rules, detail)
  const base = useMemo(() => cards(graph, places), [graph, places])
  const nodes = useMemo(
    () =>
      base.map((node) => {
        const [isSelected, isStop] = [node.id === selected, node.id === stop]
        return isSelected || isStop ? { ...node, selected: isSelected, domAttributes: { tabIndex: isStop ? 0 : -1 } } : node
      }),
    [base, selected, stop],
  )
  const baseEdges = useMemo(() => edgesOf(graph, places), [graph, places])
  const edges = useMemo(() => baseEdges.map((edge) => (edge.id === selected ? { ...edge, selected: true } : edge)), [baseEdges, selected])

  // a graph of another shape is shown anew; the same graph with new figures is left where the viewer moved it
  const shape = graph.nodes.map((n) => n.id).join()
  const shown = useRef({ places, selected })
  shown.current = { places, selected }
  const measured = useNodesInitialized()
  useEffect(() => {
    if (!measured || shape === '' || root.current === null) return
    const { places, selected } = shown.current
    void flow.setViewport(openingView(places, root.current.getBoundingClientRect(), fit, selected)).then(() => setFitted(true))
  }, [flow, measured, shape, fit])

  useEffect(() => {
    if (fitted) onFitted?.()
  }, [fitted, onFitted])

  // what was selected must not lie under what says more about it
  useEffect(() => {
    const end = graph.wires.find((wire) => wire.id === selected)?.to.node ?? selected
    const place = end === null ? undefined : places[end]
    const view = root.current?.getBoundingClientRect()
    if (!fitted || place === undefined || view === undefined || covered === 0) return
    const { x, y, zoom } = flow.getViewport()
    const beyond = (place.x + CARD.width) * zoom + x + EDGE - (view.width - covered)
    if (beyond > 0) void flow.setViewport({ x: x - beyond, y, zoom }, { duration: reducedMotion() ? 0 : 160 })
  }, [flow, graph, places, selected, covered, fitted])

  const focus = useCallback(
    (id: string) => {
      setFocused(id)
      const reach = (): void => root.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus()
      const view = root.current?.getBoundingClientRect()
      const place = places[id]
      if (view === undefined || place === undefined) return
      const { x, y, zoom } = flow.getViewport()
      const [left, top] = [place.x * zoom + x, place.y * zoom + y]
      const inside = left >= 0 && top >= 0 && left + CARD.width * zoom <= view.width && top + CARD.height * zoom <= view.height
      if (inside) return reach()
      void flow.setCenter(place.x + CARD.width / 2, place.y + CARD.height / 2, { zoom }).then(reach)
    },
    [flow, places],
  )

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const node = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')?.dataset.id ?? null
    if (!runKey(liveKeys, combinationOf(event), { flow, places, node, key: event.key, selected, focus, onSelect })) return
    event.preventDefault()
    event.stopPropagation()
  }

  /** Says the figures when a card is reached; they are not announced by themselves. */
  const onFocus = (event: FocusEvent): void => {
    const element = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')
    const node = graph.nodes.find((n) => n.id === element?.dataset.id)
    if (element === null || node === undefined) return
    setFocused(node.id)
    const figures = store.node(node.id)
    const mark = nodeMark(state, figures, scene.firing.has(node.id))
    element.setAttribute('aria-label', cardLabel(graph, node, t, { mark, figures, sink: store.role(node.id) === 'sink', format }))
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the cards inside, which are focusable groups
    <div ref={root} className="mr-canvas" data-stale={stale || undefined} onKeyDown={onKeyDown} onFocus={onFocus}>
      <SceneProvider value={scene}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodeClick={(_, node) => onSelect(node.id)}
          onEdgeClick={(_, edge) => onSelect(edge.type === 'watch' ? edge.source : edge.id)}
          onPaneClick={() => onSelect(null)}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          onlyRenderVisibleElements={graph.nodes.length > CULL_FROM}
          minZoom={0.1}
          maxZoom={1.6}
          aria-label={t('live.canvas')}
        >
          <Background gap={24} size={1} />
          <StatusMap places={places} />
          <ZoomTools />
        </ReactFlow>
      </SceneProvider>
    </div>
  )
}
