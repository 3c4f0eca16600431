import { expect, test } from 'vitest'
import type { GraphView } from '../../core/protocol.ts'
import { CARD, freePlace, positions } from './layout.ts'

type Node = GraphView['nodes'][number]
const node = (id: string, over: Partial<Node> = {}): Node => ({
  id,
  type: 'compose.map',
  stage: 'compose',
  title: id,
  at: null,
  config: {},
  guarantee: null,
  on: null,
  ...over,
})
const wire = (from: string, to: string): GraphView['wires'][number] => ({
  id: `${from}.out>${to}.in`,
  from: { node: from, port: 'out' },
  to: { node: to, port: 'in' },
  fields: [],
})
const rule = (id: string, on: unknown) => node(id, { type: 'control.threshold', stage: 'control', config: { on } })

function noneOverlap(graph: GraphView) {
  const all = Object.values(positions(graph))
  expect(all).toHaveLength(graph.nodes.length)
  for (const [i, a] of all.entries())
    for (const b of all.slice(i + 1)) expect(Math.abs(a.x - b.x) >= CARD.width || Math.abs(a.y - b.y) >= CARD.height).toBe(true)
}

test('records flow from left to right, and cards never lie on each other', () => {
  const graph: GraphView = {
    nodes: ['a', 'b', 'c', 'd'].map((id) => node(id)),
    wires: [wire('a', 'b'), wire('a', 'c'), wire('b', 'd'), wire('c', 'd')],
  }
  noneOverlap(graph)
  const at = positions(graph)
  expect(at.a.x + CARD.width).toBeLessThan(at.b.x)
  expect(at.b.x).toBe(at.c.x)
  expect(at.c.x + CARD.width).toBeLessThan(at.d.x)
})

test('a wire that passes a column lies under no card', () => {
  const graph: GraphView = {
    nodes: ['a', 'b', 'c', 'd'].map((id) => node(id)),
    wires: [wire('a', 'b'), wire('b', 'c'), wire('c', 'd'), wire('a', 'd')],
  }
  noneOverlap(graph)
  const at = positions(graph)
  const middle = (id: string): number => at[id].y + CARD.height / 2
  const along = (id: string): number => middle('a') + ((middle('d') - middle('a')) * (at[id].x - at.a.x)) / (at.d.x - at.a.x)
  for (const id of ['b', 'c']) expect(Math.abs(along(id) - middle(id))).toBeGreaterThan(CARD.height / 2)
})

test('control nodes stand below what they watch, side by side', () => {
  const graph: GraphView = {
    nodes: [node('a'), node('b'), rule('r1', 'b'), rule('r2', 'b'), rule('r3', 'a.out>b.in'), rule('r4', 'pipeline'), rule('r5', ['r1'])],
    wires: [wire('a', 'b')],
  }
  noneOverlap(graph)
  const at = positions(graph)
  expect(at.r1.x).toBe(at.b.x)
  expect(at.r1.y).toBeGreaterThan(at.b.y + CARD.height)
  expect(at.r2.y).toBe(at.r1.y)
  expect(at.r4.y).toBeGreaterThan(at.a.y + CARD.height)
  expect(at.r5.y).toBeGreaterThan(at.r1.y)
})

test('positions of the document stand; nodes without one stand beside their neighbours', () => {
  const graph: GraphView = { nodes: [node('a', { at: [16, 24] }), node('b', { at: [400, 24] })], wires: [wire('a', 'b')] }
  expect(positions(graph)).toEqual({ a: { x: 16, y: 24 }, b: { x: 400, y: 24 } })
  const half: GraphView = {
    nodes: [graph.nodes[0], node('b'), node('c'), node('d'), node('before')],
    wires: [wire('a', 'b'), wire('b', 'c'), wire('a', 'd'), wire('before', 'a')],
  }
  noneOverlap(half)
  const at = positions(half)
  expect(at.a).toEqual({ x: 16, y: 24 })
  expect(at.b.x).toBeGreaterThan(at.a.x + CARD.width)
  expect(at.c.x).toBeGreaterThan(at.b.x + CARD.width)
  expect(at.d.x).toBe(at.b.x)
  expect(at.before.x + CARD.width).toBeLessThan(at.a.x)
  const lone: GraphView = { nodes: [graph.nodes[0], node('x'), node('y')], wires: [] }
  noneOverlap(lone)
  expect(positions(lone).a).toEqual({ x: 16, y: 24 })
})

test('a free place is where nothing lies, downwards', () => {
  expect(freePlace([], { x: 3, y: 5 })).toEqual({ x: 0, y: 8 })
  const place = freePlace(
    [
      { x: 0, y: 0 },
      { x: 40, y: 120 },
    ],
    { x: 0, y: 0 },
  )
  expect(place.x).toBe(0)
  expect(place.y).toBeGreaterThanOrEqual(120 + CARD.height)
})

test('a large graph is laid out too, and no cards lie on each other', () => {
  const ids = Array.from({ length: 200 }, (_, i) => `n${i}`)
  const graph: GraphView = { nodes: ids.map((id) => node(id)), wires: ids.slice(1).map((id, i) => wire(`n${Math.floor(i / 2)}`, id)) }
  noneOverlap(graph)
})
