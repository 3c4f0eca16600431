import { formOf } from '../form.ts'
import { FORMAT, NODE_ID, PINNED } from '../graph.ts'
import { type Catalogue, typeNamed } from '../node-type.ts'
import type { Command, Position } from './command.ts'
import {
  type Data,
  type DataMap,
  type DataPath,
  isDataMap,
  listIn,
  mapIn,
  type OrderAt,
  refused,
  removeAt,
  renamedKey,
  setAt,
  valueAt,
  withKey,
  without,
} from './data.ts'
import {
  cornerOf,
  type Fragment,
  isPlace,
  pinOf,
  placed,
  positionOf,
  readFragment,
  retargeted,
  rounded,
  takeFragment,
  withFreshIds,
} from './fragment.ts'
import type { Renames } from './rewrite.ts'
import { defaultPorts, linkOf, nodeIn, parseWireId, renamedTarget, Wires } from './wires.ts'

const DOCUMENT_ORDER = ['millrace', 'name', 'title', 'description', 'params', 'trigger', 'durability', 'nodes', 'wires', 'alerts', 'layout']
const NODE_ORDER = ['type', 'title', 'notes', 'enabled', 'config']
const DUPLICATE_OFFSET: Position = [40, 40]

/** A document after a command. `renames` = keys that keep their place under another name; `made` = the ids of new nodes. */
export type Transformed = { readonly document: DataMap; readonly renames: Renames; readonly made: readonly string[] }

/** What a document says after a command. Throws EDIT_REFUSED when the command does not fit it. */
export function transform(document: DataMap, command: Command, catalogue: Catalogue): Transformed {
  const plain = (next: DataMap, made: readonly string[] = []): Transformed => ({ document: next, renames: [], made })
  switch (command.do) {
    case 'add-node':
      return plain(addNode(document, command), [command.id])
    case 'remove-nodes':
      return plain(removeNodes(document, command.ids, command.heal === true, catalogue))
    case 'rename-node':
      return renameNode(document, command.id, command.to, catalogue)
    case 'set-node':
      return plain(setNode(document, command.id, command.key, command.value))
    case 'set-config': {
      const node = nodeIn(document, command.id)
      const config = setAt(mapIn(node, 'config'), command.path, command.value, orderOf(node, catalogue))
      if (!isDataMap(config)) throw refused('the settings of a node are a map')
      return plain(setNode(document, command.id, 'config', config))
    }
    case 'unset-config': {
      const config = removeAt(mapIn(nodeIn(document, command.id), 'config'), command.path)
      return plain(setNode(document, command.id, 'config', config ?? null))
    }
    case 'set-type': {
      const retyped = setNode(document, command.id, 'type', command.type)
      return plain(command.config === undefined ? retyped : setNode(retyped, command.id, 'config', command.config))
    }
    case 'add-wire':
      for (const end of Object.values(linkOf(command.wire))) nodeIn(document, end.node)
      return plain(withWires(document, wiresIn(document, catalogue).add(linkOf(command.wire), command.channel)))
    case 'remove-wires':
      return plain(withWires(document, wiresIn(document, catalogue).remove(command.wires)))
    case 'deduplicate-wires':
      return plain(withWires(document, wiresIn(document, catalogue).deduplicate()))
    case 'splice':
      nodeIn(document, command.id)
      return plain(withWires(document, wiresIn(document, catalogue).splice(command.wire, command.id)))
    case 'set-channel':
      return plain(withWires(document, wiresIn(document, catalogue).setChannel(command.wire, command.channel)))
    case 'move':
    case 'tidy':
      return plain(moved(document, command.to))
    case 'pin': {
      for (const id of Object.keys(command.at)) nodeIn(document, id)
      const pinned = Object.entries(command.at).map(([id, at]) => [id, [...rounded(at), PINNED]] as const)
      return plain(withLayout(document, Object.fromEntries(pinned)))
    }
    case 'unpin': {
      const layout = mapIn(document, 'layout')
      const free = command.ids.flatMap((id) => (isPlace(layout[id]) ? [[id, positionOf(layout[id])] as const] : []))
      return plain(withLayout(document, Object.fromEntries(free)))
    }
    case 'set-document':
      return plain(command.value === null ? without(document, command.key) : set(document, command.key, command.value))
    case 'set-param':
      return plain(set(document, 'params', withKey(mapIn(document, 'params'), command.name, command.value)))
    case 'remove-param':
      return plain(orWithout(document, 'params', without(mapIn(document, 'params'), command.name)))
    case 'add-rule':
      if (ruleNames(document).includes(command.rule.name)) throw refused(`there already is a rule \`${command.rule.name}\``)
      return plain(set(document, 'alerts', [...listIn(document, 'alerts'), command.rule]))
    case 'set-rule':
      return plain(setRule(document, command.name, command.rule))
    case 'remove-rule':
      return plain(orWithout(document, 'alerts', rulesBut(document, command.name)))
    case 'paste':
      return paste(document, pasted(command.text, catalogue), command.at ?? [0, 0], command.keepInputs === true, catalogue)
    case 'duplicate': {
      const fragment = takeFragment(document, command.ids, catalogue)
      const [x, y] = cornerOf(fragment.layout)
      const [dx, dy] = command.offset ?? DUPLICATE_OFFSET
      return paste(document, fragment, [x + dx, y + dy], command.keepInputs === true, catalogue)
    }
    case 'set-key':
      return plain(setAt(document, command.path, command.value, documentOrder) as DataMap)
    case 'rename-key':
      return renameKey(document, command.path, command.to)
    case 'remove-key': {
      if (valueAt(document, command.path) === undefined) throw refused(`there is no \`${command.path.join('.')}\``)
      return plain((removeAt(document, command.path) ?? {}) as DataMap)
    }
    case 'all': {
      let result = plain(document)
      for (const inner of command.commands) {
        const next = transform(result.document, inner, catalogue)
        result = { document: next.document, renames: [...result.renames, ...next.renames], made: [...result.made, ...next.made] }
      }
      return result
    }
    case 'set-text':
      throw refused('a text cannot be set together with other edits')
  }
}

