'use client'
import { type FocusEvent, useCallback, useEffect, useRef, useState } from 'react'
import {
  Background,
  type Connection,
  ConnectionLineType,
  type Edge,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useStore,
} from 'reactflow'
import 'reactflow/dist/base.css'
import './canvas.css'
import './edit-canvas.css'
import './edit-wire.css'
import type { AlertStatus, Rule } from '../../core/alert.ts'
import type { GraphView, PipelineState } from '../../core/protocol.ts'
import { useFormat, useT } from '../i18n/provider.tsx'
import { isPage } from '../shell/page-focus.ts'
import { CULL_FROM } from './canvas-view.ts'
import { cardLabel } from './card-label.ts'
import { EditMarks } from './edit-marks.tsx'
import { EditWire } from './edit-wire.tsx'
import { draw, join, openAtClick, openAtDrop, reconnect } from './editor/draw.ts'
import { moveNodes, spliceNode } from './editor/edits.ts'
import { isPinned, placesOf } from './editor/places.ts'
import { openPorts } from './editor/ports.ts'
import { issuesAt, type Read, wiringOf } from './editor/read.ts'
import { useSlice } from './editor/slice.ts'
import { spliceAt } from './editor/splice.ts'
import { useThirds } from './editor/thirds.ts'
import { useCanvasView } from './editor/use-canvas-view.ts'
import { useDesk, useDeskState } from './editor/use-desk.ts'
import { useEditor, useEditorState } from './editor/use-editor.ts'
import { firstOf } from './focus.ts'
import type { Positions } from './layout.ts'
import type { LiveStore } from './live-store.ts'
import { detailAt } from './lod.ts'
import { StatusMap } from './minimap.tsx'
import { type CardNode, NodeCard } from './node-card.tsx'
import { nodeMark } from './node-state.ts'
import { SceneProvider } from './scene.ts'
import { useDraftCards, useDraftWires, useSame } from './use-draft-cards.ts'
import { useScenery } from './use-scenery.ts'
import { Watch, type WatchEdge, type WireEdge } from './wire.tsx'
import { ZoomTools } from './zoom-tools.tsx'

const nodeTypes = { card: NodeCard }
const edgeTypes = { wire: EditWire, watch: Watch }
const SNAP: [number, number] = [8, 8]
const NOTHING: GraphView = { nodes: [], wires: [] }
const MORE_KEYS = ['Meta', 'Control']

type EditCanvasProps = {
  /** The graph that runs; null = none was deployed, or its text is broken. */
  readonly live: GraphView | null
  readonly store: LiveStore
  readonly state: PipelineState
  readonly statuses: readonly AlertStatus[]
  readonly rules: readonly Rule[]
  /** Figures are older than the connection. */
  readonly stale: boolean
}

/** The draft, to be edited, with the live figures of what is in both draft and running version. */
export function EditCanvas(props: EditCanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  )
}

