import { CARD, type Point, type Positions } from './layout.ts'

/** Room that a lane needs, and that a wire takes beside its ends. */
const LANE = 24

/** Heights at which wires lead back to another row, by `from>to`: where no card lies in their way. Wires that lead on, or for which there is no room, have none. */
export function lanesOf(
  wires: readonly { readonly from: { readonly node: string }; readonly to: { readonly node: string } }[],
  places: Positions,
): ReadonlyMap<string, number> {
  const cards = Object.values(places)
  return new Map(
    wires.flatMap(({ from, to }) => {
      const [begin, end] = [places[from.node], places[to.node]]
      const lane = begin === undefined || end === undefined || end.x >= begin.x + CARD.width ? null : laneOf(cards, begin, end)
      return lane === null ? [] : [[`${from.node}>${to.node}`, lane]]
    }),
  )
}

/** The middle of the free room between two cards that is nearest to the middle between them. */
function laneOf(cards: readonly Point[], begin: Point, end: Point): number | null {
  const [left, right] = [end.x - LANE, begin.x + CARD.width + LANE]
  const [upper, lower] = [Math.min(begin.y, end.y) + CARD.height, Math.max(begin.y, end.y)]
  const inWay = cards
    .filter(({ x, y }) => x < right && x + CARD.width > left && y < lower && y + CARD.height > upper)
    .toSorted((a, b) => a.y - b.y)
  const middle = (upper + lower) / 2
  let [free, best] = [upper, Number.POSITIVE_INFINITY]
  for (const until of [...inWay.map(({ y }) => y), lower]) {
    const lane = (free + until) / 2
    if (until - free >= LANE && Math.abs(lane - middle) < Math.abs(best - middle)) best = lane
    free = Math.max(free, until + CARD.height)
  }
  return Number.isFinite(best) ? best : null
}
