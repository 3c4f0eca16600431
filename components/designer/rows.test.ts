import { expect, test } from 'vitest'
import type { GraphView } from '../../core/protocol.ts'
import { CARD, type Positions, positions } from './layout.ts'

type Node = GraphView['nodes'][number]
const node = (id: string, over: Partial<Node> = {}): Node => ({
  ...{ id, type: 'compose.map', stage: 'compose', title: id, at: null, config: {}, guarantee: null, on: null },
  ...over,
})
const wire = (from: string, to: string): GraphView['wires'][number] => ({
  ...{ id: `${from}.out>${to}.in`, fields: [] },
  ...{ from: { node: from, port: 'out' }, to: { node: to, port: 'in' } },
})
const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `n${i}`)
const chain = (count: number): GraphView => ({
  nodes: ids(count).map((id) => node(id)),
  wires: ids(count)
    .slice(1)
    .map((id, i) => wire(`n${i}`, id)),
})
/** The ids of each row, from left to right. */
const rowsOf = (at: Positions): string[][] =>
  [...Map.groupBy(Object.keys(at), (id) => at[id].y)]
    .toSorted(([a], [b]) => a - b)
    .map(([, row]) => row.toSorted((a, b) => at[a].x - at[b].x))

test('a chain that would be too small in one row goes on in the next', () => {
  expect(rowsOf(positions(chain(6)))).toEqual([ids(6)])
  expect(rowsOf(positions(chain(7)))).toEqual([ids(7).slice(0, 4), ids(7).slice(4)])
  const at = positions(chain(12))
  expect(rowsOf(at)).toEqual([ids(12).slice(0, 4), ids(12).slice(4, 8), ids(12).slice(8)])
  expect(at.n4.x).toBe(at.n0.x)
  // a wire leads back between them
  expect(at.n4.y - at.n0.y - CARD.height).toBeGreaterThanOrEqual(64)
})

test('a row ends only where one wire has to lead back', () => {
  const graph = chain(12)
  // past four columns there are always two
  const passed: GraphView = { ...graph, wires: [...graph.wires, wire('n2', 'n7')] }
  const at = positions(passed)
  for (let i = 3; i <= 7; i++) expect(at[`n${i}`].x).toBeGreaterThan(at[`n${i - 1}`].x)
  expect(rowsOf(at).length).toBeGreaterThan(1)
  const everywhere: GraphView = { ...graph, wires: [...graph.wires, wire('n0', 'n11')] }
  expect(
    Object.values(positions(everywhere))
      .toSorted((a, b) => a.x - b.x)
      .at(-1)!.x,
  ).toBe(11 * 264)
})

test('below a row there is room for the rules on its nodes', () => {
  const graph = chain(12)
  const rules = ['n0', 'n1', 'n9'].map((on) => node(`on-${on}`, { type: 'control.threshold', stage: 'control', config: { on } }))
  const at = positions({ ...graph, nodes: [...graph.nodes, ...rules] })
  const places = Object.values(at)
  for (const [i, a] of places.entries())
    for (const b of places.slice(i + 1)) expect(Math.abs(a.x - b.x) >= CARD.width || Math.abs(a.y - b.y) >= CARD.height).toBe(true)
  for (const on of ['n0', 'n1', 'n9']) expect(at[`on-${on}`].x).toBe(at[on].x)
})

test('a very long chain is laid out in no time, with no cards on each other', () => {
  const at = Object.values(positions(chain(500)))
  expect(new Set(at.map(({ x, y }) => `${x} ${y}`)).size).toBe(500)
})
