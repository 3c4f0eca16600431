import { type GraphNode, type GraphWire, type Pipeline, schemaIssues } from './graph.ts'
import { type Issue, issue, suggestion } from './issue.ts'
import { type AnyNodeType, type Catalogue, defaultPort, type Ports, portsOf, typeNamed } from './node-type.ts'
import type { PlanWire } from './plan.ts'
import { secretIssues } from './secret.ts'

export type DrawnNode = { id: string; graph: GraphNode; type: AnyNodeType; config: unknown; ports: Ports }
export type DrawnWire = Omit<PlanWire, 'output'>

/** A graph without what is disabled: nodes whose settings could be read, and wires between their ports. */
export type Drawing = {
  readonly nodes: ReadonlyMap<string, DrawnNode>
  readonly wires: readonly DrawnWire[]
  /** Wires by the node they lead to, and by the one they come from. */
  readonly into: ReadonlyMap<string, readonly DrawnWire[]>
  readonly outOf: ReadonlyMap<string, readonly DrawnWire[]>
  /** Nodes in topological order; those in a circle are left out. */
  readonly order: readonly DrawnNode[]
  readonly issues: readonly Issue[]
}

/** Reads nodes and wires against the catalogue; what is wrong is an issue and left out. */
export const readDrawing = (pipeline: Pipeline, catalogue: Catalogue): Drawing => new DrawingReader(pipeline, catalogue).result()

class DrawingReader {
  readonly #pipeline: Pipeline
  readonly #catalogue: Catalogue
  readonly #issues: Issue[] = []
  readonly #nodes = new Map<string, DrawnNode>()
  #wires: DrawnWire[] = []
  #into = new Map<string, DrawnWire[]>()
  #outOf = new Map<string, DrawnWire[]>()

  constructor(pipeline: Pipeline, catalogue: Catalogue) {
    this.#pipeline = pipeline
    this.#catalogue = catalogue
  }

  result(): Drawing {
    const off = this.#disabled()
    for (const [id, graph] of Object.entries(this.#pipeline.nodes)) if (!off.has(id)) this.#readNode(id, graph)
    this.#wires = this.#pipeline.wires.filter((w) => !off.has(w.from.node) && !off.has(w.to.node)).flatMap((wire) => this.#readWire(wire))
    this.#into = Map.groupBy(this.#wires, (wire) => wire.to.node)
    this.#outOf = Map.groupBy(this.#wires, (wire) => wire.from.node)
    this.#reportDuplicates()
    return { nodes: this.#nodes, wires: this.#wires, into: this.#into, outOf: this.#outOf, order: this.#order(), issues: this.#issues }
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
    const secrets = secretIssues({ id, type, config: graph.config }, (path) => graph.outside?.has(path.join('/')) === true)
    this.#issues.push(...secrets)
    if (secrets.some(({ level }) => level === 'error')) return
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

  #readWire(wire: GraphWire): DrawnWire[] {
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
          from.ports.out.length === 0
            ? `nothing leaves a ${from.type.control === undefined ? 'sink' : 'control node'}`
            : `it has: ${from.ports.out.join(', ')}`,
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
          to.ports.in.length === 0
            ? to.type.control === undefined
              ? 'nothing can be wired to a source'
              : 'a control node has no wires: it watches what its `on` names'
            : `it has: ${to.ports.in.join(', ')}`,
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
  #order(): DrawnNode[] {
    const open = new Map([...this.#nodes.keys()].map((id) => [id, this.#into.get(id)?.length ?? 0]))
    const ready = [...open].flatMap(([id, n]) => (n === 0 ? [id] : []))
    const order: DrawnNode[] = []
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
}
