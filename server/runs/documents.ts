import type { NotifyTarget, Rule } from '../../core/alert.ts'
import { type Compiled, compile } from '../../core/compile.ts'
import { AppError } from '../../core/error.ts'
import { type Pipeline, readPipeline } from '../../core/graph.ts'
import { graphView } from '../../core/graph-view.ts'
import type { Issue } from '../../core/issue.ts'
import type { Plan } from '../../core/plan.ts'
import type { GraphView } from '../../core/protocol.ts'
import { catalogue } from '../../nodes/types.gen.ts'

/** A document that cannot be run; carries what is wrong with it. */
export class InvalidPipeline extends AppError {
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    const errors = issues.filter((issue) => issue.level === 'error')
    super(
      'PIPELINE_INVALID',
      `the pipeline has ${errors.length === 1 ? 'a mistake' : `${errors.length} mistakes`}: ${errors[0]?.message ?? ''}`,
      {
        blame: 'user',
        hint: errors[0]?.hint ?? 'see its issues',
      },
    )
    this.issues = issues
  }
}

/** What a document's text means to the server. */
export type ReadDocument = {
  /** null when the text itself is broken. */
  readonly pipeline: Pipeline | null
  readonly plan: Plan | null
  readonly issues: readonly Issue[]
  readonly graph: GraphView | null
  readonly rules: readonly Rule[]
  readonly targets: readonly NotifyTarget[]
}

/** Reads and compiles a document. Never throws for what the author wrote. `secrets` = those there are; their names are not checked without it. */
export function readDocument(text: string, secrets?: readonly string[]): ReadDocument {
  const { pipeline, issues, locate } = readPipeline(text, { secrets })
  if (pipeline === null) return { pipeline, plan: null, issues, graph: null, rules: [], targets: [] }
  const compiled: Compiled = compile(pipeline, catalogue)
  const all = [...issues, ...compiled.issues.map((issue) => ({ ...issue, at: locate(issue.at) }))]
  const broken = issues.some((issue) => issue.level === 'error')
  return {
    pipeline,
    plan: broken ? null : compiled.plan,
    issues: all,
    graph: graphView(pipeline, compiled, catalogue),
    rules: compiled.rules,
    targets: compiled.targets,
  }
}

/** Reads a document that must be runnable; throws InvalidPipeline. */
export function runnable(text: string, secrets?: readonly string[]): ReadDocument & { readonly pipeline: Pipeline; readonly plan: Plan } {
  const read = readDocument(text, secrets)
  if (read.pipeline === null || read.plan === null) throw new InvalidPipeline(read.issues)
  return { ...read, pipeline: read.pipeline, plan: read.plan }
}
