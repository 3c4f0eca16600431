import type { Misfit } from '../../../core/suggest/index.ts'
import type { Positions } from '../layout.ts'
import type { End } from './edits.ts'
import { openPorts } from './ports.ts'
import { type Read, wiringOf } from './read.ts'

/** What an end of a wire could be joined to: by node its port, or why there is none. */
export type Targets = ReadonlyMap<string, { readonly port: string; readonly misfit: Misfit | null }>

/** Where a wire that begins (`from`) or ends (`to`) at a port could lead, by node. Nodes without a port on that side are left out. */
export function targetsOf(read: Read, end: End, side: 'from' | 'to'): Targets {
  const wiring = wiringOf(read)
  const found = new Map<string, { port: string; misfit: Misfit | null }>()
  if (wiring === null) return found
  for (const [node, ports] of openPorts(read)) {
    if (node === end.node) continue
    for (const port of ports[side === 'from' ? 'in' : 'out']) {
      const misfit = side === 'from' ? wiring.misfit(end, { node, port }) : wiring.misfit({ node, port }, end)
      if (misfit === null || !found.has(node)) found.set(node, { port, misfit })
      if (misfit === null) break
    }
  }
  return found
}

/** Nodes by their distance from one; what stands to its right comes first, because wires mostly lead there. */
export function nearestFirst(places: Positions, id: string, ids: readonly string[]): readonly string[] {
  const here = places[id]
  if (here === undefined) return ids
  const far = (other: string): number => {
    const { x, y } = places[other] ?? here
    return Math.abs(x - here.x) + 2 * Math.abs(y - here.y) + (x < here.x ? 4_000 : 0)
  }
  return ids.toSorted((a, b) => far(a) - far(b))
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** Letters by which nodes are chosen, in their order: one each, or two where there are more nodes than letters. */
export function lettersFor(ids: readonly string[]): ReadonlyMap<string, string> {
  const n = LETTERS.length
  if (ids.length <= n) return new Map(ids.map((id, i) => [id, LETTERS[i]]))
  return new Map(ids.slice(0, n * n).map((id, i) => [id, LETTERS[Math.floor(i / n)] + LETTERS[i % n]]))
}
