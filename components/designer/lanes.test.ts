import { Position } from 'reactflow'
import { expect, test } from 'vitest'
import { lanesOf } from './lanes.ts'
import { CARD } from './layout.ts'
import { wirePath } from './wire-path.ts'

const ends = { from: { node: 'a' }, to: { node: 'b' } }
const laneOf = (places: Record<string, readonly [number, number]>) =>
  lanesOf([ends], Object.fromEntries(Object.entries(places).map(([id, [x, y]]) => [id, { x, y }]))).get('a>b')

test('a wire leads back in the middle of the free room between two rows, upwards too', () => {
  expect(laneOf({ a: [800, 0], b: [0, 200] })).toBe((CARD.height + 200) / 2)
  expect(laneOf({ a: [800, 200], b: [0, 0] })).toBe((CARD.height + 200) / 2)
})

test('not under a card that is in its way, of which there may be many', () => {
  expect(laneOf({ a: [800, 0], b: [0, 400], x: [400, 210] })).toBe((CARD.height + 210) / 2)
  expect(laneOf({ a: [800, 0], b: [0, 400], x: [400, 100] })).toBe((184 + 400) / 2)
  expect(laneOf({ a: [800, 0], b: [0, 400], x: [400, 100], y: [200, 140], z: [600, 350] })).toBe((224 + 350) / 2)
  // beside its way
  expect(laneOf({ a: [800, 0], b: [0, 200], x: [1100, 100] })).toBe((CARD.height + 200) / 2)
})

test('where it leads on, or there is no room, it has none', () => {
  expect(laneOf({ a: [0, 0], b: [264, 200] })).toBeUndefined()
  expect(laneOf({ a: [264, 0], b: [0, 40] })).toBeUndefined()
  expect(laneOf({ a: [264, 0], b: [0, 100] })).toBeUndefined()
})

test('it goes there while that is between its ends, else it is bent', () => {
  const path = (targetX: number, targetY: number) =>
    wirePath({ sourceX: 1000, sourceY: 42, targetX, targetY, sourcePosition: Position.Right, targetPosition: Position.Left }, 130)
  expect(path(0, 242)[2]).toBe(130)
  expect(path(0, 242)[0]).not.toContain('C')
  // while a card is dragged
  expect(path(0, 100)[0]).toContain('C')
  expect(path(1200, 242)[0]).toContain('C')
})
