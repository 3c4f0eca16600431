import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seed } from '../../tests/seed.ts'
import { layered } from './layered.ts'

const ROOM = { height: 60, gap: 40 }
const APART = ROOM.height + ROOM.gap

test('of any graph without circles: wires lead to the right, and no two nodes of a column are too near', () => {
  const graph = fc.integer({ min: 1, max: 60 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      wires: fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 120 }),
    }),
  )
  fc.assert(
    fc.property(graph, ({ n, wires }) => {
      const ids = Array.from({ length: n }, (_, i) => `n${i}`)
      const joined = wires.filter(([a, b]) => a !== b).map(([a, b]) => ({ from: `n${Math.min(a, b)}`, to: `n${Math.max(a, b)}` }))
      const cells = layered(ids, joined, ROOM)
      expect(cells.size).toBe(n)
      // with circles too it ends, and every node has its place
      const any = wires.map(([a, b]) => ({ from: `n${a}`, to: `n${b}` }))
      for (const { y } of layered(ids, any, ROOM).values()) expect(y).not.toBeNaN()
      for (const { from, to } of joined) expect(cells.get(from)!.column).toBeLessThan(cells.get(to)!.column)
      for (const inColumn of Map.groupBy(cells.values(), (cell) => cell.column).values()) {
        const ys = inColumn.map((cell) => cell.y).toSorted((a, b) => a - b)
        for (const [i, y] of ys.slice(1).entries()) expect(y - ys[i]).toBeGreaterThanOrEqual(APART - 1e-6)
      }
    }),
    { seed },
  )
})

test('rows stay rows, a source stands in front of what it feeds, and a circle ends', () => {
  const rows = layered(
    ['a', 'b', 'c', 'x', 'y', 'z', 'late'],
    [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'x', to: 'y' },
      { from: 'y', to: 'z' },
      { from: 'late', to: 'z' },
    ],
    ROOM,
  )
  expect(rows.get('a')!.y).toBe(rows.get('b')!.y)
  expect(rows.get('late')!.column).toBe(1)
  expect(
    layered(
      ['p', 'q'],
      [
        { from: 'p', to: 'q' },
        { from: 'q', to: 'p' },
      ],
      ROOM,
    ).size,
  ).toBe(2)
})
