import type { GraphView } from '../../core/protocol.ts'
import { cornerOf, freePlace, nodeOf, type Point, type Positions, positions, watchedBy } from './layout.ts'

/**
 * A layout of these nodes from left to right, with its corner where theirs is now. Those that are pinned stay: each other one is shifted as the pinned node
 * that is the fewest wires away, and down where it would lie on a card.
 */
export function tidied(graph: GraphView, ids: ReadonlySet<string>, now: Positions, pinned: ReadonlySet<string>): Positions {
  const nodes = graph.nodes.filter((n) => ids.has(n.id)).map((n) => ({ ...n, at: null }))
  const wires = graph.wires.filter((w) => ids.has(w.from.node) && ids.has(w.to.node))
  const next = positions({ nodes, wires })
  const corner = shiftOf(cornerOf(Object.values(next)), cornerOf(nodes.map((n) => now[n.id])))
  const anchors = nearestAnchors({ nodes, wires }, next, pinned)
  const wanted = nodes
    .filter(({ id }) => !pinned.has(id))
    .map(({ id }) => {
      const anchor = anchors.get(id)
      const { x, y } = anchor === undefined ? corner : shiftOf(next[anchor], now[anchor])
      return { id, at: { x: next[id].x + x, y: next[id].y + y } }
    })
    .toSorted((a, b) => a.at.x - b.at.x || a.at.y - b.at.y)
  const taken = graph.nodes.filter(({ id }) => pinned.has(id)).map(({ id }) => now[id])
  const places = new Map(
    wanted.map(({ id, at }) => {
      const place = freePlace(taken, at)
      taken.push(place)
      return [id, place]
    }),
  )
  return Object.fromEntries(nodes.flatMap(({ id }) => (places.has(id) ? [[id, places.get(id)!]] : [])))
}

const shiftOf = (from: Point, to: Point): Point => ({ x: to.x - from.x, y: to.y - from.y })

/** The pinned node that each node goes by: along wires and from rules to what they watch, else the nearest in the layout. */
function nearestAnchors({ nodes, wires }: GraphView, places: Positions, pinned: ReadonlySet<string>): ReadonlyMap<string, string> {
  const fixed = nodes.flatMap(({ id }) => (pinned.has(id) ? [id] : []))
  if (fixed.length === 0) return new Map()
  const joined = [
    ...wires.map((w) => [w.from.node, w.to.node] as const),
    ...nodes.flatMap((n) => watchedBy(n).map((on) => [n.id, nodeOf(on)] as const)),
  ]
  const beside = Map.groupBy([...joined, ...joined.map(([a, b]) => [b, a] as const)], ([id]) => id)
  const anchors = new Map(fixed.map((id) => [id, id]))
  // what is added while it is gone through comes next: those one wire away before those two away
  for (const [id, anchor] of anchors) for (const [, other] of beside.get(id) ?? []) if (!anchors.has(other)) anchors.set(other, anchor)
  const far = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
  for (const { id } of nodes)
    if (!anchors.has(id)) anchors.set(id, fixed.toSorted((a, b) => far(places[a], places[id]) - far(places[b], places[id]))[0])
  return anchors
}