const set = (document: DataMap, key: string, value: Data): DataMap =>
  withKey(Object.keys(document).length === 0 && key !== 'millrace' ? { millrace: FORMAT } : document, key, value, DOCUMENT_ORDER)

/** An empty part that may be missing is taken out. */
const orWithout = (document: DataMap, key: string, value: DataMap | readonly Data[]): DataMap =>
  Object.keys(value).length === 0 ? without(document, key) : set(document, key, value)

const wiresIn = (document: DataMap, catalogue: Catalogue): Wires => new Wires(listIn(document, 'wires'), defaultPorts(document, catalogue))
const withWires = (document: DataMap, { list }: Wires): DataMap =>
  list.length === 0 && document.wires === undefined ? document : set(document, 'wires', list)
const withLayout = (document: DataMap, places: DataMap): DataMap =>
  Object.keys(places).length === 0 ? document : set(document, 'layout', { ...mapIn(document, 'layout'), ...places })

/** The document with nodes elsewhere; those that are pinned stay so. */
function moved(document: DataMap, to: Readonly<Record<string, Position>>): DataMap {
  const layout = mapIn(document, 'layout')
  const places = Object.entries(to).map(([id, at]) => {
    nodeIn(document, id)
    return [id, [...rounded(at), ...pinOf(layout[id])]] as const
  })
  return withLayout(document, Object.fromEntries(places))
}

function addNode(document: DataMap, { id, type, title, config, at }: Extract<Command, { do: 'add-node' }>): DataMap {
  checkFree(document, id)
  const node = {
    type,
    ...(title === undefined ? {} : { title }),
    ...(config === undefined || Object.keys(config).length === 0 ? {} : { config }),
  }
  const added = set(document, 'nodes', { ...mapIn(document, 'nodes'), [id]: node })
  return at === undefined ? added : withLayout(added, { [id]: rounded(at) })
}

function checkFree(document: DataMap, id: string): void {
  if (!NODE_ID.test(id))
    throw refused(`\`${id}\` is no node id`, 'begin with a lower-case letter; use lower-case letters, digits and hyphens')
  if (Object.hasOwn(mapIn(document, 'nodes'), id)) throw refused(`there already is a node \`${id}\``, 'choose another id')
}

function removeNodes(document: DataMap, ids: readonly string[], heal: boolean, catalogue: Catalogue): DataMap {
  for (const id of ids) nodeIn(document, id)
  const gone = new Set(ids)
  const wires = wiresIn(document, catalogue)
  const left = wires.removeNodes(gone, heal)
  let next = set(document, 'nodes', ids.reduce(without, mapIn(document, 'nodes')))
  next = withWires(next, left)
  if (document.layout !== undefined) next = orWithout(next, 'layout', ids.reduce(without, mapIn(document, 'layout')))
  const remaining = new Set(left.ids())
  const isLost = (on: Data): boolean => {
    if (typeof on !== 'string') return false
    const link = parseWireId(on)
    return gone.has(on) || (link !== null && (gone.has(link.from.node) || gone.has(link.to.node)) && !remaining.has(on))
  }
  const rules = listIn(document, 'alerts').filter((rule) => !isDataMap(rule) || !isLost(rule.on ?? null))
  return rules.length === listIn(document, 'alerts').length ? next : orWithout(next, 'alerts', rules)
}

function renameNode(document: DataMap, id: string, to: string, catalogue: Catalogue): Transformed {
  nodeIn(document, id)
  if (id === to) return { document, renames: [], made: [] }
  checkFree(document, to)
  const names = new Map([[id, to]])
  const nodes = Object.entries(mapIn(document, 'nodes')).map(([key, node]) => [key, retargeted(node, names)] as const)
  let next = set(document, 'nodes', renamedKey(Object.fromEntries(nodes), id, to))
  if (document.wires !== undefined) next = withWires(next, wiresIn(document, catalogue).rename(names))
  if (document.layout !== undefined) next = set(next, 'layout', renamedKey(mapIn(document, 'layout'), id, to))
  if (document.alerts !== undefined) {
    const rules = listIn(document, 'alerts').map((rule) =>
      isDataMap(rule) && typeof rule.on === 'string' ? { ...rule, on: renamedTarget(rule.on, names) } : rule,
    )
    next = set(next, 'alerts', rules)
  }
  return { document: next, renames: ['nodes', 'layout'].map((key) => ({ path: [key], from: id, to })), made: [] }
}

