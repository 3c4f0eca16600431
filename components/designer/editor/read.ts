import { graphView } from '../../../core/graph-view.ts'
import type { Issue } from '../../../core/issue.ts'
import type { Catalogue } from '../../../core/node-type.ts'
import type { GraphView } from '../../../core/protocol.ts'
import { type Reading, readingOf, Wiring } from '../../../core/suggest/index.ts'

/** A document as the designer shows it. While its text is broken, everything but the issues is of the last text that could be read. */
export type Read = Reading & { readonly graph: GraphView; readonly stale: boolean }

export const nothingRead = (catalogue: Catalogue): Read => ({
  text: '',
  catalogue,
  pipeline: null,
  compiled: null,
  issues: [],
  graph: { nodes: [], wires: [] },
  stale: false,
})

/** Reads and compiles a document's text. Never throws for what the author wrote. */
export function readText(text: string, before: Read): Read {
  const { catalogue, secrets } = before
  const reading = readingOf(text, catalogue, secrets)
  const { pipeline, compiled, issues } = reading
  if (pipeline === null || compiled === null) return { ...before, issues, stale: true }
  return { ...reading, graph: graphView(pipeline, compiled, catalogue), stale: false }
}

const wirings = new WeakMap<Read, Wiring>()

/** What may be wired to what; null before any text could be read. */
export function wiringOf(read: Read): Wiring | null {
  const { pipeline } = read
  if (pipeline === null) return null
  const known = wirings.get(read) ?? new Wiring({ ...read, pipeline })
  wirings.set(read, known)
  return known
}

const NONE: readonly Issue[] = []
const byPlace = new WeakMap<readonly Issue[], ReadonlyMap<string, readonly Issue[]>>()

/** The issues of a node or wire. */
export function issuesAt({ issues }: Read, id: string): readonly Issue[] {
  let map = byPlace.get(issues)
  if (map === undefined) {
    map = Map.groupBy(issues, (issue) => issue.at.wire ?? issue.at.node ?? '')
    byPlace.set(issues, map)
  }
  return map.get(id) ?? NONE
}

const RANK = { error: 0, warning: 1, info: 2 } as const
/** Errors, then warnings, then notes, each in the order of the text. */
export const byWeight = (issues: readonly Issue[]): readonly Issue[] => issues.toSorted((a, b) => RANK[a.level] - RANK[b.level])