function Drawn({ live, store, state, statuses, rules, stale }: EditCanvasProps) {
  const t = useT()
  const format = useFormat()
  const editor = useEditor()
  const desk = useDesk()
  const root = useRef<HTMLDivElement>(null)
  const graph = useEditorState((s) => s.read.graph)
  const selection = useEditorState((s) => s.selection)
  const minimap = useDeskState((s) => s.minimap)
  const places = placesOf({ graph })
  const ports = openPorts({ graph, catalogue: editor.catalogue })
  const detail = useStore((s) => detailAt(s.transform[2]))
  // what holds up the others is a matter of what runs
  const scene = useScenery(useSame(live ?? NOTHING), store, state, useSame(statuses), useSame(rules), detail, EditMarks)
  const [focused, setFocused] = useState<string | null>(null)
  const [dragged, setDragged] = useState<Positions | null>(null)
  const stop = [focused, ...selection.nodes].find((id) => id !== null && places[id] !== undefined) ?? firstOf(places)
  const nodes = useDraftCards(graph, places, ports, { selected: selection.nodes, stop, dragged })
  const edges = useDraftWires(graph, places, selection.wires)
  const begunWith = useRef(graph.nodes.length > 0)
  useCanvasView(root, setFocused)
  useLostFocus(places, focused)
  const slice = useSlice(root)
  useThirds(root)

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const moved = changes.flatMap((c) =>
        c.type === 'position' && c.dragging === true && c.position !== undefined ? [[c.id, c.position] as const] : [],
      )
      if (moved.length > 0) setDragged((before) => ({ ...before, ...Object.fromEntries(moved) }))
      const chosen = changes.filter((c) => c.type === 'select')
      if (chosen.length > 0) editor.select({ ...editor.now.selection, nodes: chosenBy(editor.now.selection.nodes, chosen) })
    },
    [editor],
  )
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireEdge | WatchEdge>[]) => {
      const chosen = changes.filter((c) => c.type === 'select')
      if (chosen.length > 0) editor.select({ ...editor.now.selection, wires: chosenBy(editor.now.selection.wires, chosen) })
    },
    [editor],
  )

  const onNodeDrag = useCallback(
    (event: MouseEvent | TouchEvent, node: CardNode, all: CardNode[]) => {
      const wire = all.length === 1 ? spliceUnder(desk.read, event, node.id) : null
      if (desk.now.splice !== wire) desk.set({ splice: wire })
    },
    [desk],
  )
  const dropped = useCallback(
    (all: readonly CardNode[]) => {
      const { read, places: from } = desk
      const to: Positions = Object.fromEntries(all.map(({ id, position }) => [id, { x: position.x, y: position.y }]))
      const still = all.every(({ id }) => from[id]?.x === to[id].x && from[id]?.y === to[id].y)
      const { splice } = desk.now
      desk.set({ splice: null })
      if (splice !== null) desk.run(spliceNode(read, from, all[0].id, splice, to))
      else if (!still) desk.run(moveNodes(read, from, to))
      // the cards stand where they were dropped before the next frame is drawn
      editor.read
      setDragged(null)
    },
    [desk, editor],
  )

  const reconnecting = useRef(false)
  const isValidConnection = useCallback(
    ({ source, sourceHandle, target, targetHandle }: Connection | Edge) =>
      sourceHandle != null &&
      targetHandle != null &&
      (wiringOf(desk.read)?.misfit({ node: source, port: sourceHandle }, { node: target, port: targetHandle }) ?? null) === null,
    [desk],
  )
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, ended: FinalConnectionState) => {
      desk.set({ over: null })
      if (reconnecting.current) return
      const anchor = pointOf(event)
      const node = ended.toNode?.id ?? nodeAt(anchor)
      const begun = desk.now.drawing
      if (begun === null) return
      if (node === begun.end.node) desk.stopDrawing()
      else if (node !== null) join(desk, node, ended.toHandle?.id ?? undefined, anchor)
      else {
        const drop = desk.canvas?.at(anchor.x, anchor.y)
        if (drop) openAtDrop(desk, drop, anchor)
        else desk.stopDrawing()
      }
    },
    [desk],
  )
  const onReconnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, edge: Edge, _side: unknown, ended: FinalConnectionState) => {
      reconnecting.current = false
      desk.stopDrawing()
      const { wire } = edge.data as WireEdge['data'] & object
      const anchor = pointOf(event)
      const begun = ended.fromHandle
      const node = ended.toNode?.id ?? nodeAt(anchor)
      if (begun === null || node === ended.fromNode?.id) return
      if (node === null) return desk.cut([edge.id])
      const target = ended.toHandle?.id ?? (begun.type === 'source' ? ports.get(node)?.in[0] : ports.get(node)?.out[0])
      if (target == null) return
      if (begun.type === 'source') reconnect(desk, edge.id, wire.from, { node, port: target }, anchor)
      else reconnect(desk, edge.id, { node, port: target }, wire.to, anchor)
    },
    [desk, ports],
  )

  /** Says what a card is when it is reached. */
  const onFocus = (event: FocusEvent): void => {
    const element = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')
    const node = graph.nodes.find((n) => n.id === element?.dataset.id)
    if (element === null || node === undefined) return
    setFocused(node.id)
    const figures = store.node(node.id)
    const mark = nodeMark(state, figures, scene.firing.has(node.id))
    const problems = issuesAt(editor.now.read, node.id).length
    const label = [
      cardLabel(graph, node, t, { mark, figures, sink: store.role(node.id) === 'sink', format }),
      isPinned(editor.now.read, node.id) ? t('design.pinned') : '',
      problems === 0 ? '' : t('design.problems', { count: problems }),
    ]
    element.setAttribute('aria-label', label.filter(Boolean).join(', '))
  }

  // the first graph is shown when it is there; later ones stay where they are looked at
  const shown = useRef(false)
  useEffect(() => {
    if (shown.current || graph.nodes.length === 0) return
    // a first node stays where it was put
    if (begunWith.current || graph.nodes.length > 1) desk.canvas?.open()
    shown.current = true
  }, [desk, graph])

  return (
    <div
      ref={root}
      id="design-canvas"
      tabIndex={graph.nodes.length === 0 ? 0 : -1}
      role="application"
      aria-label={t('design.canvas')}
      className="mr-canvas mr-edit"
      data-stale={stale || undefined}
      onFocus={onFocus}
      onDoubleClick={({ target, clientX: x, clientY: y }) => {
        if (target instanceof Element && target.matches('.react-flow__pane')) openAtClick(desk, { x, y })
      }}
      onPointerMove={({ clientX: x, clientY: y }) => {
        if (desk.now.drawing === null) return
        const over = nodeAt({ x, y })
        if (over !== desk.now.over) desk.set({ over })
      }}
    >
      <SceneProvider value={scene}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onNodeClick={({ ctrlKey, metaKey, shiftKey }, { id }) => {
            const { nodes, wires } = editor.now.selection
            // of several that are selected, the one that is clicked
            if (!ctrlKey && !metaKey && !shiftKey && nodes.length + wires.length > 1) editor.select({ nodes: [id] })
          }}
          onNodeContextMenu={(event, node) => {
            event.preventDefault()
            desk.openMenu(node.id, { x: event.clientX, y: event.clientY })
          }}
          onNodeDrag={onNodeDrag}
          onNodeDragStop={(_, __, all) => dropped(all)}
          onSelectionDragStop={(_, all) => dropped(all)}
          onConnectStart={(_, { nodeId, handleId, handleType }) => {
            if (nodeId !== null && handleId !== null) draw(desk, { node: nodeId, port: handleId }, handleType === 'source' ? 'from' : 'to')
          }}
          onConnectEnd={onConnectEnd}
          onClickConnectStart={(_, { nodeId, handleId, handleType }) => {
            if (nodeId !== null && handleId !== null) draw(desk, { node: nodeId, port: handleId }, handleType === 'source' ? 'from' : 'to')
          }}
          onClickConnectEnd={onConnectEnd}
          onReconnectStart={() => {
            reconnecting.current = true
          }}
          onReconnectEnd={onReconnectEnd as never}
          onReconnect={() => {}}
          edgesReconnectable={false}
          isValidConnection={isValidConnection}
          onEdgeMouseEnter={(_, edge) => desk.set({ hovered: edge.id })}
          onEdgeMouseLeave={() => desk.set({ hovered: null })}
          onPaneClick={({ ctrlKey, metaKey, clientX: x, clientY: y }) => {
            desk.set({ refusal: null, adding: null })
            if (ctrlKey || metaKey) openAtClick(desk, { x, y })
          }}
          connectionLineType={ConnectionLineType.Bezier}
          connectionRadius={24}
          // a click selects: what is only moved opens no inspector over the place where it goes
          selectNodesOnDrag={false}
          snapToGrid
          snapGrid={SNAP}
          selectionKeyCode="Shift"
          multiSelectionKeyCode={MORE_KEYS}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          onlyRenderVisibleElements={graph.nodes.length > CULL_FROM}
          minZoom={0.1}
          maxZoom={1.6}
        >
          <Background gap={24} size={1} />
          {minimap && <StatusMap places={places} />}
          <ZoomTools />
        </ReactFlow>
      </SceneProvider>
      {slice !== null && (
        <svg className="mr-slice" aria-hidden="true">
          <line x1={slice.from.x} y1={slice.from.y} x2={slice.to.x} y2={slice.to.y} />
        </svg>
      )}
    </div>
  )
}

