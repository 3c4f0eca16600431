import { typeNamed } from '../../../core/node-type.ts'
import { bestConfig } from '../../../core/suggest/index.ts'
import { openPorts, portFor } from './ports.ts'
import { type Read, wiringOf } from './read.ts'

/** What would be put into a wire: a node that is there, or a new one of a type. */
export type Splicing = { readonly node: string } | { readonly type: string }

/** The wire at a point of the window into which something would go; null when there is none, or it would not fit. */
export function spliceAt(read: Read, x: number, y: number, what: Splicing): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const id = element.closest<HTMLElement>('.react-flow__edge')?.dataset.id
    if (id !== undefined && fits(read, id, what)) return id
  }
  return null
}

/** Whether something can stand between the two ends of a wire. */
export function fits(read: Read, wire: string, what: Splicing): boolean {
  const link = read.graph.wires.find((w) => w.id === wire)
  const wiring = wiringOf(read)
  if (link === undefined || wiring === null) return false
  if ('node' in what) {
    const ports = openPorts(read).get(what.node)
    if (ports === undefined || ports.in.length === 0 || ports.out.length === 0) return false
    if (what.node === link.from.node || what.node === link.to.node) return false
    return wiring.misfit(link.from, { node: what.node, port: ports.in[0] }) === null
  }
  const type = typeNamed(read.catalogue, what.type)
  if (type === undefined || type.stage === 'control') return false
  if (portFor(type, {}, 'in') === null || portFor(type, {}, 'out') === null) return false
  const shape = wiring.outShape(link.from)
  return shape === null || bestConfig(type, shape) !== null
}
