import type { Compiled } from './compile.ts'
import type { Pipeline } from './graph.ts'
import { type Catalogue, defaultPort, portsOf, type Stage, typeNamed } from './node-type.ts'
import type { GraphView } from './protocol.ts'
import { maskedSecrets } from './secret.ts'
import { visible } from './shape.ts'

/** A read document as canvases draw it: also what is wrong or unknown has its place. */
export function graphView(pipeline: Pipeline, compiled: Compiled, catalogue: Catalogue): GraphView {
  const guarantees = new Map(compiled.guarantees.map((g) => [g.sink, g]))
  return {
    nodes: Object.entries(pipeline.nodes).map(([id, { type, title, config }]) => {
      const known = typeNamed(catalogue, type)
      const guarantee = guarantees.get(id)
      const place = pipeline.layout[id]
      const on = (config as { on?: unknown }).on
      return {
        id,
        type,
        stage: type.split('.')[0] as Stage,
        title: title ?? id,
        at: place === undefined ? null : [place[0], place[1]],
        config: known === undefined ? config : maskedSecrets(known.config, config),
        guarantee: guarantee === undefined ? null : { label: guarantee.guarantee, weakest: guarantee.weakest?.reason ?? null },
        on: type.startsWith('control.') && typeof on === 'string' ? on : null,
      }
    }),
    wires: pipeline.wires.map(({ from, to }) => {
      const source = { node: from.node, port: from.port ?? portOf(pipeline, catalogue, from.node, 'out') }
      const target = { node: to.node, port: to.port ?? portOf(pipeline, catalogue, to.node, 'in') }
      const id = `${source.node}.${source.port}>${target.node}.${target.port}`
      const shape = compiled.shapes[id]
      return { id, from: source, to: target, fields: shape === undefined ? [] : visible(shape).map(({ name, type }) => ({ name, type })) }
    }),
  }
}

/** The default port of a node as far as its settings can be read. */
function portOf(pipeline: Pipeline, catalogue: Catalogue, node: string, side: 'in' | 'out'): string {
  if (!Object.hasOwn(pipeline.nodes, node)) return side
  const graph = pipeline.nodes[node]
  const type = typeNamed(catalogue, graph.type)
  const config = type?.config.safeParse(graph.config)
  if (type === undefined || config === undefined || !config.success) return side
  return defaultPort(portsOf(type, config.data)[side], side)
}
