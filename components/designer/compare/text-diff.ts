/** A line of a comparison: kept, only in the new text, or only in the old one. */
export type DiffLine = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }

/** With more changed lines than this the whole text counts as changed: matching them would take the square of it. */
const MOST_EDITS = 1500

/** Compares two texts line by line: the fewest lines added and removed (Myers, Algorithmica 1986). */
export function textDiff(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')]
  const rounds = shortestEdit(a, b)
  if (rounds === null) return [...a.map(removed), ...b.map(added)]
  const lines: DiffLine[] = []
  let [x, y] = [a.length, b.length]
  for (let d = rounds.length - 1; d >= 0; d--) {
    const reach = rounds[d]
    const k = x - y
    const previous = goesDown(reach, d, k) ? k + 1 : k - 1
    const px = reach.get(previous) ?? 0
    while (x > px && y > px - previous) {
      lines.push({ kind: 'same', text: a[--x] })
      y--
    }
    if (d > 0) lines.push(x === px ? added(b[--y]) : removed(a[--x]))
  }
  return lines.reverse()
}

/** How far each diagonal reaches at the start of each round, a round being one more edit; null when there are too many. */
function shortestEdit(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number>[] | null {
  const rounds: ReadonlyMap<number, number>[] = []
  let reach = new Map([[1, 0]])
  for (let d = 0; d <= MOST_EDITS; d++) {
    rounds.push(reach)
    const next = new Map(reach)
    for (let k = -d; k <= d; k += 2) {
      let x = goesDown(reach, d, k) ? reach.get(k + 1)! : reach.get(k - 1)! + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      next.set(k, x)
      if (x >= a.length && x - k >= b.length) return rounds
    }
    reach = next
  }
  return null
}

/** Whether diagonal `k` is best reached by adding a line; else by removing one. */
const goesDown = (reach: ReadonlyMap<number, number>, d: number, k: number): boolean =>
  k === -d || (k !== d && reach.get(k - 1)! < reach.get(k + 1)!)
const added = (text: string): DiffLine => ({ kind: 'added', text })
const removed = (text: string): DiffLine => ({ kind: 'removed', text })
