type Wire = { readonly from: string; readonly to: string }
type Cell = { readonly column: number; readonly y: number }

const SWEEPS = 6
/** How much less than a card a wire gives way that passes it: it is drawn straight. */
const STRAIGHT = 4

/** What a card takes in its column, and what is free between two. */
type Room = { readonly height: number; readonly gap: number }

/**
 * A drawing in columns from left to right: each node stands right of all that feed it, near the middle of its neighbours, and the middles of two in a
 * column are at least a card's height and a gap apart. A wire that passes columns has a place of its own in each, so that no card lies below it.
 * `wires` join only nodes of `ids`.
 */
export function layered(ids: readonly string[], wires: readonly Wire[], { height, gap }: Room): ReadonlyMap<string, Cell> {
  const column = columnsOf(
    ids,
    Map.groupBy(wires, (wire) => wire.to),
    Map.groupBy(wires, (wire) => wire.from),
  )
  const columns: string[][] = []
  const put = (id: string, at: number): void => {
    columns[at] = [...(columns[at] ?? []), id]
  }
  for (const id of ids) put(id, column.get(id)!)
  const passing = new Set<string>()
  const steps = wires.flatMap((wire): Wire[] => {
    const [begin, end] = [column.get(wire.from)!, column.get(wire.to)!]
    const way = [wire.from]
    for (let at = begin + 1; at < end; at++) {
      const id = `${wire.from} > ${wire.to} ${at}`
      // wires between other ports of the same two pass together
      if (!passing.has(id)) put(id, at)
      passing.add(id)
      way.push(id)
    }
    return [...way, wire.to].slice(1).map((to, i) => ({ from: way[i], to }))
  })
  const into = Map.groupBy(steps, (step) => step.to)
  const outOf = Map.groupBy(steps, (step) => step.from)
  const heightOf = (id: string): number => (passing.has(id) ? 0 : height)
  const apart = (a: string, b: string): number => (heightOf(a) + heightOf(b)) / 2 + gap
  const y = new Map<string, number>()
  for (const inColumn of columns) for (const [i, id] of inColumn.entries()) y.set(id, i * (height + gap))
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0
    for (const inColumn of forward ? columns : columns.toReversed()) {
      const wanted = new Map(
        inColumn.map((id) => {
          const beside = forward ? (into.get(id) ?? []).map((w) => y.get(w.from)!) : (outOf.get(id) ?? []).map((w) => y.get(w.to)!)
          return [id, beside.length === 0 ? y.get(id)! : beside.reduce((a, b) => a + b) / beside.length]
        }),
      )
      inColumn.sort((a, b) => wanted.get(a)! - wanted.get(b)!)
      spread(inColumn, wanted, apart, (id) => (passing.has(id) ? STRAIGHT : 1), y)
    }
  }
  return new Map(ids.map((id) => [id, { column: column.get(id)!, y: y.get(id)! }]))
}

/** Puts what is in a column as near to where it is wanted as the room lets it, in its order; what weighs more comes nearer. */
function spread(
  inColumn: readonly string[],
  wanted: ReadonlyMap<string, number>,
  apart: (a: string, b: string) => number,
  weight: (id: string) => number,
  y: Map<string, number>,
): void {
  let [off, weights] = [0, 0]
  for (const [i, id] of inColumn.entries()) {
    const least = i === 0 ? Number.NEGATIVE_INFINITY : y.get(inColumn[i - 1])! + apart(inColumn[i - 1], id)
    const place = Math.max(wanted.get(id)!, least)
    y.set(id, place)
    off += (place - wanted.get(id)!) * weight(id)
    weights += weight(id)
  }
  // what was only ever pushed down is moved up by as much as it is off on average
  for (const id of inColumn) y.set(id, y.get(id)! - off / weights)
}

/** The longest way from a source to each node; a source stands right in front of the first that it feeds. Nodes in a circle come where they are met. */
function columnsOf(
  ids: readonly string[],
  into: ReadonlyMap<string, readonly Wire[]>,
  outOf: ReadonlyMap<string, readonly Wire[]>,
): Map<string, number> {
  const column = new Map<string, number>(ids.map((id) => [id, 0]))
  const open = new Map(ids.map((id) => [id, into.get(id)?.length ?? 0]))
  const ready = ids.filter((id) => open.get(id) === 0)
  for (const id of ready) {
    open.delete(id)
    for (const { to } of outOf.get(id) ?? []) {
      column.set(to, Math.max(column.get(to)!, column.get(id)! + 1))
      const left = (open.get(to) ?? 0) - 1
      if (open.has(to)) open.set(to, left)
      if (left === 0) ready.push(to)
    }
  }
  for (const id of ids) {
    const fed = outOf.get(id) ?? []
    if (!into.has(id) && fed.length > 0) column.set(id, Math.max(0, Math.min(...fed.map((w) => column.get(w.to)!)) - 1))
  }
  return column
}
