import type { NotifyTarget, Rule } from './alert.ts'
import { type Drawing, type DrawnNode, type DrawnWire, readDrawing } from './drawing.ts'
import { freeRules } from './free-rules.ts'
import { MAX_NODES, type Pipeline } from './graph.ts'
import { type PathGuarantee, pathGuarantees } from './guarantee.ts'
import { type Issue, issue, type Place } from './issue.ts'
import { type Catalogue, contractOf } from './node-type.ts'
import { inferOp } from './op-shape.ts'
import { type DraftOp, type Flow, type OpInput, op, type Plan, type PlanOp, type TapPoint } from './plan.ts'
import { queriesOf } from './queries.ts'
import { type ReadRules, readRules, strayTargets, type Watchable } from './rules.ts'
import { rawShape, type Shape } from './shape.ts'
import { usedFields } from './used-fields.ts'

export type Compiled = {
  /** null when an issue is an error. */
  readonly plan: Plan | null
  readonly issues: Issue[]
  readonly guarantees: readonly PathGuarantee[]
  /** What each wire carries, also where other parts have errors. */
  readonly shapes: Readonly<Record<string, Shape>>
  /** What is watched, and where alerts go; those that are right, also where other parts have errors. */
  readonly rules: readonly Rule[]
  readonly targets: readonly NotifyTarget[]
}

type Draft = { id: string; node: string; plan: Omit<PlanOp, 'used' | 'id' | 'node'> | null; shape: Shape | null; implicit: string | null }

/** Turns a drawn graph into a plan. Pure; mistakes are issues. The designer calls it on every edit, the server before a deploy. */
export function compile(pipeline: Pipeline, catalogue: Catalogue): Compiled {
  if (Object.keys(pipeline.nodes).length > MAX_NODES) {
    const issues = [issue('TOO_LARGE', {}, `more than ${MAX_NODES} nodes`)]
    return { plan: null, issues, guarantees: [], shapes: {}, rules: [], targets: [] }
  }
  return new Compilation(pipeline, readDrawing(pipeline, catalogue)).result()
}

class Compilation {
  readonly #pipeline: Pipeline
  readonly #drawing: Drawing
  readonly #issues: Issue[]
  readonly #flows = new Map<string, Flow>()
  readonly #drafts = new Map<DraftOp, Draft>()
  readonly #counts = new Map<string, number>()
  readonly #shapes: Record<string, Shape> = {}

  constructor(pipeline: Pipeline, drawing: Drawing) {
    this.#pipeline = pipeline
    this.#drawing = drawing
    this.#issues = [...drawing.issues]
  }

