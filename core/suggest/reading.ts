import { type Compiled, compile } from '../compile.ts'
import { type Pipeline, readPipeline } from '../graph.ts'
import type { Issue } from '../issue.ts'
import type { Catalogue } from '../node-type.ts'

/** All that is known of a document while it is drawn. */
export type Reading = {
  readonly text: string
  readonly catalogue: Catalogue
  /** The names of the secrets there are; undefined = they are not checked. */
  readonly secrets?: readonly string[]
  /** null when the text itself is broken. */
  readonly pipeline: Pipeline | null
  readonly compiled: Compiled | null
  /** Of text and graph, with their lines. */
  readonly issues: readonly Issue[]
}

/** Reads and compiles a document; what is wrong with it is in its issues. */
export function readingOf(text: string, catalogue: Catalogue, secrets?: readonly string[]): Reading {
  const { pipeline, issues, locate } = readPipeline(text, { secrets })
  const known = secrets === undefined ? {} : { secrets }
  if (pipeline === null) return { text, catalogue, ...known, pipeline, compiled: null, issues }
  const compiled = compile(pipeline, catalogue)
  return { text, catalogue, ...known, pipeline, compiled, issues: [...issues, ...compiled.issues.map((i) => ({ ...i, at: locate(i.at) }))] }
}
