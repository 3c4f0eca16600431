import type { NotifyTarget, Rule } from './alert.ts'
import { fieldsOf } from './expr/index.ts'
import { type GraphNode, type GraphWire, MAX_NODES, type Pipeline, schemaIssues } from './graph.ts'
import { type PathGuarantee, pathGuarantee, type SinkLink, type SourceLink } from './guarantee.ts'
import { type Issue, issue, type Place, suggestion } from './issue.ts'
import { type AnyNodeType, type Catalogue, contractOf, defaultPort, type Ports, portsOf, typeNamed } from './node-type.ts'
import { inferOp } from './op-shape.ts'
import { type DraftOp, type Flow, type OpInput, op, type Plan, type PlanOp, type PlanWire } from './plan.ts'
import { rawShape, type Shape, visible } from './shape.ts'

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

type Node = { id: string; graph: GraphNode; type: AnyNodeType; config: unknown; ports: Ports }
type DraftWire = Omit<PlanWire, 'output'>
type Draft = { id: string; node: string; plan: Omit<PlanOp, 'used' | 'id' | 'node'> | null; shape: Shape | null; implicit: string | null }

/** Turns a drawn graph into a plan. Pure; mistakes are issues. The designer calls it on every edit, the server before a deploy. */
export function compile(pipeline: Pipeline, catalogue: Catalogue): Compiled {
  const run = new Compilation(pipeline, catalogue)
  return run.result()
}

class Compilation {
  readonly #pipeline: Pipeline
  readonly #catalogue: Catalogue
  readonly #issues: Issue[] = []
  readonly #nodes = new Map<string, Node>()
  readonly #flows = new Map<string, Flow>()
  readonly #drafts = new Map<DraftOp, Draft>()
  readonly #counts = new Map<string, number>()
  readonly #shapes: Record<string, Shape> = {}
  #wires: DraftWire[] = []
  #into = new Map<string, DraftWire[]>()
  #outOf = new Map<string, DraftWire[]>()

  constructor(pipeline: Pipeline, catalogue: Catalogue) {
    this.#pipeline = pipeline
    this.#catalogue = catalogue
  }

