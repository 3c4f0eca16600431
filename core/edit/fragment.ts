import { parseText } from '../document.ts'
import { FORMAT, PINNED } from '../graph.ts'
import type { Catalogue } from '../node-type.ts'
import { PARAM_REFERENCE } from '../references.ts'
import type { Position } from './command.ts'
import { type Data, type DataMap, isDataMap, mapIn, refused, sameData } from './data.ts'
import { blockText, entryText, YAML } from './render.ts'
import { nodeIn, renamedTarget, type Wires, wiresOf } from './wires.ts'

/** A part of a pipeline that can be put into another. */
export type Fragment = { readonly nodes: DataMap; readonly wires: Wires; readonly layout: DataMap; readonly params: DataMap }

/** Chosen nodes of a document with the wires between them, their places, and the parameters that they use, as pipeline YAML for the clipboard. Secrets are in it by name only, as in the document. */
export function copyFragment(text: string, ids: readonly string[], catalogue: Catalogue): string {
  const { nodes, wires, layout, params } = takeFragment(documentOf(text), ids, catalogue)
  const parts: DataMap = {
    ...(Object.keys(params).length === 0 ? {} : { params }),
    nodes,
    ...(wires.list.length === 0 ? {} : { wires: wires.list }),
    ...(Object.keys(layout).length === 0 ? {} : { layout }),
  }
  return `${blockText({ millrace: FORMAT }, YAML, 0)}\n${Object.entries(parts)
    .map(([key, value]) => `${entryText(key, value, YAML, 0, true)}\n`)
    .join('')}`
}

/** Chosen nodes of a document with what is between them. */
export function takeFragment(document: DataMap, ids: readonly string[], catalogue: Catalogue): Fragment {
  const chosen = new Set(ids)
  const nodes = Object.fromEntries([...chosen].map((id) => [id, nodeIn(document, id)]))
  const used = new Set([...JSON.stringify(nodes).matchAll(PARAM_REFERENCE)].map((m) => m[1]))
  return {
    nodes,
    wires: wiresOf(document, catalogue).between(chosen),
    layout: picked(mapIn(document, 'layout'), (id) => chosen.has(id)),
    params: picked(mapIn(document, 'params'), (name) => used.has(name)),
  }
}

const picked = (map: DataMap, take: (key: string) => boolean): DataMap =>
  Object.fromEntries(Object.entries(map).filter(([key]) => take(key)))

/** Reads what may be a fragment or a whole pipeline; null when the text is neither. */
export function readFragment(text: string, catalogue: Catalogue): Fragment | null {
  const { tree, value } = parseText(text)
  if (tree.errors.length > 0) return null
  try {
    const document = value()
    if (!isDataMap(document) || !isDataMap(document.nodes) || Object.keys(document.nodes).length === 0) return null
    const wires = wiresOf(document, catalogue)
    return { nodes: document.nodes, wires, layout: mapIn(document, 'layout'), params: mapIn(document, 'params') }
  } catch {
    return null
  }
}

export function documentOf(text: string): DataMap {
  const { tree, value } = parseText(text)
  const [error] = tree.errors
  if (error !== undefined) throw refused(`the text is not valid: ${error.message}`, 'mend it in the text first')
  const document = read(value) ?? {}
  if (!isDataMap(document)) throw refused('the text is no pipeline', 'a pipeline is a map of millrace, name, nodes and wires')
  return document
}

function read(value: () => unknown): unknown {
  try {
    return value()
  } catch (error) {
    throw refused(`the text is not valid: ${(error as Error).message}`, 'mend it in the text first')
  }
}

/** An id that is free, made from one that may not be. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id
  const stem = id.replace(/-\d+$/, '')
  for (let n = 2; ; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`
}

/** The fragment with ids that the document does not have, and the new id of each. */
export function withFreshIds(
  { nodes, wires, layout, params }: Fragment,
  document: DataMap,
): Fragment & { ids: ReadonlyMap<string, string> } {
  const taken = new Set(Object.keys(mapIn(document, 'nodes')))
  const ids = new Map<string, string>()
  for (const id of Object.keys(nodes)) {
    const free = freeId(id, taken)
    taken.add(free)
    ids.set(id, free)
  }
  return {
    ids,
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, node]) => [ids.get(id)!, retargeted(node, ids)])),
    wires: wires.rename(ids),
    layout: Object.fromEntries(Object.entries(layout).flatMap(([id, at]) => (ids.has(id) ? [[ids.get(id)!, at]] : []))),
    params,
  }
}

/** A control node whose `on` says the nodes' new ids; any other node as it is. */
export function retargeted(node: Data, names: ReadonlyMap<string, string>): Data {
  if (!isDataMap(node) || !String(node.type).startsWith('control.') || !isDataMap(node.config)) return node
  const { on } = node.config
  const renamed = (target: Data): Data => (typeof target === 'string' ? renamedTarget(target, names) : target)
  const next = Array.isArray(on) ? on.map(renamed) : on === undefined ? undefined : renamed(on)
  return next === undefined || sameData(on, next) ? node : { ...node, config: { ...node.config, on: next } }
}

const COLUMN = 240
const ROW = 120

const placesOf = (layout: DataMap): Map<string, Place> =>
  new Map(Object.entries(layout).flatMap(([id, place]) => (isPlace(place) ? [[id, place] as const] : [])))

/** The upper left corner of a layout; the origin when it is empty. */
export function cornerOf(layout: DataMap): Position {
  const places = [...placesOf(layout).values()]
  return places.length === 0 ? [0, 0] : [Math.min(...places.map(([x]) => x)), Math.min(...places.map(([, y]) => y))]
}

/** A layout moved so that its upper left corner is at a position; nodes without a place stand in a row below it. */
export function placed(layout: DataMap, ids: readonly string[], [x, y]: Position): DataMap {
  const places = placesOf(layout)
  const [left, top] = cornerOf(layout)
  const below = places.size === 0 ? 0 : Math.max(...[...places.values()].map((place) => place[1])) - top + ROW
  let column = 0
  return Object.fromEntries(
    ids.map((id) => {
      const place = places.get(id)
      if (place === undefined) return [id, rounded([x + COLUMN * column++, y + below])]
      return [id, [...rounded([x + place[0] - left, y + place[1] - top]), ...pinOf(place)]]
    }),
  )
}

export const rounded = ([x, y]: Position): Position => [Math.round(x), Math.round(y)]

type Place = Position | readonly [x: number, y: number, pin: typeof PINNED]
export const isPlace = (place: Data | undefined): place is Place => {
  if (!Array.isArray(place)) return false
  const [x, y, ...pin] = place
  return typeof x === 'number' && typeof y === 'number' && (pin.length === 0 || (pin.length === 1 && pin[0] === PINNED))
}
export const positionOf = ([x, y]: Place): Position => [x, y]
/** What a place has to say besides where it is. */
export const pinOf = (place: Data | undefined): readonly [typeof PINNED] | readonly [] =>
  isPlace(place) && place.length === 3 ? [PINNED] : []
