import { expect, test } from 'vitest'
import type { GraphView } from '../../core/protocol.ts'
import { CARD, type Positions, positions } from './layout.ts'
import { tidied } from './tidy.ts'

type Node = GraphView['nodes'][number]
const node = (id: string, at: readonly [number, number] | null = null, over: Partial<Node> = {}): Node => ({
  ...{ id, type: 'compose.map', stage: 'compose', title: id, at, config: {}, guarantee: null, on: null },
  ...over,
})
const wire = (from: string, to: string): GraphView['wires'][number] => ({
  ...{ id: `${from}.out>${to}.in`, fields: [] },
  ...{ from: { node: from, port: 'out' }, to: { node: to, port: 'in' } },
})
const all = (graph: GraphView): Set<string> => new Set(graph.nodes.map((n) => n.id))

/** Where all stand after tidying. */
function after(graph: GraphView, pinned: readonly string[], ids = all(graph)): Positions {
  const now = positions(graph)
  const next = { ...now, ...tidied(graph, ids, now, new Set(pinned)) }
  for (const id of pinned) expect(next[id]).toEqual(now[id])
  return next
}

function noneOverlap(at: Positions): void {
  const places = Object.values(at)
  for (const [i, a] of places.entries())
    for (const b of places.slice(i + 1)) expect(Math.abs(a.x - b.x) >= CARD.width || Math.abs(a.y - b.y) >= CARD.height).toBe(true)
}

test('tidying some nodes leaves the others, and their corner where it was', () => {
  const graph: GraphView = {
    nodes: [node('a', [800, 0]), node('b', [480, 0]), node('c', [408, 304])],
    wires: [wire('a', 'b'), wire('b', 'c')],
  }
  const next = tidied(graph, new Set(['b', 'c']), positions(graph), new Set())
  expect(Object.keys(next)).toEqual(['b', 'c'])
  expect(next.b).toEqual({ x: 408, y: 0 })
  expect(next.c.x).toBeGreaterThan(next.b.x + CARD.width)
})

test('the drawing goes to the one node that is pinned', () => {
  const graph: GraphView = {
    nodes: [node('a', [0, 0]), node('b', [800, 640]), node('c', [40, 40]), node('r', [0, 0], { stage: 'control', config: { on: 'b' } })],
    wires: [wire('a', 'b'), wire('b', 'c')],
  }
  const at = after(graph, ['b'])
  noneOverlap(at)
  expect([at.a.y, at.c.y]).toEqual([640, 640])
  expect(at.b.x - at.a.x).toBe(at.c.x - at.b.x)
  expect(at.r.x).toBe(800)
  expect(at.r.y).toBeGreaterThan(at.b.y + CARD.height)
})

test('of several pinned nodes each has its own part round it', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']
  const graph: GraphView = {
    nodes: ids.map((id, i) => node(id, id === 'b' ? [0, 0] : id === 'e' ? [2400, 800] : [i * 16, 300])),
    wires: ids.slice(1).map((id, i) => wire(ids[i], id)),
  }
  const at = after(graph, ['b', 'e'])
  noneOverlap(at)
  expect(ids.map((id) => at[id].y)).toEqual([0, 0, 0, 800, 800, 800])
  expect(ids.map((id) => at[id].x)).toEqual([-264, 0, 264, 2136, 2400, 2664])
})

test('nothing lies on a pinned node, wherever it stands, also on one that is not tidied', () => {
  const ids = Array.from({ length: 40 }, (_, i) => `n${i}`)
  const graph: GraphView = {
    nodes: ids.map((id, i) => node(id, [(i * 733) % 1600, (i * 389) % 900])),
    wires: ids.slice(1).map((id, i) => wire(`n${Math.floor(i / 2)}`, id)),
  }
  const chosen = ['n3', 'n17', 'n30']
  noneOverlap(after(graph, chosen))
  const two: GraphView = { nodes: [node('a', [0, 0]), node('b', [24, 24]), node('far', [264, 0])], wires: [wire('a', 'b')] }
  noneOverlap(after(two, ['far'], new Set(['a', 'b'])))
})

test('of nodes that are all pinned nothing moves', () => {
  const graph: GraphView = { nodes: [node('a', [0, 0]), node('b', [8, 8])], wires: [wire('a', 'b')] }
  expect(tidied(graph, all(graph), positions(graph), all(graph))).toEqual({})
})
