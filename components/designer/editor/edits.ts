import type { DataMap } from '../../../core/edit/data.ts'
import { type Command, freeId, type Position, wireId } from '../../../core/edit/index.ts'
import { nameOf } from '../../../core/edit/name.ts'
import type { Link } from '../../../core/edit/wires.ts'
import { type Catalogue, contractOf, typeNamed } from '../../../core/node-type.ts'
import type { Shape } from '../../../core/shape.ts'
import { bestConfig } from '../../../core/suggest/index.ts'
import type { Words } from '../../../core/words.ts'
import { behind, freePlace, overlaps, type Point, type Positions } from '../layout.ts'
import { makeRoom, type Room } from './make-room.ts'
import { portFor } from './ports.ts'
import { type Read, wiringOf } from './read.ts'

export type End = Link['from']
const NOTHING: Shape = { fields: [], time: null }

/** Settings to begin with: made for the fields that arrive, else such that nothing is left to fill in, else none. */
export function firstConfig(catalogue: Catalogue, type: string, arriving: Shape | null): DataMap {
  const known = typeNamed(catalogue, type)
  if (known === undefined) return {}
  if (known.stage === 'connect') return known.examples[0]?.config ?? {}
  if (known.stage === 'control') return {}
  const best = bestConfig(known, arriving ?? NOTHING)
  return best !== null && (arriving !== null || best.ready) ? best.config : {}
}

export type NewNode = {
  readonly type: string
  readonly at: Point
  readonly config?: DataMap
  /** The out-port that feeds it, the in-port that it feeds, or the wire that it is put into. */
  readonly from?: End | null
  readonly to?: End | null
  readonly into?: string | null
}

/** Adds a node with its wires, as one step. Control nodes have no wires: they watch what they would be wired to. */
export function addNode(read: Read, places: Positions, { type, at, config, from = null, to = null, into = null }: NewNode): Command {
  const { catalogue, graph } = read
  const id = freeId(idOf(type), new Set(graph.nodes.map((n) => n.id)))
  const fed = into === null ? from : (graph.wires.find((w) => w.id === into)?.from ?? null)
  const control = typeNamed(catalogue, type)?.stage === 'control'
  const settings = config ?? { ...firstConfig(catalogue, type, fed === null ? null : (wiringOf(read)?.outShape(fed) ?? null)) }
  const watching: DataMap = control && fed !== null && type === 'control.threshold' ? { on: fed.node, ...settings } : settings
  const room = into === null ? null : roomIn(read, places, into)
  const add: Command = { do: 'add-node', id, type, config: watching, at: positionOf(room?.at ?? at) }
  const ports = typeNamed(catalogue, type)
  const port = (side: 'in' | 'out'): string | null => (ports === undefined ? side : portFor(ports, settings, side))
  const [entry, exit] = [port('in'), port('out')]
  const wires: Command[] = control
    ? []
    : into !== null
      ? [{ do: 'splice', wire: into, id }]
      : [
          ...(from === null || entry === null ? [] : [wire(from, { node: id, port: entry })]),
          ...(to === null || exit === null ? [] : [wire({ node: id, port: exit }, to)]),
        ]
  return together(nameOf({}, add, catalogue), [...standing(read, places), ...moves(room), add, ...wires])
}

/** The short name of a type, for ids. */
const idOf = (type: string): string => type.split('.').at(-1)!
const wire = (from: End, to: End): Command => ({ do: 'add-wire', wire: wireId({ from, to }) })
export const positionOf = ({ x, y }: Point): Position => [x, y]

/** Moves nodes; the first time also says where those stand that the document has no place for, so that they stay. */
export function moveNodes(read: Read, places: Positions, to: Positions): Command {
  const move: Command = { do: 'move', to: asCommand(to) }
  return together(nameOf({}, move, read.catalogue), [...standing(read, places), move])
}

/** Pins nodes where they stand; as a move does, it also says where the others stand. */
export function pinNodes(read: Read, places: Positions, ids: readonly string[]): Command {
  const pin: Command = { do: 'pin', at: asCommand(Object.fromEntries(ids.map((id) => [id, places[id]]))) }
  return together(nameOf({}, pin, read.catalogue), [...standing(read, places), pin])
}

export const tidyNodes = (to: Positions): Command => ({ do: 'tidy', to: asCommand(to) })

const asCommand = (to: Positions): Record<string, Position> =>
  Object.fromEntries(Object.entries(to).map(([id, at]) => [id, positionOf(at)]))

