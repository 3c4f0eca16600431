import { type Catalogue, defaultPort, portsOf, typeNamed } from '../node-type.ts'
import { type Data, type DataMap, isDataMap, mapIn, refused } from './data.ts'

export type End = { readonly node: string; readonly port: string }
/** One wire: what joins an out-port to an in-port. */
export type Link = { readonly from: End; readonly to: End }

const END = /^\s*([a-z][a-z0-9-]*)(?:\.([A-Za-z_][\w-]*))?\s*$/
const WIRE_ID = /^([^.>]+)\.([^.>]+)>([^.>]+)\.([^.>]+)$/

export const wireId = ({ from, to }: Link): string => `${from.node}.${from.port}>${to.node}.${to.port}`

/** A wire by its id; null when the text is none. */
export function parseWireId(id: string): Link | null {
  const m = WIRE_ID.exec(id)
  return m && { from: { node: m[1], port: m[2] }, to: { node: m[3], port: m[4] } }
}

export function linkOf(id: string): Link {
  const link = parseWireId(id)
  if (link === null) throw refused(`\`${id}\` is no wire`, 'a wire is written a.out>b.in')
  return link
}

/** The port that a node's bare id means on one side. */
export type DefaultPort = (node: string, side: 'in' | 'out') => string

/** Default ports of the nodes of a document, as far as their types are known and their settings can be read. */
export function defaultPorts(document: DataMap, catalogue: Catalogue): DefaultPort {
  const nodes = isDataMap(document.nodes) ? document.nodes : {}
  const known = new Map<string, string>()
  const find: DefaultPort = (id, side) => {
    const node = Object.hasOwn(nodes, id) ? nodes[id] : undefined
    const type = isDataMap(node) && typeof node.type === 'string' ? typeNamed(catalogue, node.type) : undefined
    if (type === undefined) return side
    if (typeof type.ports !== 'function') return defaultPort(type.ports[side], side)
    const config = type.config.safeParse((node as DataMap).config ?? {})
    return config.success ? defaultPort(portsOf(type, config.data)[side], side) : side
  }
  return (id, side) => {
    const key = `${side} ${id}`
    const port = known.get(key) ?? find(id, side)
    known.set(key, port)
    return port
  }
}

/** The list of wires of a document as it is written: chains such as `a -> b -> c`, and maps of from, to and channel. */
export class Wires {
  readonly #list: readonly Data[]
  readonly #port: DefaultPort

  constructor(list: readonly Data[], port: DefaultPort) {
    this.#list = list
    this.#port = port
  }

  get list(): readonly Data[] {
    return this.#list
  }

  /** The port that a node's bare id means. */
  defaultPort(node: string, side: 'in' | 'out'): string {
    return this.#port(node, side)
  }

  /** Every wire, in the order of the text. */
  links(): Link[] {
    return this.#list.flatMap((wire) => this.#linksIn(wire).map(({ link }) => link))
  }

  ids(): string[] {
    return this.links().map(wireId)
  }

  /** The channel that the document gives a wire; undefined = none. */
  channel(id: string): Data | undefined {
    const found = this.#list.find((wire) => isDataMap(wire) && this.#linksIn(wire).some(({ link }) => wireId(link) === id))
    return (found as DataMap | undefined)?.channel
  }

