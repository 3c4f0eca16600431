import type { Ports } from '../../core/node-type.ts'
import type { GraphView } from '../../core/protocol.ts'
import { handlesOf } from './handles.ts'
import { lanesOf } from './lanes.ts'
import { CARD, type Positions, watchedBy } from './layout.ts'
import type { CardNode } from './node-card.tsx'
import type { WatchEdge, WireEdge } from './wire.tsx'

/** The cards of a graph at their places, with the ports that are wired, or those that are given. */
export function cards(graph: GraphView, places: Positions, open?: ReadonlyMap<string, Ports>): CardNode[] {
  const [from, to] = (['from', 'to'] as const).map((side) => Map.groupBy(graph.wires, (wire) => wire[side].node))
  const wired = (id: string, side: 'from' | 'to') => [
    ...new Set(((side === 'from' ? from : to).get(id) ?? []).map((wire) => wire[side].port)),
  ]
  return graph.nodes.map((node) => {
    const { in: ins, out: outs } = open?.get(node.id) ?? { in: wired(node.id, 'to'), out: wired(node.id, 'from') }
    return {
      id: node.id,
      type: 'card',
      position: { ...places[node.id] },
      ...CARD,
      measured: CARD,
      handles: handlesOf(node, ins, outs),
      data: { node, in: ins, out: outs },
      selected: false,
      domAttributes: { tabIndex: -1 },
    }
  })
}

/** The wires of a graph, and what joins control nodes to what they are about. */
export function edgesOf(graph: GraphView, places: Positions): (WireEdge | WatchEdge)[] {
  const known = new Set(graph.nodes.map((n) => n.id))
  const lanes = lanesOf(graph.wires, places)
  const wires = graph.wires
    .filter(({ from, to }) => known.has(from.node) && known.has(to.node))
    .map(
      (wire): WireEdge => ({
        id: wire.id,
        type: 'wire',
        source: wire.from.node,
        sourceHandle: wire.from.port,
        target: wire.to.node,
        targetHandle: wire.to.port,
        data: { wire, lane: lanes.get(`${wire.from.node}>${wire.to.node}`) },
      }),
    )
  const watches = graph.nodes.flatMap((node) =>
    watchedBy(node).flatMap((on): WatchEdge[] => {
      const wire = graph.wires.find((w) => w.id === on) ?? null
      const target = wire?.to.node ?? on
      if (!known.has(target)) return []
      return [
        { id: `${node.id}>${on}`, type: 'watch', source: node.id, sourceHandle: 'watch', target, targetHandle: 'watched', data: { wire } },
      ]
    }),
  )
  return [...watches, ...wires]
}