/** What puts down where nodes stand now that the document has no place for. */
function standing({ graph }: Read, places: Positions): Command[] {
  const open = graph.nodes.filter((n) => n.at === null && n.stage !== 'control' && places[n.id] !== undefined)
  return open.length === 0 ? [] : [{ do: 'move', to: Object.fromEntries(open.map(({ id }) => [id, positionOf(places[id])])) }]
}

/** Several edits as one step; one stays as it is. */
const together = (name: Words, commands: readonly Command[]): Command =>
  commands.length === 1 ? commands[0] : { do: 'all', name, commands }

/** Deletes what is selected; null when that is nothing. `heal` joins what was in front of nodes to what was behind. */
export function removeAll(
  { graph, catalogue }: Read,
  { nodes, wires }: { readonly nodes: readonly string[]; readonly wires: readonly string[] },
  heal: boolean,
): Command | null {
  const gone = new Set(nodes)
  const left = graph.wires.filter((w) => wires.includes(w.id) && !gone.has(w.from.node) && !gone.has(w.to.node)).map((w) => w.id)
  const commands: Command[] = [
    ...(left.length === 0 ? [] : [{ do: 'remove-wires', wires: left } as const]),
    ...(nodes.length === 0 ? [] : [{ do: 'remove-nodes', ids: nodes, heal } as const]),
  ]
  return commands.length === 0 ? null : together(nameOf({}, commands.at(-1)!, catalogue), commands)
}

/** Joins two ports. A node that nobody set up yet gets settings made for what arrives, where that leaves nothing to fill in. */
export function joinPorts(read: Read, link: Link): Command {
  const join = wire(link.from, link.to)
  const node = read.graph.nodes.find((n) => n.id === link.to.node)
  const type = node === undefined ? undefined : typeNamed(read.catalogue, node.type)
  const shape = wiringOf(read)?.outShape(link.from) ?? null
  if (type === undefined || shape === null || Object.keys(node?.config ?? {}).length > 0 || type.config.safeParse({}).success) return join
  const best = bestConfig(type, shape)
  if (best === null || !best.ready) return join
  return together(nameOf({}, join, read.catalogue), [join, { do: 'set-type', id: link.to.node, type: node!.type, config: best.config }])
}

/** Takes a wire off and joins other ports. */
export function rewire({ catalogue }: Read, old: string, link: Link): Command {
  const next = wire(link.from, link.to)
  return together(nameOf({}, next, catalogue), [{ do: 'remove-wires', wires: [old] }, next])
}

/** Puts a node that is there into a wire, where it was dropped; on another card there is made room for it. */
export function spliceNode(read: Read, places: Positions, id: string, into: string, at: Positions): Command {
  const splice: Command = { do: 'splice', wire: into, id }
  const free = Object.entries(places).every(([other, there]) => other === id || !overlaps(at[id], there))
  const room = free ? null : roomIn(read, places, into, id)
  const move: Command = { do: 'move', to: asCommand(room === null ? at : { ...room.to, [id]: room.at }) }
  return together(nameOf({}, splice, read.catalogue), [...standing(read, places), move, splice])
}

function roomIn(read: Read, places: Positions, wire: string, more: string | null = null): Room | null {
  const link = read.graph.wires.find((w) => w.id === wire)
  return link === undefined ? null : makeRoom(read, places, link, more)
}

const moves = (room: Room | null): Command[] =>
  room === null || Object.keys(room.to).length === 0 ? [] : [{ do: 'move', to: asCommand(room.to) }]

/** Half way along a wire, where a card fits. */
export function middleOf(places: Positions, { from, to }: Link): Point {
  const [a, b] = [places[from.node], places[to.node]]
  return freePlace(Object.values(places), { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
}

/** Where a node goes that follows another. */
export const placeBehind = (places: Positions, id: string): Point => freePlace(Object.values(places), behind(places[id]))

/** Where a node goes that feeds another. */
export function placeInFrontOf(places: Positions, id: string): Point {
  const { x, y } = places[id]
  return freePlace(Object.values(places), { x: x - behind({ x: 0, y: 0 }).x, y })
}

/** Wires in which a default receiver stands without being drawn in the document: those from sources that cannot be read again. */
export function hiddenReceivers({ graph, catalogue }: Read): readonly string[] {
  const byId = new Map(graph.nodes.map((n) => [n.id, n]))
  return graph.wires.flatMap(({ id, from, to }) => {
    const [source, target] = [byId.get(from.node), byId.get(to.node)]
    const type = source?.stage === 'connect' ? typeNamed(catalogue, source.type) : undefined
    if (type === undefined || target === undefined || target.stage === 'collect') return []
    const config = type.config.safeParse(source!.config)
    const contract = config.success ? contractOf(type, config.data) : undefined
    return contract?.kind === 'source' && contract.delivery !== 'replay' ? [id] : []
  })
}
