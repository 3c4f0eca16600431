import { expect, test } from 'vitest'
import { FIT, openingView, READABLE } from './canvas-view.ts'
import { CARD, type Positions } from './layout.ts'

const canvas = { width: 1000, height: 600 }
const row = (count: number): Positions => Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, { x: i * 264, y: 40 }]))

/** Where a card lies in the canvas. */
function seen(places: Positions, id: string, around: string | null = null) {
  const { x, y, zoom } = openingView(places, canvas, FIT, around)
  const [left, top] = [places[id].x * zoom + x, places[id].y * zoom + y]
  return { zoom, left, top, right: left + CARD.width * zoom, bottom: top + CARD.height * zoom }
}

test('a graph that can be read as a whole stands in the middle', () => {
  const [first, last] = [seen(row(3), 'n0'), seen(row(3), 'n2')]
  expect(first.zoom).toBe(1)
  expect(first.left).toBeCloseTo(canvas.width - last.right)
  expect(first.top).toBeGreaterThan(0)
  expect(first.bottom).toBeLessThan(canvas.height)
})

test('a longer one is shown as large as can be read, from where it begins, or around the card that is asked for', () => {
  const places = row(20)
  expect(seen(places, 'n0')).toMatchObject({ zoom: READABLE, left: 28 })
  const asked = seen(places, 'n10', 'n10')
  expect(asked.zoom).toBe(READABLE)
  expect((asked.left + asked.right) / 2).toBeCloseTo(canvas.width / 2)
  expect(seen(places, 'n19', 'n19').right).toBeCloseTo(canvas.width - 28)
  expect(seen(places, 'n0', 'gone').left).toBeCloseTo(28)
})

test('nothing is drawn larger than it is, and no cards are no error', () => {
  expect(openingView(row(1), canvas, FIT, null).zoom).toBe(1)
  expect(openingView({}, canvas, FIT, null)).toEqual({ x: 0, y: 0, zoom: 1 })
})