  result(): Compiled {
    for (const node of this.#drawing.order) this.#planNode(node)
    const sinks = [...this.#drafts].filter(([draft]) => draft.body.op === 'sink')
    if (sinks.length === 0 && !this.#failed()) {
      this.#issues.push(issue('NO_SINK', {}, 'nothing leaves this pipeline', 'add a consume or consign node and wire something to it'))
    }
    const read = this.#readRules()
    this.#issues.push(...read.issues)
    const drawn = this.#failed()
      ? null
      : this.#assemble(
          sinks.map(([draft]) => draft),
          read.taps,
        )
    const rules = drawn === null ? read.rules : [...read.rules, ...freeRules(drawn, read.rules)]
    if (drawn !== null) this.#issues.push(...strayTargets(read.targets, rules))
    const plan = this.#failed() ? null : drawn
    const guarantees = plan === null ? [] : pathGuarantees(plan, (node) => this.#contract(node))
    for (const { sink, weakest } of guarantees) {
      if (weakest !== null && weakest.at !== sink && this.#pipeline.durability === 'fast')
        this.#issues.push(issue('LOSSY', { node: sink }, weakest.reason.en, 'use durability safe'))
    }
    return { plan, issues: this.#issues, guarantees, shapes: this.#shapes, rules, targets: read.targets }
  }

  #readRules(): ReadRules {
    const controls = [...this.#drawing.nodes.values()].flatMap(({ id, type, config }) => {
      const control = type.control?.(config)
      return control === undefined ? [] : [[id, control] as const]
    })
    const watchable: Watchable = {
      nodes: Object.keys(this.#pipeline.nodes).filter((id) => !this.#pipeline.nodes[id].type.startsWith('control.')),
      wires: this.#drawing.wires.map((wire) => wire.id),
      running: this.#running(),
      leaving: (node) => this.#leaving(node),
    }
    return readRules(this.#pipeline.alerts, new Map(controls), watchable)
  }

  /** Nodes from which wires lead to a sink; with mistakes elsewhere nobody knows, and all count. */
  #running(): Set<string> {
    if (this.#failed()) return new Set(Object.keys(this.#pipeline.nodes))
    const found = new Set<string>()
    const visit = (node: string): void => {
      if (found.has(node)) return
      found.add(node)
      for (const wire of this.#drawing.into.get(node) ?? []) visit(wire.from.node)
    }
    for (const [{ body }, { node }] of this.#drafts) if (body.op === 'sink') visit(node)
    return found
  }

  #leaving(id: string): ReturnType<Watchable['leaving']> {
    const node = this.#drawing.nodes.get(id)
    if (node === undefined) return null
    const { out } = node.ports
    const port = this.#contract(id)?.kind === 'sink' ? 'written' : out.includes('out') || out.length === 0 ? 'out' : out[0]
    if (port !== 'out' && out.length > 1) return 'several'
    const flow = this.#flows.get(`${id}.${port}`)
    const shape = flow === undefined ? null : this.#shapeOf(flow)
    return flow === undefined || shape === null ? null : { op: this.#outputOf(flow).op, shape }
  }

  #failed(): boolean {
    return this.#issues.some((i) => i.level === 'error')
  }

  #contract(node: string) {
    const { type, config } = this.#drawing.nodes.get(node)!
    return contractOf(type, config)
  }

  #planNode(node: DrawnNode): void {
    const inputs: Record<string, Flow> = {}
    for (const port of node.ports.in) {
      const wires = (this.#drawing.into.get(node.id) ?? []).filter((w) => w.to.port === port)
      const flows = wires.flatMap((w) => {
        const flow = this.#flows.get(`${w.from.node}.${w.from.port}`)
        return flow === undefined ? [] : [this.#decoded(flow, node)]
      })
      if (wires.length === 0 && !this.#failedUpstream(node)) {
        this.#issues.push(
          issue(
            'INPUT_MISSING',
            { node: node.id },
            `nothing is wired to \`${node.id}\`${port === 'in' ? '' : `, port ${port}`}`,
            'wire a node to it, or delete it',
          ),
        )
      }
      if (wires.length === 0 || flows.length < wires.length) return
      inputs[port] =
        flows.length === 1 ? flows[0] : this.#implicit(node, port === 'in' ? 'union' : `union-${port}`, op({ op: 'union' }, ...flows))
    }
    const outputs = node.type.plan(node.config, inputs)
    for (const [port, flow] of Object.entries(outputs)) {
      this.#draft(flow.op, node)
      this.#flows.set(`${node.id}.${port}`, flow)
      if (flow.op.body.op === 'aggregate' && flow.op.body.window.kind !== 'none')
        this.#flows.set(`${node.id}.late`, { op: flow.op, port: 'late' })
    }
    for (const wire of this.#drawing.outOf.get(node.id) ?? []) {
      const flow = this.#flows.get(`${node.id}.${wire.from.port}`)
      if (flow === undefined && wire.from.port === 'late') {
        this.#issues.push(
          issue('UNKNOWN_PORT', { node: node.id, wire: wire.id }, `\`${node.id}\` has no port \`late\`: only a window has late records`),
        )
      }
      const shape = flow === undefined ? null : this.#shapeOf(flow)
      if (shape !== null) this.#shapes[wire.id] = shape
    }
    if (node.ports.out.length > 0 && !this.#drawing.outOf.has(node.id)) {
      this.#issues.push(
        issue(
          'OUTPUT_UNUSED',
          { node: node.id },
          `nothing takes what \`${node.id}\` yields; it is left out of the run`,
          'wire it to a consume or consign node, or delete it',
        ),
      )
    }
  }

  #failedUpstream(node: DrawnNode): boolean {
    return this.#pipeline.wires.some((w) => w.to.node === node.id && !this.#drawing.nodes.has(w.from.node))
  }

  /** Undecoded bytes are read as lines by every node but those that want bytes. */
  #decoded(flow: Flow, node: DrawnNode): Flow {
    if (node.type.bytes === true || this.#shapeOf(flow)?.raw !== true) return flow
    return this.#implicit(node, 'decode', op({ op: 'decode', codec: { kind: 'lines' } }, flow))
  }

  #implicit(node: DrawnNode, role: string, flow: Flow): Flow {
    this.#draft(flow.op, node, role)
    return flow
  }

