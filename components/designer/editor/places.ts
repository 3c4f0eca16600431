import { type Point, type Positions, positions } from '../layout.ts'
import type { Read } from './read.ts'

/** A corner at which no other node's corner is, so that what is pasted twice can be told apart. */
export function clearCorner(places: Positions, wanted: Point): Point {
  let { x, y } = { x: Math.round(wanted.x / 8) * 8, y: Math.round(wanted.y / 8) * 8 }
  while (Object.values(places).some((p) => p.x === x && p.y === y)) {
    x += 40
    y += 40
  }
  return { x, y }
}

/** Whether tidying leaves a node where it is. */
export const isPinned = ({ pipeline }: Pick<Read, 'pipeline'>, id: string): boolean => pipeline?.layout[id]?.[2] !== undefined

const known = new WeakMap<Read['graph'], Positions>()

/** Where all nodes stand. */
export function placesOf({ graph }: Pick<Read, 'graph'>): Positions {
  const places = known.get(graph) ?? positions(graph)
  known.set(graph, places)
  return places
}
