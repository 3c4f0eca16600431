import { expect, test } from 'vitest'
import { firstOf, neighbour } from './focus.ts'

const positions = { a: { x: 0, y: 0 }, b: { x: 300, y: -60 }, c: { x: 300, y: 200 }, d: { x: 620, y: 0 }, rule: { x: 300, y: 340 } }

test('arrows lead to the nearest card ahead, and nowhere at the rim', () => {
  expect(neighbour(positions, 'a', 'right')).toBe('b')
  expect(neighbour(positions, 'b', 'right')).toBe('d')
  expect(neighbour(positions, 'b', 'down')).toBe('c')
  expect(neighbour(positions, 'c', 'down')).toBe('rule')
  expect(neighbour(positions, 'd', 'left')).toBe('b')
  expect(neighbour(positions, 'a', 'left')).toBe(null)
  expect(neighbour(positions, 'gone', 'left')).toBe(null)
})

test('every card can be reached from the first', () => {
  const reached = new Set([firstOf(positions)!])
  for (const id of reached)
    for (const direction of ['left', 'right', 'up', 'down'] as const) {
      const next = neighbour(positions, id, direction)
      if (next !== null) reached.add(next)
    }
  expect([...reached].sort()).toEqual(Object.keys(positions).sort())
})