  #shapeOf(flow: Flow): Shape | null {
    const draft = this.#drafts.get(flow.op)
    if (draft?.plan == null) return null
    if (flow.port === 'out') return draft.shape
    const [input] = flow.op.inputs
    return input === undefined ? null : this.#shapeOf(input)
  }

  /** Types a draft op and its inputs, once. */
  #draft(draft: DraftOp, node: DrawnNode, implicit: string | null = null): Draft {
    const known = this.#drafts.get(draft)
    if (known !== undefined) return known
    for (const input of draft.inputs) this.#draft(input.op, node)
    const { body, owner, id: taken } = this.#source(draft, node)
    const id = taken ?? (implicit === null ? this.#nextId(owner) : `${owner}/${implicit}`)
    const made: Draft = { id, node: owner, plan: null, shape: null, implicit }
    this.#drafts.set(draft, made)
    const shapes = draft.inputs.map((input) => this.#shapeOf(input))
    if (shapes.some((shape) => shape === null)) return made
    const at = (path: readonly (string | number)[]): Place => ({
      node: node.id,
      path: path.length === 0 ? ['nodes', node.id] : ['nodes', node.id, 'config', ...path],
    })
    const inferred = inferOp(body, shapes as Shape[], id, at)
    this.#issues.push(...inferred.issues)
    if (inferred.body === null) return made
    if (body.op === 'sink') this.#checkSink(shapes[0] ?? rawShape, node)
    made.plan = {
      body: inferred.body,
      inputs: draft.inputs.map((input) => ({ op: this.#drafts.get(input.op)!.id, port: input.port })),
      shape: inferred.shape,
    }
    made.shape = inferred.shape
    return made
  }

  /** A receiver yields the source in front of it, with the decoder that came with it, and its own settings: the ops stay the source's. */
  #source(draft: DraftOp, node: DrawnNode): { body: DraftOp['body']; owner: string; id?: string } {
    const fed = this.#drawing.into.get(node.id)?.[0]
    const owner = contractOf(node.type, node.config)?.kind === 'source' || fed === undefined ? node.id : fed.from.node
    if (draft.body.op !== 'source') {
      const came = fed === undefined ? undefined : this.#flows.get(`${fed.from.node}.${fed.from.port}`)?.op
      const again = draft.body.op === 'decode' && came !== draft && came?.body === draft.body
      return again ? { body: draft.body, owner, id: this.#drafts.get(came)!.id } : { body: draft.body, owner: node.id }
    }
    const { delivery, receiver } = draft.body
    if (delivery === 'replay') return { body: { ...draft.body, receiver: null }, owner }
    return {
      body: {
        ...draft.body,
        receiver: receiver === null ? { reliable: true } : { ...receiver, ...(owner === node.id ? {} : { node: node.id }) },
      },
      owner,
    }
  }

  #nextId(node: string): string {
    const n = (this.#counts.get(node) ?? 0) + 1
    this.#counts.set(node, n)
    return n === 1 ? node : `${node}/${n}`
  }

  #checkSink(input: Shape, node: DrawnNode): void {
    const contract = contractOf(node.type, node.config)
    if (input.output === 'complete' && contract?.kind === 'sink' && !contract.replaces) {
      this.#issues.push(
        issue(
          'OUTPUT_NEEDS_REPLACE',
          { node: node.id },
          `\`${node.id}\` cannot replace what it wrote, which output complete needs`,
          'set the aggregate to output update or append, or use a file',
        ),
      )
    }
  }

  #assemble(sinks: readonly DraftOp[], taps: readonly TapPoint[]): Plan | null {
    const reached = new Set<DraftOp>()
    const visit = (draft: DraftOp): void => {
      if (reached.has(draft)) return
      for (const input of draft.inputs) visit(input.op)
      reached.add(draft)
    }
    for (const sink of sinks) visit(sink)
    const drafts = [...reached].map((draft) => this.#drafts.get(draft)!)
    const sources = new Set<string>()
    for (const draft of drafts) {
      if (draft.plan?.body.op !== 'source') continue
      if (sources.has(draft.node)) {
        this.#issues.push(
          issue(
            'INPUT_MISSING',
            { node: draft.node },
            `\`${draft.node}\` is read both through a receiver and directly`,
            'wire everything behind the receiver',
          ),
        )
        return null
      }
      sources.add(draft.node)
      this.#warnOfPush(draft)
      this.#renumber(draft)
    }
    const ids = new Map(drafts.map((draft) => [draft, draft.id]))
    const ops = drafts.map((draft) => ({ ...draft.plan!, id: ids.get(draft)!, node: draft.node, used: [] as string[] }))
    const inputIds = [...reached].map((draft) => draft.inputs.map((input) => ({ op: this.#drafts.get(input.op)!.id, port: input.port })))
    const linked = ops.map((o, i) => ({ ...o, inputs: inputIds[i] }))
    const looked = taps.filter((tap) => linked.some((o) => o.id === tap.op))
    const used = usedFields(
      linked,
      looked.flatMap(({ op, field, told }) => [field, ...told].map((name) => ({ op, field: name }))),
    )
    const planned = linked.map((o) => ({ ...o, used: o.shape.fields.map((f) => f.name).filter((name) => used.get(o.id)!.has(name)) }))
    const nodes = [...this.#drawing.nodes.values()].filter((n) => n.type.control === undefined)
    const present = new Set(planned.map((o) => o.node))
    return {
      name: this.#pipeline.name,
      trigger: this.#pipeline.trigger,
      durability: this.#pipeline.durability,
      watermarkPolicy: 'min',
      ops: planned,
      wires: this.#drawing.wires
        .filter((w) => this.#leadsToSink(w, present))
        .map((w) => ({ ...w, output: this.#outputOf(this.#flows.get(`${w.from.node}.${w.from.port}`)!) })),
      nodes: Object.fromEntries(nodes.map((n) => [n.id, { type: n.graph.type, config: n.config, place: placeOf(n) }])),
      queries: queriesOf(planned),
      taps: looked,
      segments: [planned.map((o) => o.id)],
    }
  }

  #warnOfPush({ plan, node }: Draft): void {
    if (plan?.body.op !== 'source' || plan.body.delivery !== 'push') return
    const until = plan.body.receiver?.reliable === false ? 'before it is committed' : 'before the ingest log has it'
    this.#issues.push(
      issue('NO_ACKNOWLEDGEMENT', { node }, `\`${node}\` cannot acknowledge: what arrives and is lost ${until} is not sent again`),
    )
  }

  /** The op of a source has the node's own id even when a receiver made it anew: positions hang on it. */
  #renumber(source: Draft): void {
    source.id = source.node
  }

  #outputOf({ op, port }: Flow): OpInput {
    const { id, node } = this.#drafts.get(op)!
    // in front of a receiver the source's own draft is not the one that is planned
    return { op: op.body.op === 'source' ? node : id, port }
  }

  #leadsToSink(wire: DrawnWire, present: ReadonlySet<string>): boolean {
    const through = (node: string): boolean =>
      present.has(node) || (this.#drawing.outOf.get(node) ?? []).some((w) => present.has(w.to.node))
    return through(wire.from.node) && through(wire.to.node)
  }
}

/** What the saved position or output of a node belongs to. */
function placeOf({ type, config }: DrawnNode): unknown {
  if (type.place !== undefined) return type.place(config)
  const contract = contractOf(type, config)
  return contract?.kind === 'source' && contract.delivery === 'replay' ? config : null
}
