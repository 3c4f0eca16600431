import { CARD, type Point, type Positions } from './layout.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The node that an arrow key leads to: near in its direction, and rather straight ahead than aside. Null at the rim. */
export function neighbour(positions: Positions, from: string, direction: Direction): string | null {
  const here = positions[from]
  if (here === undefined) return null
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const [id, point] of Object.entries(positions)) {
    const [ahead, aside] = along(here, point, direction)
    // a card that is only a little shifted is beside, not ahead
    if (id === from || ahead <= (direction === 'left' || direction === 'right' ? CARD.width / 2 : CARD.height / 2)) continue
    const cost = ahead + 2 * Math.abs(aside)
    if (cost < least) {
      least = cost
      best = id
    }
  }
  return best
}

/** The node that takes the focus first: the leftmost, of several the uppermost. */
export function firstOf(positions: Positions): string | null {
  const [first] = Object.entries(positions).sort(([, a], [, b]) => a.x - b.x || a.y - b.y)
  return first?.[0] ?? null
}

function along(from: Point, to: Point, direction: Direction): [number, number] {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  switch (direction) {
    case 'left':
      return [-dx, dy]
    case 'right':
      return [dx, dy]
    case 'up':
      return [-dy, dx]
    case 'down':
      return [dy, dx]
  }
}
