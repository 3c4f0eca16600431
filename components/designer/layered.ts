type Wire = { readonly from: string; readonly to: string }
type Cell = { readonly column: number; readonly y: number }

const SWEEPS = 6

/**
 * A drawing in columns from left to right for graphs that are too large for dagre, which takes seconds for 500 nodes: each node stands right of all
 * that feed it, near the middle of its neighbours, and no two in a column are nearer than `gap`. `wires` join only nodes of `ids`.
 */
export function layered(ids: readonly string[], wires: readonly Wire[], gap: number): ReadonlyMap<string, Cell> {
  const into = Map.groupBy(wires, (wire) => wire.to)
  const outOf = Map.groupBy(wires, (wire) => wire.from)
  const column = columnsOf(ids, into, outOf)
  const columns: string[][] = []
  for (const id of ids) {
    const at = column.get(id)!
    columns[at] = [...(columns[at] ?? []), id]
  }
  const y = new Map<string, number>()
  for (const inColumn of columns) for (const [i, id] of inColumn.entries()) y.set(id, i * gap)
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
      spread(inColumn, wanted, gap, y)
    }
  }
  return new Map(ids.map((id) => [id, { column: column.get(id)!, y: y.get(id)! }]))
}

/** Puts the nodes of a column as near to where they are wanted as the gap lets them, in their order. */
function spread(inColumn: readonly string[], wanted: ReadonlyMap<string, number>, gap: number, y: Map<string, number>): void {
  let last = Number.NEGATIVE_INFINITY
  let off = 0
  for (const id of inColumn) {
    last = Math.max(wanted.get(id)!, last + gap)
    y.set(id, last)
    off += last - wanted.get(id)!
  }
  // what was only ever pushed down is moved up by as much as it is off on average
  for (const id of inColumn) y.set(id, y.get(id)! - off / inColumn.length)
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
