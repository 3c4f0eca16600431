import { type Compiled, compile } from '../../../core/compile.ts'
import { type Pipeline, readPipeline } from '../../../core/graph.ts'
import { graphView } from '../../../core/graph-view.ts'
import type { Issue } from '../../../core/issue.ts'
import type { Catalogue } from '../../../core/node-type.ts'
import type { GraphView } from '../../../core/protocol.ts'

/** A document as the designer shows it. While its text is broken, everything but the issues is of the last text that could be read. */
export type Read = {
  readonly pipeline: Pipeline | null
  readonly compiled: Compiled | null
  readonly graph: GraphView
  /** Of the newest text, each with its line. */
  readonly issues: readonly Issue[]
  readonly stale: boolean
}

export const nothingRead: Read = { pipeline: null, compiled: null, graph: { nodes: [], wires: [] }, issues: [], stale: false }

/** Reads and compiles a document's text. Never throws for what the author wrote. */
export function readText(text: string, catalogue: Catalogue, before: Read): Read {
  const { pipeline, issues, locate } = readPipeline(text)
  if (pipeline === null) return { ...before, issues, stale: true }
  const compiled = compile(pipeline, catalogue)
  const all = [...issues, ...compiled.issues.map((issue) => ({ ...issue, at: locate(issue.at) }))]
  return { pipeline, compiled, graph: graphView(pipeline, compiled, catalogue), issues: all, stale: false }
}
