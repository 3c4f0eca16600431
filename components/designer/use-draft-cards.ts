import { useMemo, useRef } from 'react'
import { sameData } from '../../core/edit/data.ts'
import type { Ports } from '../../core/node-type.ts'
import type { GraphView } from '../../core/protocol.ts'
import { cards, edgesOf } from './elements.ts'
import type { Positions } from './layout.ts'
import type { CardNode } from './node-card.tsx'
import type { WatchEdge, WireEdge } from './wire.tsx'

/** What changes on cards while they are edited. */
export type CardState = {
  readonly selected: readonly string[]
  /** The card that the Tab key reaches. */
  readonly stop: string | null
  /** Where cards are that are being dragged. */
  readonly dragged: Positions | null
}

/** The cards of a draft. Those of nodes that did not change are the same objects as before, so that they are not drawn again. */
export function useDraftCards(
  graph: GraphView,
  places: Positions,
  ports: ReadonlyMap<string, Ports>,
  { selected, stop, dragged }: CardState,
): CardNode[] {
  const kept = useRef(new Map<string, CardNode>())
  const base = useMemo(() => {
    const next = cards(graph, places, ports).map((card) => keptIfSame(kept.current.get(card.id), withoutPlace(card)))
    kept.current = new Map(next.map((card) => [card.id, card]))
    return next
  }, [graph, places, ports])
  const shown = useRef(new Map<string, CardNode>())
  return useMemo(() => {
    const chosen = new Set(selected)
    const next = base.map((card) => {
      const at = dragged?.[card.id]
      const [isSelected, isStop] = [chosen.has(card.id), card.id === stop]
      if (!isSelected && !isStop && at === undefined) return card
      const made: CardNode = {
        ...card,
        selected: isSelected,
        domAttributes: { tabIndex: isStop ? 0 : -1 },
        ...(at === undefined ? {} : { position: { ...at }, dragging: true }),
      }
      return keptIfSame(shown.current.get(card.id), made)
    })
    shown.current = new Map(next.map((card) => [card.id, card]))
    return next
  }, [base, selected, stop, dragged])
}

/** The same object as before while it says the same: what is fetched again after each save mostly does. */
export function useSame<T>(value: T): T {
  const kept = useRef(value)
  if (!sameData(kept.current, value)) kept.current = value
  return kept.current
}

/** Where a card is says its position; that the document says it too changes nothing on it. */
const withoutPlace = (card: CardNode): CardNode => ({ ...card, data: { ...card.data, node: { ...card.data.node, at: null } } })

function keptIfSame(before: CardNode | undefined, card: CardNode): CardNode {
  if (before === undefined) return card
  const data = sameData(before.data, card.data) ? before.data : card.data
  const same =
    data === before.data &&
    before.selected === card.selected &&
    before.dragging === card.dragging &&
    before.position.x === card.position.x &&
    before.position.y === card.position.y &&
    before.domAttributes?.tabIndex === card.domAttributes?.tabIndex
  return same ? before : { ...card, data }
}

/** The wires of a draft; only selected ones can be led elsewhere by their ends. */
export function useDraftWires(graph: GraphView, places: Positions, selected: readonly string[]): (WireEdge | WatchEdge)[] {
  const kept = useRef(new Map<string, WireEdge | WatchEdge>())
  const base = useMemo(() => {
    const next = edgesOf(graph, places).map((edge) => {
      const before = kept.current.get(edge.id)
      return before !== undefined && sameData(before.data, edge.data) ? before : edge
    })
    kept.current = new Map(next.map((edge) => [edge.id, edge]))
    return next
  }, [graph, places])
  return useMemo(() => {
    const chosen = new Set(selected)
    return base.map((edge) => (chosen.has(edge.id) ? { ...edge, selected: true, reconnectable: true } : edge))
  }, [base, selected])
}
