import { schemaIssues } from '../graph.ts'
import { type Issue, issue, type Place } from '../issue.ts'
import { type AnyNodeType, contractOf, portsOf } from '../node-type.ts'
import { inferOp } from '../op-shape.ts'
import { type DraftOp, type Flow, op } from '../plan.ts'
import { type Shape, visible } from '../shape.ts'

/** What the wires into a node carry, by in-port. */
export type Inputs = Readonly<Record<string, readonly Shape[]>>
export type Fit = { readonly issues: readonly Issue[] /** By out-port, where known. */; readonly shapes: Readonly<Record<string, Shape>> }

/** What a node would do with what some wires carry, without the rest of the pipeline. Paths of issues begin in the node's config. */
export function fitOf(type: AnyNodeType, config: unknown, inputs: Inputs): Fit {
  const read = type.config.safeParse(config)
  if (!read.success) return { issues: schemaIssues(type.config, read.error.issues, [], config, ''), shapes: {} }
  const issues = (type.check?.(read.data) ?? []).map((found) =>
    issue('SETTING', { path: 'path' in found ? found.path : [] }, found.message, found.hint),
  )
  const inference = new Inference(issues)
  const flows: Record<string, Flow> = {}
  for (const port of portsOf(type, read.data).in) {
    if ((inputs[port] ?? []).length === 0) return { issues, shapes: {} }
    flows[port] = inference.joined(type, inputs[port])
  }
  const shapes: Record<string, Shape> = {}
  for (const [port, flow] of Object.entries(type.plan(read.data, flows))) {
    const { body, inputs: from } = flow.op
    const shape = inference.shapeOf(flow)
    if (shape !== null) shapes[port] = shape
    const late = body.op === 'aggregate' && body.window.kind !== 'none' ? inference.shapeOf(from[0]) : null
    if (late !== null) shapes.late = late
  }
  const contract = contractOf(type, read.data)
  if (contract?.kind === 'sink' && !contract.replaces && inputs.in?.some(({ output }) => output === 'complete'))
    issues.push(issue('OUTPUT_NEEDS_REPLACE', {}, 'it cannot replace what it wrote, which output complete needs'))
  return { issues, shapes }
}

/** What a node gets from some wires into one port: joined, and decoded as lines unless it wants bytes. Null when they cannot be joined. */
export function arriving(type: AnyNodeType, shapes: readonly Shape[]): Shape | null {
  const inference = new Inference([])
  return shapes.length === 0 ? null : inference.shapeOf(inference.joined(type, shapes))
}

class Inference {
  readonly #known = new Map<DraftOp, Shape | null>()
  readonly #issues: Issue[]

  constructor(issues: Issue[]) {
    this.#issues = issues
  }

  joined(type: AnyNodeType, shapes: readonly Shape[]): Flow {
    const each = shapes.map((shape) => {
      const flow = op({ op: 'source', delivery: 'replay', receiver: null, fields: shape.raw === true ? null : visible(shape) })
      this.#known.set(flow.op, shape)
      return shape.raw === true && type.bytes !== true ? op({ op: 'decode', codec: { kind: 'lines' } }, flow) : flow
    })
    return each.length === 1 ? each[0] : op({ op: 'union' }, ...each)
  }

  shapeOf({ op: draft, port }: Flow): Shape | null {
    if (port !== 'out') return draft.inputs[0] === undefined ? null : this.shapeOf(draft.inputs[0])
    const known = this.#known.get(draft)
    if (known !== undefined) return known
    const shapes = draft.inputs.map((input) => this.shapeOf(input))
    this.#known.set(draft, null)
    if (shapes.includes(null)) return null
    const at = (path: readonly (string | number)[]): Place => ({ path })
    const inferred = inferOp(draft.body, shapes as Shape[], '', at)
    this.#issues.push(...inferred.issues)
    if (inferred.body === null) return null
    this.#known.set(draft, inferred.shape)
    return inferred.shape
  }
}
