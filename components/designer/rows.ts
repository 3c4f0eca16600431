type Cell = { readonly column: number; readonly y: number }
type Place = { readonly x: number; readonly y: number }
type Wire = { readonly from: string; readonly to: string }

/** Up to so many columns a drawing stays one row. */
const ONE_ROW = 6
/** What is seen of the canvas in a window of usual size, beside the palette. */
const VIEW = { width: 860, height: 500 } as const
/** What is larger is not read better: fewer rows are. */
const LARGE = 0.85
/** Rows of more columns could not be read. */
const MOST = 32
/** Rows must show what is drawn so many times larger than one row does. */
const WORTH = 1.5

/** What a card takes, from one column to the next, and what is free below a row; `below` = what a row needs there for what belongs to its nodes. */
export type Room = {
  readonly card: { readonly width: number; readonly height: number }
  readonly pitch: number
  readonly gap: number
  readonly below: (ids: readonly string[]) => number
}

/**
 * A drawing in columns as places. One that is long goes on in a row below, at columns where no more than one wire has to lead back: as many columns in a row as
 * show it largest. One in which that cannot be, or is not worth it, stays one row.
 */
export function inRows(cells: ReadonlyMap<string, Cell>, wires: readonly Wire[], room: Room): ReadonlyMap<string, Place> {
  const columns = Math.max(-1, ...[...cells.values()].map(({ column }) => column)) + 1
  const row = placed(cells, [0], room)
  if (columns <= ONE_ROW) return row.places
  const mayEnd = crossings(cells, wires, columns).map((count) => count === 1)
  let best = row
  for (let most = Math.min(columns - 1, MOST); most >= 2; most--) {
    const next = placed(cells, begins(mayEnd, most), room)
    if (next.zoom > best.zoom) best = next
  }
  return best.zoom >= row.zoom * WORTH ? best.places : row.places
}

/** How many wires lead from left of each column to it or beyond; those that lead back count for all. */
function crossings(cells: ReadonlyMap<string, Cell>, wires: readonly Wire[], columns: number): number[] {
  const count = Array.from({ length: columns }, () => 0)
  for (const { from, to } of wires) {
    const [begin, end] = [cells.get(from)!.column, cells.get(to)!.column]
    for (let at = 0; at < columns; at++) if (end <= begin || (at > begin && at <= end)) count[at]++
  }
  return count
}

/** The columns at which rows begin that have at most so many, where they may end. */
function begins(mayEnd: readonly boolean[], most: number): number[] {
  const found = [0]
  let last = 0
  for (let at = 1; at < mayEnd.length; at++) {
    if (mayEnd[at]) last = at
    if (at - found.at(-1)! >= most && last > found.at(-1)!) found.push(last)
  }
  return found
}

function placed(
  cells: ReadonlyMap<string, Cell>,
  rows: readonly number[],
  { card, pitch, gap, below }: Room,
): { places: ReadonlyMap<string, Place>; zoom: number } {
  const places = new Map<string, Place>()
  const inRow = Map.groupBy(cells, ([, { column }]) => rows.findLast((begin) => begin <= column)!)
  let [top, width, height] = [0, 0, 0]
  for (const begin of rows) {
    const own = inRow.get(begin) ?? []
    const ys = own.map(([, { y }]) => y)
    const [highest, lowest] = [Math.min(...ys), Math.max(...ys)]
    for (const [id, { column, y }] of own) {
      const x = (column - begin) * pitch
      places.set(id, { x, y: top + y - highest })
      width = Math.max(width, x + card.width)
    }
    height = top + lowest - highest + card.height
    top = height + gap + below(own.map(([id]) => id))
  }
  return { places, zoom: Math.min(LARGE, VIEW.width / width, VIEW.height / height) }
}
