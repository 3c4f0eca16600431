'use client'
import { createContext, memo, useContext, useMemo } from 'react'
import {
  Background,
  BaseEdge,
  type Edge,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useStore,
} from 'reactflow'
import 'reactflow/dist/base.css'
import '../canvas.css'
import './compare.css'
import type { Changed } from '../../../core/diff.ts'
import type { GraphView } from '../../../core/protocol.ts'
import { useT } from '../../i18n/provider.tsx'
import { FIT } from '../canvas-view.ts'
import { lanesOf } from '../lanes.ts'
import { CARD } from '../layout.ts'
import { type Detail, detailAt } from '../lod.ts'
import { TypeIcon } from '../type-icon.tsx'
import { wirePath } from '../wire-path.ts'
import { ZoomTools } from '../zoom-tools.tsx'
import type { Merged } from './merged.ts'

export const signs = { added: '+', removed: '−', changed: '~' } as const satisfies Record<Changed, string>

type DiffNode = Node<{ node: GraphView['nodes'][number]; change: Changed | null }, 'diff'>
type DiffEdge = Edge<{ change: Changed | null; lane: number | undefined }, 'diff'>

const DetailContext = createContext<Detail>('full')

const Card = memo(function Card({ data: { node, change }, selected }: NodeProps<DiffNode>) {
  const t = useT()
  const detail = useContext(DetailContext)
  return (
    <div
      className="mr-card"
      data-stage={node.stage}
      data-detail={detail === 'box' ? 'compact' : detail}
      data-selected={selected || undefined}
      data-change={change ?? undefined}
    >
      <div className="mr-face">
        <div className="mr-title">
          <TypeIcon type={node.type} stage={node.stage} />
          <span className="mr-name" title={node.title}>
            {node.title}
          </span>
        </div>
        {change !== null && (
          <span className="mr-change">
            <span aria-hidden="true">{signs[change]}</span> {t(`compare.${change}`)}
          </span>
        )}
      </div>
      <Handle type="target" position={Position.Left} isConnectable={false} className="mr-port" />
      <Handle type="source" position={Position.Right} isConnectable={false} className="mr-port" />
    </div>
  )
})

const Line = memo(function Line({
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  data,
  selected,
}: EdgeProps<DiffEdge>) {
  const [path] = wirePath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition }, data?.lane)
  return (
    <g className="mr-diff-wire" data-change={data?.change ?? undefined} data-selected={selected || undefined}>
      <BaseEdge path={path} interactionWidth={12} />
    </g>
  )
})

const nodeTypes = { diff: Card }
const edgeTypes = { diff: Line }

export type DiffCanvasProps = {
  readonly merged: Merged
  /** Id of a node or wire. */
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
}

/** Two versions as one graph: new, changed and gone parts outlined, the gone ones as ghosts. */
export function DiffCanvas(props: DiffCanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  )
}

function Drawn({ merged, selected, onSelect }: DiffCanvasProps) {
  const t = useT()
  const detail = useStore((s) => detailAt(s.transform[2]))
  const { graph, places, nodes: changed, wires } = merged
  const nodes = useMemo(
    () =>
      graph.nodes.map((node): DiffNode => {
        const change = changed.get(node.id) ?? null
        const label = change === null ? node.title : `${node.title}, ${t(`compare.${change}`)}`
        return {
          id: node.id,
          type: 'diff',
          position: places[node.id],
          ...CARD,
          measured: CARD,
          data: { node, change },
          selected: node.id === selected,
          ariaLabel: label,
        }
      }),
    [graph, places, changed, selected, t],
  )
  const lanes = useMemo(() => lanesOf(graph.wires, places), [graph, places])
  const edges = useMemo(
    () =>
      graph.wires
        .filter(({ from, to }) => places[from.node] !== undefined && places[to.node] !== undefined)
        .map(
          ({ id, from, to }): DiffEdge => ({
            id,
            type: 'diff',
            source: from.node,
            target: to.node,
            data: { change: wires.get(id) ?? null, lane: lanes.get(`${from.node}>${to.node}`) },
            selected: id === selected,
          }),
        ),
    [graph, places, wires, lanes, selected],
  )
  return (
    <div className="mr-canvas">
      <DetailContext value={detail}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodeClick={(_, { id }) => onSelect(id)}
          onEdgeClick={(_, { id }) => onSelect(id)}
          onPaneClick={() => onSelect(null)}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          minZoom={0.1}
          maxZoom={1.6}
          fitView
          fitViewOptions={FIT}
          aria-label={t('compare.canvas')}
        >
          <Background gap={24} size={1} />
          <ZoomTools />
        </ReactFlow>
      </DetailContext>
    </div>
  )
}
