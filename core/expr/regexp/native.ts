import { ALL, type Chars, type Regexp, readRegexp } from './tree.ts'

/** Steps that one search may take at most. */
const BUDGET = 10_000_000

export type Native = { readonly regex: RegExp /** Texts up to this length take at most the budget of steps. */; readonly longest: number }

/**
 * The pattern for JavaScript's engine, where it reads the same and cannot run away; else null.
 * JavaScript backtracks: a search tries `ways` ways of matching from each start, each way at most the text's length. `ways` is bounded here
 * by a product: a repetition that what follows cannot continue has one way, any other one as many as the text is long. Repetitions in
 * repetitions and captures in repetitions are left to RE2.
 */
export function nativeRegexp(pattern: string): Native | null {
  const branches = readRegexp(pattern)
  if (branches === null) return null
  const ways = waysOfBranches(branches, 0n)
  if (ways === null || ways.factor > 1_000) return null
  const anchored = branches.every((items) => items[0]?.kind === 'assert' && items[0].source === '^')
  const power = ways.degree + (anchored ? 1 : 2)
  return { regex: new RegExp(branches.map(sourceOf).join('|'), 'gu'), longest: Math.floor((BUDGET / ways.factor) ** (1 / power)) }
}

/** At most `factor` × length ** `degree` ways to match; `first` holds the characters that a match may begin with or, when it may be empty, that may follow. */
type Ways = { degree: number; factor: number; first: Chars; empty: boolean }

/** `follow`: the characters that may come next; 0 = nothing has to. */
function waysOfBranches(branches: readonly Regexp[][], follow: Chars): Ways | null {
  const all: Ways = { degree: 0, factor: 0, first: 0n, empty: false }
  for (const items of branches) {
    const ways = waysOfSequence(items, follow)
    if (ways === null) return null
    all.degree = Math.max(all.degree, ways.degree)
    all.factor = (all.first & ways.first) === 0n ? Math.max(all.factor, ways.factor) : all.factor + ways.factor
    all.first |= ways.first
    all.empty ||= ways.empty
  }
  return all
}

function waysOfSequence(items: readonly Regexp[], follow: Chars): Ways | null {
  const all: Ways = { degree: 0, factor: 1, first: follow, empty: true }
  for (const item of [...items].reverse()) {
    const ways = waysOf(item, all.first)
    if (ways === null) return null
    all.degree += ways.degree
    all.factor *= ways.factor
    all.first = ways.first
    all.empty &&= ways.empty
  }
  return all
}

function waysOf(item: Regexp, follow: Chars): Ways | null {
  switch (item.kind) {
    case 'chars':
      return { degree: 0, factor: 1, first: item.set, empty: false }
    case 'assert':
      // V8 finds an empty \B between the two halves of a character beyond 16 bits
      if (item.source === '\\B') return null
      // $ holds at one place only, which no repetition before it can reach twice; the others leave what follows in place
      return { degree: 0, factor: 1, first: item.source === '$' ? 0n : item.source === '^' ? ALL : follow, empty: true }
    case 'group':
      return waysOfBranches(item.branches, follow)
    case 'repeat':
      return waysOfRepeat(item, follow)
  }
}

function waysOfRepeat({ item, least, most }: Extract<Regexp, { kind: 'repeat' }>, follow: Chars): Ways | null {
  const inner = waysOf(item, most > 1 ? ALL : follow)
  if (inner === null || inner.empty) return null
  const empty = least === 0
  const first = inner.first | (empty ? follow : 0n)
  if (most <= 1) return { degree: inner.degree, factor: inner.factor + (empty && (inner.first & follow) !== 0n ? 1 : 0), first, empty }
  if (inner.degree > 0 || inner.factor > 1 || captures(item)) return null
  const forced = least === most || (inner.first & follow) === 0n
  return {
    degree: forced || most !== Number.POSITIVE_INFINITY ? 0 : 1,
    factor: forced || most === Number.POSITIVE_INFINITY ? 1 : most - least + 1,
    first,
    empty,
  }
}

const captures = (item: Regexp): boolean =>
  item.kind === 'group' ? item.capture || item.branches.flat().some(captures) : item.kind === 'repeat' && captures(item.item)

const sourceOf = (items: readonly Regexp[]): string => items.map(source).join('')

function source(item: Regexp): string {
  switch (item.kind) {
    case 'chars':
    case 'assert':
      return item.source
    case 'group':
      return `(${item.capture ? '' : '?:'}${item.branches.map(sourceOf).join('|')})`
    case 'repeat':
      return `${source(item.item)}${bounds(item.least, item.most)}${item.lazy ? '?' : ''}`
  }
}

function bounds(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`
  return least === 0 && most === 1 ? '?' : least === most ? `{${least}}` : `{${least},${most}}`
}
