import type { Desk } from '../editor/desk.ts'
import { spliceAt } from '../editor/splice.ts'
import { CARD, freePlace, snap } from '../layout.ts'

/** A type is held over a point of the window: the wire below it shows that it would go in. */
export function over(desk: Desk, type: string, x: number, y: number): void {
  const splice = desk.canvas?.at(x, y) == null ? null : spliceAt(desk.read, x, y, { type })
  desk.set({ carried: { type, x, y }, splice })
}

/** A type is dropped at a point of the window: on the canvas it becomes a node, on a wire one between its ends. */
export function drop(desk: Desk, type: string, x: number, y: number): void {
  const { splice } = desk.now
  const at = desk.canvas?.at(x, y)
  desk.set({ carried: null, splice: null })
  if (!at) return
  const place = { x: snap(at.x - CARD.width / 2), y: snap(at.y - CARD.height / 2) }
  desk.add({ type, at: splice === null ? place : freePlace(Object.values(desk.places), place), into: splice })
}
