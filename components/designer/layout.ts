import type { GraphView } from '../../core/protocol.ts'
import { layered } from './layered.ts'
import { inRows } from './rows.ts'

export const CARD = { width: 200, height: 84 } as const
/** Room between two columns: a wire's chip must fit in. */
const COLUMN_GAP = 64
/** And beside it the name of a port. */
const NAMED_GAP = 112
const ROW_GAP = 44
/** Room between two rows of columns: a wire leads back in it. */
const ROWS_GAP = 92
/** Control nodes stand this far below what they watch. */
const CONTROL_GAP = 64
const SNAP = 8

export type Point = { readonly x: number; readonly y: number }
export type Positions = Readonly<Record<string, Point>>

/** Left upper corners of all nodes: where the document says, else beside their neighbours; laid out from left to right when it says nothing. */
export function positions(graph: GraphView): Positions {
  const placed = new Map<string, Point>()
  const carrying = graph.nodes.filter((n) => n.stage !== 'control')
  for (const { id, at } of carrying) if (at !== null) placed.set(id, { x: at[0], y: at[1] })
  const drawn = placed.size > 0
  if (drawn) placeRest(graph, placed)
  else for (const [id, point] of arranged(graph)) placed.set(id, point)
  placeControls(graph, placed, drawn)
  return Object.fromEntries(placed)
}

export const cornerOf = (points: readonly Point[]): Point => ({
  x: Math.min(...points.map((p) => p.x)),
  y: Math.min(...points.map((p) => p.y)),
})

/** The place nearest below the wanted one where a card lies on no other. */
export function freePlace(taken: readonly Point[], wanted: Point): Point {
  let place = { x: snap(wanted.x), y: snap(wanted.y) }
  for (;;) {
    const hit = taken.find((other) => overlaps(place, other))
    if (hit === undefined) return place
    place = { x: place.x, y: snap(hit.y + CARD.height + ROW_GAP) }
  }
}

/** Where the next node stands whose input comes from a node at this place, if it is free. */
export const behind = ({ x, y }: Point): Point => ({ x: x + CARD.width + COLUMN_GAP, y })

/** Nodes for which the document has no place: beside a neighbour that has one, else below everything. */
function placeRest(graph: GraphView, placed: Map<string, Point>): void {
  let open = graph.nodes.filter((n) => n.stage !== 'control' && !placed.has(n.id)).map((n) => n.id)
  while (open.length > 0) {
    const left = open.length
    open = open.filter((id) => {
      const front = graph.wires.find((w) => w.to.node === id && placed.has(w.from.node))
      const back = graph.wires.find((w) => w.from.node === id && placed.has(w.to.node))
      const beside = front !== undefined ? behind(placed.get(front.from.node)!) : back && inFrontOf(placed.get(back.to.node)!)
      if (beside === undefined) return true
      placed.set(id, freePlace([...placed.values()], beside))
      return false
    })
    if (open.length === left) {
      const all = [...placed.values()]
      const below = Math.max(...all.map((p) => p.y)) + CARD.height + ROW_GAP
      placed.set(open[0], freePlace(all, { x: cornerOf(all).x, y: below }))
      open = open.slice(1)
    }
  }
}

const inFrontOf = ({ x, y }: Point): Point => ({ x: x - CARD.width - COLUMN_GAP, y })

function arranged(graph: GraphView): Map<string, Point> {
  const ids = graph.nodes.filter((n) => n.stage !== 'control').map((n) => n.id)
  const known = new Set(ids)
  const wires = graph.wires.filter((w) => known.has(w.from.node) && known.has(w.to.node)).map((w) => ({ from: w.from.node, to: w.to.node }))
  const pitch = CARD.width + (graph.wires.some(({ from }) => from.port !== 'out') ? NAMED_GAP : COLUMN_GAP)
  const cells = layered(ids, wires, { height: CARD.height, gap: ROW_GAP })
  const watched = new Set(graph.nodes.flatMap((node) => watchedBy(node).slice(0, 1).map(nodeOf)))
  const below = (row: readonly string[]): number => (row.some((id) => watched.has(id)) ? CONTROL_GAP + CARD.height : 0)
  const places = inRows(cells, wires, { card: CARD, pitch, gap: ROWS_GAP, below })
  return new Map([...places].map(([id, { x, y }]) => [id, { x, y: snap(y) }]))
}

/** Control nodes carry no records: each stands below what it watches, or below everything, in the next free place to the right. */
function placeControls(graph: GraphView, placed: Map<string, Point>, drawn: boolean): void {
  const bottom = Math.max(0, ...[...placed.values()].map((p) => p.y))
  const left = Math.min(...[...placed.values()].map((p) => p.x), 0)
  for (const node of graph.nodes) {
    if (node.stage !== 'control') continue
    if (drawn && node.at !== null) {
      placed.set(node.id, { x: node.at[0], y: node.at[1] })
      continue
    }
    const [target] = watchedBy(node)
    const anchor = target === undefined ? undefined : placed.get(nodeOf(target))
    let point = anchor === undefined ? { x: left, y: bottom } : anchor
    point = { x: point.x, y: point.y + CARD.height + CONTROL_GAP }
    while ([...placed.values()].some((other) => overlaps(point, other))) point = { x: point.x + CARD.width + SNAP * 3, y: point.y }
    placed.set(node.id, point)
  }
}

/** The node at which something stands that is about a node or a wire. */
export const nodeOf = (on: string): string => (on.includes('>') ? on.split('>')[1].split('.')[0] : on)

/** What a control node is about: nodes, wires (`a.out>b.in`) or rules, none for the whole pipeline. */
export function watchedBy(node: GraphView['nodes'][number]): readonly string[] {
  if (node.stage !== 'control') return []
  const on = (node.config as { on?: unknown } | null)?.on
  const names = Array.isArray(on) ? on : [on]
  return names.filter((name): name is string => typeof name === 'string' && name !== 'pipeline')
}

export const overlaps = (a: Point, b: Point): boolean => Math.abs(a.x - b.x) < CARD.width + SNAP && Math.abs(a.y - b.y) < CARD.height + SNAP
export const snap = (x: number): number => Math.round(x / SNAP) * SNAP
