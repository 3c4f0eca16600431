import { textDiff } from '../compare/text-diff.ts'

/** Lines of the base from one line up to another, and what stands there instead. */
type Hunk = { readonly from: number; readonly to: number; readonly lines: readonly string[] }

/** Both changes of a text in one; null where they touch the same or neighbouring lines, so that somebody has to choose. */
export function mergeTexts(base: string, mine: string, theirs: string): string | null {
  const [own, other] = [hunksOf(base, mine), hunksOf(base, theirs)]
  const fresh = own.filter((hunk) => !other.some((o) => alike(hunk, o)))
  if (fresh.some((hunk) => other.some((o) => hunk.from <= o.to && o.from <= hunk.to))) return null
  const lines = base.split('\n')
  for (const { from, to, lines: put } of [...fresh, ...other].toSorted((a, b) => b.from - a.from)) lines.splice(from, to - from, ...put)
  return lines.join('\n')
}

const alike = (a: Hunk, b: Hunk): boolean => a.from === b.from && a.to === b.to && a.lines.join('\n') === b.lines.join('\n')

function hunksOf(base: string, text: string): Hunk[] {
  const found: { from: number; to: number; lines: string[] }[] = []
  let at = 0
  let open = false
  for (const { kind, text: line } of textDiff(base, text)) {
    if (kind === 'same') open = false
    else {
      if (!open) found.push({ from: at, to: at, lines: [] })
      open = true
      const hunk = found.at(-1)!
      if (kind === 'added') hunk.lines.push(line)
      else hunk.to = at + 1
    }
    if (kind !== 'added') at++
  }
  return found
}