  result(): Compiled {
    if (Object.keys(this.#pipeline.nodes).length > MAX_NODES) {
      return {
        plan: null,
        issues: [issue('TOO_LARGE', {}, `more than ${MAX_NODES} nodes`)],
        guarantees: [],
        shapes: {},
        rules: [],
        targets: [],
      }
    }
    const off = this.#disabled()
    for (const [id, graph] of Object.entries(this.#pipeline.nodes)) if (!off.has(id)) this.#readNode(id, graph)
    this.#wires = this.#pipeline.wires.filter((w) => !off.has(w.from.node) && !off.has(w.to.node)).flatMap((wire) => this.#readWire(wire))
    this.#into = Map.groupBy(this.#wires, (wire) => wire.to.node)
    this.#outOf = Map.groupBy(this.#wires, (wire) => wire.from.node)
    this.#reportDuplicates()
    for (const node of this.#order()) this.#planNode(node)
    const sinks = [...this.#drafts].filter(([draft]) => draft.body.op === 'sink')
    if (sinks.length === 0 && !this.#failed()) {
      this.#issues.push(issue('NO_SINK', {}, 'nothing leaves this pipeline', 'add a consume or consign node and wire something to it'))
    }
    const plan = this.#failed() ? null : this.#assemble(sinks.map(([draft]) => draft))
    const guarantees = plan === null ? [] : pathGuarantees(plan, (node) => this.#contract(node))
    for (const { sink, weakest } of guarantees) {
      if (weakest !== null && weakest.at !== sink && this.#pipeline.durability === 'fast')
        this.#issues.push(issue('LOSSY', { node: sink }, weakest.reason, 'use durability safe'))
    }
    return { plan, issues: this.#issues, guarantees, shapes: this.#shapes, rules: [], targets: [] }
  }

  #failed(): boolean {
    return this.#issues.some((i) => i.level === 'error')
  }

  #contract(node: string) {
    const { type, config } = this.#nodes.get(node)!
    return contractOf(type, config)
  }

  /** Disabled nodes, and nodes that get input from such nodes only. */
  #disabled(): Set<string> {
    const off = new Set(Object.entries(this.#pipeline.nodes).flatMap(([id, node]) => (node.enabled ? [] : [id])))
    for (let grown = off.size > 0; grown; ) {
      grown = false
      for (const id of Object.keys(this.#pipeline.nodes)) {
        const feeds = this.#pipeline.wires.filter((w) => w.to.node === id)
        if (!off.has(id) && feeds.length > 0 && feeds.every((w) => off.has(w.from.node))) {
          off.add(id)
          grown = true
        }
      }
    }
    return off
  }

  #readNode(id: string, graph: GraphNode): void {
    const base = ['nodes', id]
    const type = typeNamed(this.#catalogue, graph.type)
    if (type === undefined) {
      const known = Object.keys(this.#catalogue).filter((name) => !name.startsWith('test.'))
      const hint = suggestion(graph.type, known) ?? 'list them with `millrace nodes`'
      this.#issues.push(issue('UNKNOWN_NODE_TYPE', { node: id, path: [...base, 'type'] }, `there is no node type \`${graph.type}\``, hint))
      return
    }
    const read = type.config.safeParse(graph.config)
    if (!read.success) {
      this.#issues.push(...schemaIssues(type.config, read.error.issues, [...base, 'config'], graph.config, id))
      return
    }
    for (const found of type.check?.(read.data) ?? []) {
      const path = 'path' in found ? found.path : []
      this.#issues.push(issue('SETTING', { node: id, path: [...base, 'config', ...path] }, found.message, found.hint))
    }
    this.#nodes.set(id, { id, graph, type, config: read.data, ports: portsOf(type, read.data) })
  }

  #readWire(wire: GraphWire): DraftWire[] {
    const ends = [wire.from, wire.to]
    for (const end of ends) {
      if (!Object.hasOwn(this.#pipeline.nodes, end.node)) {
        this.#issues.push(
          issue(
            'UNKNOWN_NODE',
            { path: wire.path },
            `the wire names the node \`${end.node}\`, which does not exist`,
            suggestion(end.node, Object.keys(this.#pipeline.nodes)),
          ),
        )
      }
    }
    const [from, to] = ends.map((end) => this.#nodes.get(end.node))
    if (from === undefined || to === undefined) return []
    const out = wire.from.port ?? defaultPort(from.ports.out, 'out')
    const into = wire.to.port ?? defaultPort(to.ports.in, 'in')
    if (['errors', 'written', 'rejected'].includes(out) && !from.ports.out.includes(out)) {
      this.#issues.push(
        issue(
          'NOT_SUPPORTED',
          { node: from.id, path: wire.path },
          `the port \`${out}\` cannot be wired yet`,
          'dead letters are kept in the log of the run',
        ),
      )
      return []
    }
    if (!from.ports.out.includes(out) && out !== 'late') {
      this.#issues.push(
        issue(
          'UNKNOWN_PORT',
          { node: from.id, path: wire.path },
          `\`${from.id}\` (${from.graph.type}) has no out-port \`${out}\``,
          from.ports.out.length === 0 ? 'nothing leaves a sink' : `it has: ${from.ports.out.join(', ')}`,
        ),
      )
      return []
    }
    if (!to.ports.in.includes(into)) {
      this.#issues.push(
        issue(
          'UNKNOWN_PORT',
          { node: to.id, path: wire.path },
          `\`${to.id}\` (${to.graph.type}) has no in-port \`${into}\``,
          to.ports.in.length === 0 ? 'nothing can be wired to a source' : `it has: ${to.ports.in.join(', ')}`,
        ),
      )
      return []
    }
    return [
      {
        id: `${from.id}.${out}>${to.id}.${into}`,
        from: { node: from.id, port: out },
        to: { node: to.id, port: into },
        channel: wire.channel,
      },
    ]
  }

  #reportDuplicates(): void {
    const seen = new Set<string>()
    for (const { id, to } of this.#wires) {
      if (seen.has(id))
        this.#issues.push(
          issue('DUPLICATE_WIRE', { node: to.node, wire: id }, `the wire ${id} is there twice`, 'delete one: records would be doubled'),
        )
      seen.add(id)
    }
  }

  /** Nodes in topological order; those in a circle are reported and left out. */
  #order(): Node[] {
    const open = new Map([...this.#nodes.keys()].map((id) => [id, this.#into.get(id)?.length ?? 0]))
    const ready = [...open].flatMap(([id, n]) => (n === 0 ? [id] : []))
    const order: Node[] = []
    for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
      order.push(this.#nodes.get(id)!)
      open.delete(id)
      for (const { to } of this.#outOf.get(id) ?? []) {
        const left = open.get(to.node)! - 1
        open.set(to.node, left)
        if (left === 0) ready.push(to.node)
      }
    }
    if (open.size > 0) {
      const circle = [...open.keys()]
      this.#issues.push(
        issue(
          'CYCLE',
          { node: circle[0], path: ['wires'] },
          `wires lead in a circle through ${circle.slice(0, 5).join(', ')}`,
          'take out the wire that leads back',
        ),
      )
    }
    return order
  }

  #planNode(node: Node): void {
    const inputs: Record<string, Flow> = {}
    for (const port of node.ports.in) {
      const wires = (this.#into.get(node.id) ?? []).filter((w) => w.to.port === port)
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
    for (const wire of this.#outOf.get(node.id) ?? []) {
      const flow = this.#flows.get(`${node.id}.${wire.from.port}`)
      if (flow === undefined && wire.from.port === 'late') {
        this.#issues.push(
          issue('UNKNOWN_PORT', { node: node.id, wire: wire.id }, `\`${node.id}\` has no port \`late\`: only a window has late records`),
        )
      }
      const shape = flow === undefined ? null : this.#shapeOf(flow)
      if (shape !== null) this.#shapes[wire.id] = shape
    }
    if (node.ports.out.length > 0 && !this.#outOf.has(node.id)) {
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

  #failedUpstream(node: Node): boolean {
    return this.#pipeline.wires.some((w) => w.to.node === node.id && !this.#nodes.has(w.from.node))
  }

  /** Undecoded bytes are read as lines by every node but those that want bytes. */
  #decoded(flow: Flow, node: Node): Flow {
    if (node.type.bytes === true || this.#shapeOf(flow)?.raw !== true) return flow
    return this.#implicit(node, 'decode', op({ op: 'decode', codec: { kind: 'lines' } }, flow))
  }

  #implicit(node: Node, role: string, flow: Flow): Flow {
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
  #draft(draft: DraftOp, node: Node, implicit: string | null = null): Draft {
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
  #source(draft: DraftOp, node: Node): { body: DraftOp['body']; owner: string; id?: string } {
    const fed = this.#into.get(node.id)?.[0]
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

  #checkSink(input: Shape, node: Node): void {
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

  #assemble(sinks: readonly DraftOp[]): Plan | null {
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
    const used = usedFields(linked)
    const planned = linked.map((o) => ({ ...o, used: o.shape.fields.map((f) => f.name).filter((name) => used.get(o.id)!.has(name)) }))
    const present = new Set(planned.map((o) => o.node))
    return {
      name: this.#pipeline.name,
      trigger: this.#pipeline.trigger,
      durability: this.#pipeline.durability,
      watermarkPolicy: 'min',
      ops: planned,
      wires: this.#wires.filter((w) => this.#leadsToSink(w, present)).map((w) => ({ ...w, output: this.#outputOn(w) })),
      nodes: Object.fromEntries([...this.#nodes.values()].map((n) => [n.id, { type: n.graph.type, config: n.config, place: placeOf(n) }])),
      queries: queriesOf(planned),
      taps: [],
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

  #outputOn({ from }: DraftWire): OpInput {
    const { op, port } = this.#flows.get(`${from.node}.${from.port}`)!
    const { id, node } = this.#drafts.get(op)!
    // in front of a receiver the source's own draft is not the one that is planned
    return { op: op.body.op === 'source' ? node : id, port }
  }

  #leadsToSink(wire: DraftWire, present: ReadonlySet<string>): boolean {
    const through = (node: string): boolean => present.has(node) || (this.#outOf.get(node) ?? []).some((w) => present.has(w.to.node))
    return through(wire.from.node) && through(wire.to.node)
  }
}

/** What the saved position or output of a node belongs to. */
function placeOf({ type, config }: Node): unknown {
  if (type.place !== undefined) return type.place(config)
  const contract = contractOf(type, config)
  return contract?.kind === 'source' && contract.delivery === 'replay' ? config : null
}

/** Per op and out-port (`id` or `id.late`), which fields something downstream reads; sinks read all that people see. */
function usedFields(ops: readonly PlanOp[]): Map<string, Set<string>> {
  const byId = new Map(ops.map((o) => [o.id, o]))
  const used = new Map<string, Set<string>>(
    ops.flatMap((o) => [
      [o.id, new Set()],
      [`${o.id}.late`, new Set()],
    ]),
  )
  const shapeOf = (input: OpInput): Shape => {
    const from = byId.get(input.op)!
    return input.port === 'late' ? shapeOf(from.inputs[0]) : from.shape
  }
  for (let i = ops.length - 1; i >= 0; i--) {
    const o = ops[i]
    for (const input of o.inputs) {
      const needs = used.get(input.port === 'late' ? `${input.op}.late` : input.op)!
      for (const name of readsOf(o, used.get(o.id)!, shapeOf(input))) needs.add(name)
      if (o.body.op === 'aggregate') for (const name of used.get(`${o.id}.late`)!) needs.add(name)
    }
  }
  return used
}

/** What an op reads of its input so that it can yield `wanted`. */
function readsOf(o: PlanOp, wanted: ReadonlySet<string>, input: Shape): string[] {
  const { body } = o
  switch (body.op) {
    case 'source':
    case 'decode':
      return []
    case 'time':
      return 'field' in body.from ? [...wanted, body.from.field] : [...wanted]
    case 'filter':
      return [...wanted, ...fieldsOf(body.where)]
    case 'map': {
      const names = new Map(input.fields.map((f) => [body.rename[f.name] ?? f.name, f.name]))
      const set = body.set.filter((s) => wanted.has(s.name))
      const kept = [...wanted].filter((name) => !body.set.some((s) => s.name === name)).map((name) => names.get(name)!)
      return [...kept, ...set.flatMap((s) => fieldsOf(s.value))]
    }
    case 'explode':
      return [...[...wanted].filter((name) => name !== body.as), body.field]
    case 'union':
      return [...wanted].filter((name) => input.fields.some((f) => f.name === name))
    case 'aggregate': {
      const time = body.window.kind === 'none' || input.time === null ? [] : [input.time.field]
      return [...time, ...body.keys, ...body.aggs.flatMap((a) => [a.field, a.order].filter((f) => f !== undefined))]
    }
    case 'sink':
      return visible(o.shape).map((f) => f.name)
  }
}

/** Ops upstream of a sink form a query; sinks that share a stateful op share one. */
function queriesOf(ops: readonly PlanOp[]): string[][] {
  const byId = new Map(ops.map((o) => [o.id, o]))
  const upstream = (id: string, into: Set<string>): Set<string> => {
    if (!into.has(id)) {
      into.add(id)
      for (const input of byId.get(id)!.inputs) upstream(input.op, into)
    }
    return into
  }
  const queries: Set<string>[] = []
  for (const sink of ops.filter((o) => o.body.op === 'sink')) {
    const mine = upstream(sink.id, new Set())
    const stateful = [...mine].filter((id) => byId.get(id)!.body.op === 'aggregate')
    const shared = queries.filter((q) => stateful.some((id) => q.has(id)))
    for (const q of shared) {
      for (const id of q) mine.add(id)
      queries.splice(queries.indexOf(q), 1)
    }
    queries.push(mine)
  }
  return queries.map((q) => [...q])
}

function pathGuarantees(plan: Plan, contract: (node: string) => ReturnType<typeof contractOf>): PathGuarantee[] {
  const byId = new Map(plan.ops.map((o) => [o.id, o]))
  return plan.ops.flatMap((sink) => {
    if (sink.body.op !== 'sink') return []
    const sources = new Map<string, SourceLink>()
    const seen = new Set<PlanOp>()
    const visit = (o: PlanOp): void => {
      if (seen.has(o)) return
      seen.add(o)
      if (o.body.op === 'source')
        sources.set(o.id, { node: o.node, delivery: o.body.delivery, reliable: o.body.receiver?.reliable ?? false })
      for (const input of o.inputs) visit(byId.get(input.op)!)
    }
    visit(sink)
    const own = contract(sink.node)
    const link: SinkLink = { node: sink.node, class: own?.kind === 'sink' ? own.class : 'plain' }
    return [pathGuarantee(link, [...sources.values()], plan.durability)]
  })
}