/** The card that had the focus is gone: its nearest neighbour has it now, so that keys go on meaning something. */
function useLostFocus(places: Positions, focused: string | null): void {
  const desk = useDesk()
  const before = useRef(places)
  useEffect(() => {
    const lost = focused === null || places[focused] !== undefined ? undefined : before.current[focused]
    before.current = places
    if (lost === undefined) return
    // its element may be there a little longer
    const at = document.activeElement
    if (!isPage(at) && at?.closest<HTMLElement>('.react-flow__node')?.dataset.id !== focused) return
    const far = (id: string): number => Math.hypot(places[id].x - lost.x, places[id].y - lost.y)
    desk.canvas?.focus(Object.keys(places).toSorted((a, b) => far(a) - far(b))[0] ?? null)
  }, [desk, places, focused])
}

const chosenBy = (before: readonly string[], changes: readonly { id: string; selected: boolean }[]): string[] => {
  const off = new Set(changes.flatMap((c) => (c.selected ? [] : [c.id])))
  const on = changes.flatMap((c) => (c.selected ? [c.id] : []))
  return [...new Set([...before.filter((id) => !off.has(id)), ...on])]
}

/** Into which wire a node would go that is dragged over it. */
function spliceUnder(read: Read, event: MouseEvent | TouchEvent, node: string): string | null {
  const point = 'touches' in event ? event.touches[0] : event
  return point === undefined ? null : spliceAt(read, point.clientX, point.clientY, { node })
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const { clientX, clientY } = 'changedTouches' in event ? event.changedTouches[0] : event
  return { x: clientX, y: clientY }
}

/** The node at a point of the window. */
const nodeAt = ({ x, y }: { x: number; y: number }): string | null =>
  document.elementFromPoint(x, y)?.closest<HTMLElement>('.react-flow__node')?.dataset.id ?? null
