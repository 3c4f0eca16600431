import { type AnyNodeType, defaultPort, type Ports, portsOf, typeNamed } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'
import type { GraphView } from '../../../core/protocol.ts'
import type { Read } from './read.ts'

/** The ports of a type with some settings; null when the settings cannot be read and decide about them. */
function portsWith(type: AnyNodeType, config: unknown): Ports | null {
  const read = type.config.safeParse(config)
  if (!read.success) return typeof type.ports === 'function' ? null : type.ports
  const ports = portsOf(type, read.data)
  const inputs = Object.fromEntries(ports.in.map((port) => [port, op({ op: 'union' })]))
  const late = Object.values(type.plan(read.data, inputs)).some(
    ({ op: { body } }) => body.op === 'aggregate' && body.window.kind !== 'none',
  )
  return late ? { in: ports.in, out: [...ports.out, 'late'] } : ports
}

/** The port that a bare id of a node of this type means; null = there is none on that side. */
export function portFor(type: AnyNodeType, config: unknown, side: 'in' | 'out'): string | null {
  const ports = portsWith(type, config)
  if (ports === null) return type.stage === 'connect' && side === 'in' ? null : side
  return ports[side].length === 0
    ? null
    : defaultPort(
        ports[side].filter((port) => port !== 'late'),
        side,
      )
}

const known = new WeakMap<Read['graph'], ReadonlyMap<string, Ports>>()

/** The ports of each node: those that its settings give it, those that go without saying (`late`), and those that wires name. */
export function openPorts(read: Pick<Read, 'graph' | 'catalogue'>): ReadonlyMap<string, Ports> {
  const ports = known.get(read.graph) ?? portsOfGraph(read)
  known.set(read.graph, ports)
  return ports
}

function portsOfGraph({ graph, catalogue }: Pick<Read, 'graph' | 'catalogue'>): ReadonlyMap<string, Ports> {
  const wired = new Map<string, { in: Set<string>; out: Set<string> }>(graph.nodes.map(({ id }) => [id, { in: new Set(), out: new Set() }]))
  for (const { from, to } of graph.wires) {
    wired.get(from.node)?.out.add(from.port)
    wired.get(to.node)?.in.add(to.port)
  }
  return new Map(graph.nodes.map((node) => [node.id, open(node, wired.get(node.id)!)]))

  function open({ type: id, config, stage }: GraphView['nodes'][number], named: { in: Set<string>; out: Set<string> }): Ports {
    const type = typeNamed(catalogue, id)
    if (type === undefined || stage === 'control') return { in: [...named.in], out: [...named.out] }
    const ports = portsWith(type, config) ?? { in: ['in'], out: named.out.size > 0 ? [] : ['out'] }
    return { in: [...new Set([...ports.in, ...named.in])], out: [...new Set([...ports.out, ...named.out])] }
  }
}