  /** With a wire more; a chain that ends (or begins) there is made longer. Throws when it is there already. */
  add(link: Link, channel?: Data): Wires {
    if (this.ids().includes(wireId(link))) throw refused(`\`${link.from.node}\` is already wired to \`${link.to.node}\` there`)
    const [from, to] = [this.#text(link.from, 'out'), this.#text(link.to, 'in')]
    if (channel !== undefined) return this.#with([...this.#list, { from, to, channel }])
    const chains = this.#list.map(endsOf)
    const ending = from === link.from.node ? chains.findIndex((ends) => ends?.at(-1) === from) : -1
    if (ending !== -1) return this.#with(this.#list.with(ending, [...chains[ending]!, to].join(' -> ')))
    const beginning = to === link.to.node ? chains.findIndex((ends) => ends?.[0] === to) : -1
    if (beginning !== -1) return this.#with(this.#list.with(beginning, [from, ...chains[beginning]!].join(' -> ')))
    return this.#with([...this.#list, `${from} -> ${to}`])
  }

  /** Without some wires; a chain is split where one of them was. Throws when one is not there. */
  remove(ids: readonly string[]): Wires {
    const there = new Set(this.ids())
    const missing = ids.find((id) => !there.has(id))
    if (missing !== undefined) throw refused(`there is no wire ${missing}`)
    const gone = new Set(ids)
    return this.#split((link) => (gone.has(wireId(link)) ? 'cut' : 'keep'))
  }

  /** Without repetitions: of wires that join the same ports the first stays. */
  deduplicate(): Wires {
    const seen = new Set<string>()
    return this.#split((link) => (seen.size === seen.add(wireId(link)).size ? 'cut' : 'keep'))
  }

  /** Without everything that touches some nodes. With `heal`, what led into them leads to what they led to. */
  removeNodes(ids: ReadonlySet<string>, heal: boolean): Wires {
    const left = this.#split(({ from, to }) => (ids.has(from.node) || ids.has(to.node) ? 'cut' : 'keep'))
    if (!heal) return left
    const healed = this.#bridges(ids).filter((link) => !left.ids().includes(wireId(link)))
    const open = new Map(healed.map((link) => [wireId(link), link]))
    // chains and channels are mended where they stand; what then is missing is added
    const mended = this.#with(this.#list.flatMap((wire) => this.#mend(wire, ids, open)))
    return [...open.values()].reduce((wires, link) => wires.add(link), mended)
  }

  /** With a node put into a wire, by its default ports. */
  splice(id: string, node: string): Wires {
    const { from, to } = linkOf(id)
    const [into, out] = [this.#port(node, 'in'), this.#port(node, 'out')]
    const plain = this.#text({ node, port: into }, 'in') === node && this.#text({ node, port: out }, 'out') === node
    const first = { from, to: { node, port: into } }
    const second = { from: { node, port: out }, to }
    for (const [i, wire] of this.#list.entries()) {
      const found = this.#linksIn(wire).find(({ link }) => wireId(link) === id)
      if (found === undefined) continue
      if (isDataMap(wire)) return this.#with(this.#list.with(i, { ...wire, to: this.#text(first.to, 'in') })).add(second)
      const ends = endsOf(wire)!
      if (plain) return this.#with(this.#list.with(i, ends.toSpliced(found.at + 1, 0, node).join(' -> ')))
      return this.remove([id]).add(first).add(second)
    }
    throw refused(`there is no wire ${id}`)
  }

  /** With a wire's channel set, or taken back with null: such a wire stands alone. */
  setChannel(id: string, channel: Data): Wires {
    if (!this.ids().includes(id)) throw refused(`there is no wire ${id}`)
    const { from, to } = linkOf(id)
    const long: DataMap = { from: this.#text(from, 'out'), to: this.#text(to, 'in') }
    const list = this.#list.flatMap((wire): Data[] => {
      const found = this.#linksIn(wire).find(({ link }) => wireId(link) === id)
      if (found === undefined) return [wire]
      if (isDataMap(wire)) return channel === null ? [`${long.from} -> ${long.to}`] : [{ ...wire, channel }]
      if (channel === null) return [wire]
      const ends = endsOf(wire)!
      return [...chain(ends.slice(0, found.at + 1)), { ...long, channel }, ...chain(ends.slice(found.at + 1))]
    })
    return this.#with(list)
  }

  /** With nodes called otherwise. */
  rename(names: ReadonlyMap<string, string>): Wires {
    const end = (text: Data): Data => {
      const node = typeof text === 'string' ? END.exec(text)?.[1] : undefined
      return node !== undefined && names.has(node) ? (text as string).replace(node, names.get(node)!) : text
    }
    return this.#with(
      this.#list.map((wire) => {
        if (isDataMap(wire)) return Object.fromEntries(Object.entries(wire).map(([k, v]) => [k, k === 'from' || k === 'to' ? end(v) : v]))
        return typeof wire === 'string' ? wire.split('->').map(end).join('->') : wire
      }),
    )
  }

  /** Only those that join two of these nodes. */
  between(ids: ReadonlySet<string>): Wires {
    return this.#split(({ from, to }) => (ids.has(from.node) && ids.has(to.node) ? 'keep' : 'cut'))
  }

  #with(list: readonly Data[]): Wires {
    return new Wires(list, this.#port)
  }

  #text({ node, port }: End, side: 'in' | 'out'): string {
    return port === this.#port(node, side) ? node : `${node}.${port}`
  }

  /** The wires of one entry, with their places in its chain; entries that cannot be read have none. */
  #linksIn(wire: Data): { link: Link; at: number }[] {
    const ends = isDataMap(wire) ? [wire.from, wire.to].filter((end) => typeof end === 'string') : (endsOf(wire) ?? [])
    return ends.slice(1).flatMap((to, at) => {
      const link = this.#link(ends[at], to)
      return link === null ? [] : [{ link, at }]
    })
  }

  #link(from: string, to: string): Link | null {
    const [a, b] = [END.exec(from), END.exec(to)]
    if (a === null || b === null) return null
    return { from: { node: a[1], port: a[2] ?? this.#port(a[1], 'out') }, to: { node: b[1], port: b[2] ?? this.#port(b[1], 'in') } }
  }

  #split(decide: (link: Link) => 'keep' | 'cut'): Wires {
    return this.#with(
      this.#list.flatMap((wire): Data[] => {
        const links = this.#linksIn(wire)
        const cuts = links.filter(({ link }) => decide(link) === 'cut')
        if (cuts.length === 0) return [wire]
        if (isDataMap(wire)) return []
        const ends = endsOf(wire)!
        const borders = [...cuts.map(({ at }) => at + 1), ends.length]
        return borders.flatMap((border, i) => chain(ends.slice(i === 0 ? 0 : borders[i - 1], border)))
      }),
    )
  }

  /** What joins the nodes in front of removed nodes to those behind them. */
  #bridges(ids: ReadonlySet<string>): Link[] {
    const links = this.links()
    const behind = (node: string, seen: readonly string[]): End[] =>
      links.flatMap(({ from, to }) => {
        if (from.node !== node || SIDE_PORTS.has(from.port) || seen.includes(to.node)) return []
        return ids.has(to.node) ? behind(to.node, [...seen, to.node]) : [to]
      })
    const found = new Map<string, Link>()
    for (const { from, to } of links) {
      if (ids.has(from.node) || !ids.has(to.node)) continue
      for (const end of behind(to.node, [to.node])) if (end.node !== from.node) found.set(wireId({ from, to: end }), { from, to: end })
    }
    return [...found.values()]
  }

  /** An entry without the removed nodes, joined where one of the open bridges is wanted; those that it makes are closed. */
  #mend(wire: Data, ids: ReadonlySet<string>, open: Map<string, Link>): Data[] {
    const links = this.#linksIn(wire)
    if (!links.some(({ link: { from, to } }) => ids.has(from.node) || ids.has(to.node))) return [wire]
    if (isDataMap(wire)) {
      const [{ from, to }] = links.map(({ link }) => link)
      const wanted = ids.has(to.node) ? [...open.values()].filter((bridge) => wireId({ ...bridge, to }) === wireId({ from, to })) : []
      for (const bridge of wanted) open.delete(wireId(bridge))
      return wanted.map((bridge) => ({ ...wire, to: this.#text(bridge.to, 'in') }))
    }
    const runs: string[][] = []
    let last: string | null = null
    let gap = false
    for (const end of endsOf(wire)!) {
      if (ids.has(END.exec(end)?.[1] ?? '')) {
        gap = true
        continue
      }
      const link: Link | null = last === null ? null : this.#link(last, end)
      const joined = link !== null && (!gap || open.delete(wireId(link)))
      if (joined) runs.at(-1)!.push(end)
      else runs.push([end])
      last = end
      gap = false
    }
    return runs.flatMap(chain)
  }
}

/** Ports for what did not pass in order: they are not joined when a node is taken out. */
const SIDE_PORTS = new Set(['late', 'errors', 'written', 'rejected'])

function endsOf(wire: Data): string[] | null {
  return typeof wire === 'string' ? wire.split('->').map((end) => end.trim()) : null
}

const chain = (ends: readonly string[]): string[] => (ends.length < 2 ? [] : [ends.join(' -> ')])

/** What a rule or control node watches, once nodes are called otherwise. */
export function renamedTarget(on: string, names: ReadonlyMap<string, string>): string {
  const link = parseWireId(on)
  if (link === null) return names.get(on) ?? on
  const end = (e: End): End => ({ ...e, node: names.get(e.node) ?? e.node })
  return wireId({ from: end(link.from), to: end(link.to) })
}

/** The wires of a document. */
export const wiresOf = (document: DataMap, catalogue: Catalogue): Wires =>
  new Wires(Array.isArray(document.wires) ? document.wires : [], defaultPorts(document, catalogue))

export const nodeIn = (document: DataMap, id: string): DataMap => {
  const nodes = mapIn(document, 'nodes')
  if (!Object.hasOwn(nodes, id)) throw refused(`there is no node \`${id}\``)
  return mapIn(nodes, id)
}