/** null takes the key out. */
function setNode(document: DataMap, id: string, key: string, value: Data): DataMap {
  const node = nodeIn(document, id)
  // enabled is what a node is anyway
  const next = value === null || (key === 'enabled' && value === true) ? without(node, key) : withKey(node, key, value, NODE_ORDER)
  return set(document, 'nodes', { ...mapIn(document, 'nodes'), [id]: next })
}

const documentOrder: OrderAt = (path) => (path.length === 0 ? DOCUMENT_ORDER : path.length === 2 && path[0] === 'nodes' ? NODE_ORDER : [])

function renameKey(document: DataMap, path: DataPath, to: string): Transformed {
  const parent = path.slice(0, -1)
  const key = String(path.at(-1))
  const map = parent.length === 0 ? document : valueAt(document, parent)
  if (!isDataMap(map) || !Object.hasOwn(map, key)) throw refused(`there is no \`${path.join('.')}\``)
  if (Object.hasOwn(map, to)) throw refused(`there already is a \`${to}\` beside \`${key}\``)
  const next = setAt(document, parent, renamedKey(map, key, to)) as DataMap
  return { document: next, renames: [{ path: parent, from: key, to }], made: [] }
}

/** Settings in the order of the node type's form. */
function orderOf(node: DataMap, catalogue: Catalogue): OrderAt {
  const type = typeNamed(catalogue, String(node.type))
  if (type === undefined) return () => []
  const fields = formOf(type.config).map(({ path }) => path)
  return (path: DataPath) =>
    fields.flatMap((field) => {
      const inside =
        field.length === path.length + 1 && path.every((key, i) => (typeof key === 'number' ? field[i] === '*' : field[i] === key))
      return inside ? [field.at(-1)!] : []
    })
}

const ruleNames = (document: DataMap): string[] =>
  listIn(document, 'alerts').flatMap((rule) => (isDataMap(rule) && typeof rule.name === 'string' ? [rule.name] : []))

function rulesBut(document: DataMap, name: string): readonly Data[] {
  const rules = listIn(document, 'alerts')
  const left = rules.filter((rule) => !isDataMap(rule) || rule.name !== name)
  if (left.length === rules.length) throw refused(`there is no rule \`${name}\``)
  return left
}

function setRule(document: DataMap, name: string, rule: DataMap & { readonly name: string }): DataMap {
  const known = ruleNames(document)
  if (!known.includes(name)) throw refused(`there is no rule \`${name}\``)
  if (rule.name !== name && known.includes(rule.name)) throw refused(`there already is a rule \`${rule.name}\``)
  const rules = listIn(document, 'alerts').map((old) => (isDataMap(old) && old.name === name ? rule : old))
  const renamed = set(document, 'alerts', rules)
  if (rule.name === name || document.nodes === undefined) return renamed
  const names = new Map([[name, rule.name]])
  // a list in `on` names rules, anything else what is watched
  const nodes = Object.entries(mapIn(document, 'nodes')).map(
    ([id, node]) => [id, Array.isArray(valueAt(node, ['config', 'on'])) ? retargeted(node, names) : node] as const,
  )
  return set(renamed, 'nodes', Object.fromEntries(nodes))
}

function pasted(text: string, catalogue: Catalogue): Fragment {
  const fragment = readFragment(text, catalogue)
  if (fragment === null) throw refused('the clipboard holds no nodes', 'copy nodes, or the text of a pipeline')
  return fragment
}

function paste(document: DataMap, fragment: Fragment, at: Position, keepInputs: boolean, catalogue: Catalogue): Transformed {
  const { nodes, wires, layout, params, ids } = withFreshIds(fragment, document)
  const made = Object.keys(nodes)
  const known = mapIn(document, 'params')
  const missing = Object.entries(params).filter(([name]) => !Object.hasOwn(known, name))
  let next = document
  if (missing.length > 0) next = set(next, 'params', { ...known, ...Object.fromEntries(missing) })
  next = set(next, 'nodes', { ...mapIn(next, 'nodes'), ...nodes })
  const inner = wires.between(new Set(made)).list
  next = withWires(next, new Wires([...listIn(next, 'wires'), ...inner], defaultPorts(next, catalogue)))
  if (keepInputs) {
    const inputs = wiresIn(document, catalogue)
      .links()
      .filter(({ from, to }) => ids.has(to.node) && !ids.has(from.node))
    const wired = inputs.reduce((w, { from, to }) => w.add({ from, to: { ...to, node: ids.get(to.node)! } }), wiresIn(next, catalogue))
    next = withWires(next, wired)
  }
  return { document: withLayout(next, placed(layout, made, at)), renames: [], made }
}
