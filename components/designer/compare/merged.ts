import type { Changed, Diff } from '../../../core/diff.ts'
import { sameData } from '../../../core/edit/data.ts'
import type { GraphView } from '../../../core/protocol.ts'
import { CARD, type Point, type Positions, positions } from '../layout.ts'

/** Two graphs as one: all of the newer one, and what is gone from the older one; with places, and what changed. */
export type Merged = {
  readonly graph: GraphView
  readonly places: Positions
  readonly nodes: ReadonlyMap<string, Changed>
  readonly wires: ReadonlyMap<string, Changed>
}

const ASIDE = 32

/** Lays an older graph over a newer one, as `diff` says they differ. */
export function merge(before: GraphView, after: GraphView, diff: Diff): Merged {
  const nodes = new Map(diff.nodes.map(({ id, change }) => [id, change]))
  // a parameter changes the nodes that use it
  const old = new Map(before.nodes.map(({ id, config }) => [id, config]))
  for (const { id, config } of after.nodes) if (!nodes.has(id) && old.has(id) && !sameData(old.get(id), config)) nodes.set(id, 'changed')
  const wires = new Map(diff.wires.map(({ id, change }) => [id, change]))
  const gone = before.nodes.filter(({ id }) => nodes.get(id) === 'removed')
  const graph = {
    nodes: [...after.nodes, ...gone],
    wires: [...after.wires, ...before.wires.filter(({ id }) => wires.get(id) === 'removed')],
  }
  // each graph is laid out by itself: what is gone must not move what is there
  const [own, past] = [positions(after), positions(before)]
  const places: Record<string, Point> = { ...own }
  for (const { id } of gone) {
    let place = past[id]
    while (Object.values(places).some((other) => overlaps(place, other))) place = { x: place.x, y: place.y + ASIDE }
    places[id] = place
  }
  return { graph, places, nodes, wires }
}

const overlaps = (a: Point, b: Point): boolean => Math.abs(a.x - b.x) < CARD.width && Math.abs(a.y - b.y) < CARD.height
