import type { Desk } from './desk.ts'
import { pinNodes } from './edits.ts'
import { isPinned } from './places.ts'

/** Pins nodes where they stand; when all of them are pinned, frees them. */
export function togglePin(desk: Desk, nodes: readonly string[]): void {
  const ids = nodes.filter((id) => desk.places[id] !== undefined)
  if (ids.length === 0) return
  if (ids.every((id) => isPinned(desk.read, id))) desk.run({ do: 'unpin', ids })
  else desk.run(pinNodes(desk.read, desk.places, ids))
}
