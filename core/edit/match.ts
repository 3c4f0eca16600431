import { sameData } from './data.ts'

/** Pairs of equal members of two lists, in order and as many as there can be, except in very long differing parts, where equal places are compared. */
export function equalMembers(before: readonly unknown[], after: readonly unknown[]): [number, number][] {
  const pairs: [number, number][] = []
  let head = 0
  while (head < before.length && head < after.length && sameData(before[head], after[head])) pairs.push([head, head++])
  let tail = 0
  while (tail < Math.min(before.length, after.length) - head && sameData(before.at(-1 - tail), after.at(-1 - tail))) tail++
  pairs.push(
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)).map(
      ([a, b]) => [a + head, b + head] as [number, number],
    ),
  )
  for (let i = tail; i > 0; i--) pairs.push([before.length - i, after.length - i])
  return pairs
}

const MOST_CELLS = 1_000_000

/** Longest common subsequence. */
function middle(before: readonly unknown[], after: readonly unknown[]): [number, number][] {
  const [n, m] = [before.length, after.length]
  if (n === 0 || m === 0) return []
  if (n * m > MOST_CELLS) return before.flatMap((v, i) => (i < m && sameData(v, after[i]) ? [[i, i] as [number, number]] : []))
  const best = Array.from({ length: n + 1 }, () => new Uint32Array(m + 1))
  const equal = before.map((v) => after.map((w) => sameData(v, w)))
  for (let i = n - 1; i >= 0; i--)
    for (let k = m - 1; k >= 0; k--) best[i][k] = equal[i][k] ? best[i + 1][k + 1] + 1 : Math.max(best[i + 1][k], best[i][k + 1])
  const pairs: [number, number][] = []
  for (let i = 0, k = 0; i < n && k < m; ) {
    if (equal[i][k]) pairs.push([i++, k++])
    else if (best[i + 1][k] >= best[i][k + 1]) i++
    else k++
  }
  return pairs
}

/** The places of the longest rising run in a list of numbers; negative numbers are skipped. */
export function risingPlaces(values: readonly number[]): Set<number> {
  const ends: number[] = []
  const before: number[] = []
  for (const [i, value] of values.entries()) {
    before.push(-1)
    if (value < 0) continue
    const longer = ends.findIndex((end) => values[end] >= value)
    const length = longer === -1 ? ends.length : longer
    before[i] = length === 0 ? -1 : ends[length - 1]
    ends[length] = i
  }
  const places = new Set<number>()
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i]) places.add(i)
  return places
}
