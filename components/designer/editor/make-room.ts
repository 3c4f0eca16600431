import type { Link } from '../../../core/edit/wires.ts'
import { behind, nodeOf, overlaps, type Point, type Positions, snap, watchedBy } from '../layout.ts'
import { isPinned } from './places.ts'
import type { Read } from './read.ts'

export type Room = {
  /** Where a node goes that is put into the wire. */
  readonly at: Point
  /** Where those go that make room for it. */
  readonly to: Positions
}

/**
 * Room in a wire that leads on to the right and is too short for a card: what it feeds goes to the right, and with that all behind it that is not far enough
 * away. null = there is room, or none can be made: a pinned node stands in the way, or cards would lie on each other.
 */
export function makeRoom(read: Read, places: Positions, { from, to }: Link, more: string | null = null): Room | null {
  const [begin, end] = [places[from.node], places[to.node]]
  if (begin === undefined || end === undefined || end.x <= begin.x) return null
  const at = { x: behind(begin).x, y: snap((begin.y + end.y) / 2) }
  const needed = behind(at).x - end.x
  if (needed <= 0) return null
  const shifts = shiftsOf(read, places, to.node, needed)
  if ([...shifts.keys()].some((id) => isPinned(read, id) || id === from.node)) return null
  const moved = Object.fromEntries([...shifts].map(([id, shift]) => [id, { x: places[id].x + shift, y: places[id].y }]))
  const { [more ?? '']: _, ...after } = { ...places, ...moved }
  const fresh = [
    ...Object.keys(moved)
      .filter((id) => id !== more)
      .map((id) => [id, after[id]] as const),
    ['', at] as const,
  ]
  const hits = fresh.some(([id, place]) => Object.entries(after).some(([other, there]) => other !== id && overlaps(place, there)))
  return hits ? null : { at, to: moved }
}

/** How far each node goes to the right when one does: no wire becomes shorter than it is, or than a usual one, and rules go with what they watch. */
function shiftsOf({ graph }: Read, places: Positions, first: string, needed: number): ReadonlyMap<string, number> {
  const usual = behind({ x: 0, y: 0 }).x
  const shifts = new Map([[first, needed]])
  const open = [first]
  for (const id of open)
    for (const { to, from } of graph.wires) {
      const next = to.node
      const apart = from.node === id && places[next] !== undefined ? places[next].x - places[id].x : 0
      // to another row
      if (apart <= 0) continue
      const shift = shifts.get(id)! - Math.max(0, apart - usual)
      if (shift <= (shifts.get(next) ?? 0)) continue
      shifts.set(next, shift)
      open.push(next)
    }
  for (const node of graph.nodes) {
    const [on] = watchedBy(node)
    const shift = on === undefined ? undefined : shifts.get(nodeOf(on))
    if (shift !== undefined && places[node.id] !== undefined) shifts.set(node.id, shift)
  }
  return shifts
}
