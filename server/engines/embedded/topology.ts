import type { FrameIndex, NodeRole } from '../../../core/metrics.ts'
import type { Plan, PlanOp } from '../../../core/plan.ts'

/** Facts about a plan that metrics ask for again and again. Nodes and wires are numbers: their places in `index`. */
export class Topology {
  readonly plan: Plan
  readonly index: FrameIndex
  /** Ops that take records from another node, and ops whose records go to one. */
  readonly entering: ReadonlySet<string>
  readonly leaving: ReadonlySet<string>
  /** Nodes of several filters over one input. */
  readonly routes: ReadonlySet<string>
  readonly #ops: ReadonlyMap<string, PlanOp>
  readonly #readers = new Map<string, PlanOp>()
  readonly #numbers: ReadonlyMap<string, number>

  constructor(plan: Plan) {
    this.plan = plan
    this.#ops = new Map(plan.ops.map((op) => [op.id, op]))
    const receivers = plan.ops.flatMap((o) => (o.body.op === 'source' && o.body.receiver?.node !== undefined ? [o.body.receiver.node] : []))
    const nodes = [...new Set([...plan.ops.map((o) => o.node), ...receivers])]
    this.#numbers = new Map(nodes.map((node, i) => [node, i]))
    const roles = new Map<string, NodeRole>()
    const filters = new Map<string, number>()
    const entering = new Set<string>()
    const leaving = new Set<string>()
    for (const { id, node, body, inputs } of plan.ops) {
      if (body.op === 'source' || (body.op === 'sink' && roles.get(node) !== 'source')) roles.set(node, body.op)
      if (body.op === 'filter') filters.set(node, (filters.get(node) ?? 0) + 1)
      for (const input of inputs) {
        const from = this.#ops.get(input.op)!
        if (!this.#readers.has(from.id)) this.#readers.set(from.id, this.#ops.get(id)!)
        if (from.node === node) continue
        entering.add(id)
        if (input.port === 'out' && from.body.op !== 'source') leaving.add(from.id)
      }
    }
    this.entering = entering
    this.leaving = leaving
    this.routes = new Set([...filters].flatMap(([node, n]) => (n > 1 ? [node] : [])))
    this.index = { nodes, roles: nodes.map((n) => roles.get(n) ?? 'inner'), wires: plan.wires.map((w) => w.id) }
  }

  op(id: string): PlanOp {
    return this.#ops.get(id)!
  }

  /** The op behind a source that decodes it or takes its rows. */
  reader(source: string): PlanOp | undefined {
    return this.#readers.get(source)
  }

  number(node: string): number {
    return this.#numbers.get(node)!
  }

  /** The nodes in front of an op. */
  inFront(of: PlanOp): number[] {
    const found = new Set<string>()
    const seen = new Set<string>()
    const visit = (op: PlanOp): void => {
      if (seen.has(op.id)) return
      seen.add(op.id)
      found.add(op.node)
      if (op.body.op === 'source' && op.body.receiver?.node !== undefined) found.add(op.body.receiver.node)
      for (const input of op.inputs) visit(this.op(input.op))
    }
    visit(of)
    found.delete(of.node)
    return [...found].map((node) => this.number(node))
  }

  wiresInto(node: string): number[] {
    return this.plan.wires.flatMap((wire, i) => (wire.to.node === node ? [i] : []))
  }

  wiresFrom(node: string): number[] {
    return this.plan.wires.flatMap((wire, i) => (wire.from.node === node ? [i] : []))
  }
}
