/** A piece of text that is replaced: offsets into the text before. */
export type Change = { readonly from: number; readonly to: number; readonly insert: string }
/** What turns one text into another: changes in rising order that do not touch each other. */
export type Patch = readonly Change[]

/** The text with all changes made. */
export function applyPatch(text: string, patch: Patch): string {
  let result = ''
  let at = 0
  for (const { from, to, insert } of patch) {
    result += text.slice(at, from) + insert
    at = to
  }
  return result + text.slice(at)
}

/** The patch that leads back; `text` is the text before `patch`. */
export function invertPatch(text: string, patch: Patch): Patch {
  let shift = 0
  return patch.map(({ from, to, insert }) => {
    const start = from + shift
    shift += insert.length - (to - from)
    return { from: start, to: start + insert.length, insert: text.slice(from, to) }
  })
}

/** One change for what differs between two texts, between their common beginning and end. */
export function differencePatch(before: string, after: string): Patch {
  if (before === after) return []
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head++
  let tail = 0
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return [{ from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) }]
}

/** Sorts changes, joins those that touch, and leaves out those that change nothing. Null when two overlap. */
export function orderedPatch(text: string, changes: readonly Change[]): Patch | null {
  const joined: Change[] = []
  for (const change of changes.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = joined.at(-1)
    if (last !== undefined && change.from < last.to) return null
    if (last !== undefined && change.from === last.to)
      joined[joined.length - 1] = { from: last.from, to: change.to, insert: last.insert + change.insert }
    else joined.push(change)
  }
  return joined.filter(({ from, to, insert }) => text.slice(from, to) !== insert)
}

/** Pieces of a text in order: kept, dropped, or put in. */
type Piece = { readonly keep: number } | { readonly drop: number } | { readonly put: string }

/** One patch for two that follow each other; the second's offsets are into the text between. */
export function composePatches(first: Patch, second: Patch): Patch {
  const ahead = pieces(first)
  const behind = pieces(second)
  const changes: Change[] = []
  let at = 0
  const change = (drop: number, insert: string): void => {
    const last = changes.at(-1)
    if (last !== undefined && last.to === at) changes[changes.length - 1] = { from: last.from, to: at + drop, insert: last.insert + insert }
    else changes.push({ from: at, to: at + drop, insert })
    at += drop
  }
  for (let a = ahead.shift(), b = behind.shift(); a !== undefined || b !== undefined; ) {
    if (a !== undefined && 'drop' in a) {
      change(a.drop, '')
      a = ahead.shift()
    } else if (b !== undefined && 'put' in b) {
      change(0, b.put)
      b = behind.shift()
    } else if (b === undefined) {
      if (a !== undefined && 'put' in a) change(0, a.put)
      else if (a !== undefined) at += (a as { keep: number }).keep
      a = ahead.shift()
    } else {
      // what follows the last change of the first patch is kept without end
      const made: Piece = a ?? { keep: Number.POSITIVE_INFINITY }
      const want = 'keep' in b ? b.keep : (b as { drop: number }).drop
      const there = 'put' in made ? made.put.length : (made as { keep: number }).keep
      const n = Math.min(want, there)
      if ('put' in made) {
        if ('keep' in b) change(0, made.put.slice(0, n))
      } else if ('keep' in b) at += n
      else change(n, '')
      a = n === there ? ahead.shift() : 'put' in made ? { put: made.put.slice(n) } : a && { keep: there - n }
      b = n === want ? behind.shift() : 'keep' in b ? { keep: want - n } : { drop: want - n }
    }
  }
  return changes.filter(({ from, to, insert }) => to > from || insert !== '')
}

function pieces(patch: Patch): Piece[] {
  let at = 0
  return patch.flatMap(({ from, to, insert }) => {
    const found: Piece[] = [{ keep: from - at }, { drop: to - from }, { put: insert }]
    at = to
    return found.filter((p) => !('keep' in p && p.keep === 0) && !('drop' in p && p.drop === 0) && !('put' in p && p.put === ''))
  })
}
