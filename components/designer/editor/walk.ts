import type { GraphView } from '../../../core/protocol.ts'
import type { Direction } from '../focus.ts'
import type { Desk } from './desk.ts'

/** Goes along a wire: to the right to what the node feeds, to the left to what feeds it, up and down among those that the same node feeds. */
export function follow(desk: Desk, node: string, direction: Direction): void {
  const { wires } = desk.read.graph
  const { places } = desk
  const fed = (id: string): string[] => wires.filter((w) => w.from.node === id).map((w) => w.to.node)
  const feeding = (id: string): string[] => wires.filter((w) => w.to.node === id).map((w) => w.from.node)
  const height = (id: string): number => places[id]?.y ?? 0
  const nearest = (ids: readonly string[]): string | undefined =>
    ids.toSorted((a, b) => Math.abs(height(a) - height(node)) - Math.abs(height(b) - height(node)))[0]
  const siblings = [...new Set(feeding(node).flatMap(fed))].toSorted((a, b) => height(a) - height(b))
  const at = siblings.indexOf(node)
  const next = {
    right: () => nearest(fed(node)),
    left: () => nearest(feeding(node)),
    up: () => siblings[at - 1],
    down: () => siblings[at + 1],
  }[direction]()
  if (next === undefined) return
  if (desk.editor.now.selection.nodes.length > 0) desk.editor.select({ nodes: [next] })
  desk.canvas?.reveal([next])
  desk.canvas?.focus(next)
}

/** Selects the next of a node's wires. */
export function nextWire(desk: Desk, node: string): void {
  const own = desk.read.graph.wires.filter((w) => w.from.node === node || w.to.node === node)
  if (own.length === 0) {
    desk.tell(desk.t('design.no-wires'))
    return
  }
  const at = own.findIndex((w) => w.id === desk.editor.now.selection.wires[0])
  const wire = own[(at + 1) % own.length]
  desk.editor.select({ wires: [wire.id] })
  desk.say(desk.t('design.wire-chosen', { from: desk.titleOf(wire.from.node), to: desk.titleOf(wire.to.node) }))
}

/** `before` = all that feeds it, `behind` = all that it feeds, `both` = all that is joined with it. */
export type Way = 'before' | 'behind' | 'both'

/** Nodes with all that is reached from them along wires. */
export function along({ wires }: Pick<GraphView, 'wires'>, from: readonly string[], way: Way): readonly string[] {
  const nodes = new Set(from)
  for (const id of nodes)
    for (const { from, to } of wires) {
      if (way !== 'behind' && to.node === id) nodes.add(from.node)
      if (way !== 'before' && from.node === id) nodes.add(to.node)
    }
  return [...nodes]
}

/** Selects nodes with all that is reached from them; `more` = added to what is selected. */
export function selectAlong(desk: Desk, from: readonly string[], way: Way, more = false): void {
  const { selection } = desk.editor.now
  const reached = along(desk.read.graph, from, way)
  const nodes = more ? [...new Set([...selection.nodes, ...reached])] : reached
  desk.editor.select({ nodes, wires: more ? selection.wires : [] })
  desk.say(desk.t('design.selected', { count: nodes.length }))
}
