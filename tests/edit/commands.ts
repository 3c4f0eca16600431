import { type DataMap, isDataMap } from '../../core/edit/data.ts'
import { type Command, parseWireId, wireId, wiresOf } from '../../core/edit/index.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { type Choice, IDS, randomData, randomScalar, TYPES } from './documents.ts'

const place = (choose: Choice): [number, number] => [choose.below(3000) - 500, choose.below(2000)]
const SETTINGS = ['where', 'window', 'keys', 'aggs', 'fields', 'path', 'extra', '字段', 'with space']

/** A command that mostly fits a document. */
export function randomCommand(document: DataMap, choose: Choice): Command {
  const nodes = isDataMap(document.nodes) ? document.nodes : {}
  const known = Object.keys(nodes)
  const id = known.length === 0 || choose.once(20) ? choose.of(IDS) : choose.of(known)
  const wires = wiresOf(document, catalogue)
  const wire = wires.ids().length === 0 ? 'a.out>b.in' : choose.of(wires.ids())
  const rules = (Array.isArray(document.alerts) ? document.alerts : []).flatMap((rule) => (isDataMap(rule) ? [String(rule.name)] : []))
  const rule = rules.length === 0 ? 'slow' : choose.of(rules)
  const path = (): (string | number)[] => {
    const config = isDataMap(nodes[id]) ? (nodes[id] as DataMap).config : undefined
    const found: (string | number)[] = []
    for (let at = config; at !== null && typeof at === 'object' && (found.length === 0 || choose.once(2)); ) {
      const keys = Array.isArray(at) ? [...at.keys()] : Object.keys(at)
      if (keys.length === 0 || choose.once(4)) break
      found.push(choose.of<string | number>(keys))
      at = (at as DataMap)[found.at(-1) as string]
    }
    return found.length === 0 || choose.once(3)
      ? [...found.filter((key) => typeof key === 'string').slice(0, 1), choose.of(SETTINGS)]
      : found
  }
  return choose.of<() => Command>([
    () => ({
      do: 'add-node',
      id: choose.of(IDS),
      type: choose.of(TYPES),
      at: place(choose),
      ...(choose.once(2) ? { config: { where: 'n > 1' } } : {}),
    }),
    () => ({ do: 'add-node', id: choose.of(IDS), type: choose.of(TYPES), title: '标题' }),
    () => ({ do: 'remove-nodes', ids: choose.some(known.length === 0 ? IDS : known, choose.once(3) ? 3 : 1), heal: choose.once(2) }),
    () => ({ do: 'rename-node', id, to: choose.of(IDS) }),
    () => ({
      do: 'set-node',
      id,
      key: choose.of(['title', 'notes'] as const),
      value: choose.once(4) ? null : String(randomScalar(choose)),
    }),
    () => ({ do: 'set-node', id, key: 'enabled', value: choose.once(2) }),
    () => ({ do: 'set-config', id, path: path(), value: randomData(choose) }),
    () => ({ do: 'set-config', id, path: path(), value: randomScalar(choose) }),
    () => ({ do: 'set-config', id, path: path(), value: randomData(choose, 3) }),
    () => ({ do: 'unset-config', id, path: path() }),
    () => ({ do: 'set-type', id, type: choose.of(TYPES), ...(choose.once(2) ? {} : { config: { a: 1 } }) }),
    () => ({
      do: 'add-wire',
      wire: wireId({
        from: { node: id, port: choose.of(['out', 'out', 'late']) },
        to: { node: choose.of(known.length === 0 ? IDS : known), port: 'in' },
      }),
    }),
    () => ({ do: 'remove-wires', wires: [wire, ...(choose.once(3) && wires.ids().length > 0 ? [choose.of(wires.ids())] : [])] }),
    () => ({ do: 'splice', wire, id }),
    () => ({ do: 'set-channel', wire, channel: choose.once(3) ? null : { kind: 'memory', capacity: { records: choose.below(1000) + 1 } } }),
    () => ({ do: 'move', to: Object.fromEntries(choose.some(known.length === 0 ? IDS : known, 3).map((n) => [n, place(choose)])) }),
    () => ({ do: 'tidy', to: Object.fromEntries(known.map((n) => [n, place(choose)])) }),
    () => ({ do: 'pin', at: Object.fromEntries(choose.some(known.length === 0 ? IDS : known, 3).map((n) => [n, place(choose)])) }),
    () => ({ do: 'unpin', ids: choose.some(known.length === 0 ? IDS : known, 3) }),
    () => ({ do: 'set-document', key: choose.of(['title', 'description'] as const), value: randomScalar(choose) }),
    () => ({ do: 'set-document', key: 'trigger', value: choose.of([null, 'asap', { every: '2s' }]) }),
    () => ({ do: 'set-document', key: 'durability', value: choose.of([null, 'safe', 'fast']) }),
    () => ({ do: 'set-param', name: choose.of(['port', 'out', '参数', 'x y']), value: randomScalar(choose) }),
    () => ({ do: 'remove-param', name: choose.of(['port', 'out', '参数', 'alpha']) }),
    () => ({ do: 'add-rule', rule: { name: `rule-${choose.below(50)}`, on: id, metric: 'errors', above: choose.below(9) } }),
    () => ({ do: 'set-rule', name: rule, rule: { name: choose.once(3) ? 'fresh' : rule, on: id, field: 'n', below: 3, message: 'a\nb' } }),
    () => ({ do: 'remove-rule', name: rule }),
    () => ({ do: 'set-key', path: ['nodes', id, choose.of(['title', '注释', 'config'])], value: randomData(choose) }),
    () => ({
      do: 'rename-key',
      path: ['nodes', id, ...choose.of([['type'], ['config'], ['config', 'where'], ['title']])],
      to: choose.of(SETTINGS),
    }),
    () => ({
      do: 'remove-key',
      path: choose.of([['nodes', id, 'title'], ['wires', 0], ['alerts', 0, 'above'], ['params'], ['description']]),
    }),
    () => ({ do: 'deduplicate-wires' }),
    () => ({ do: 'duplicate', ids: choose.some(known.length === 0 ? IDS : known, 3), keepInputs: choose.once(2) }),
    () => ({
      do: 'paste',
      text: `nodes: { count: { type: compose.union }, y: { type: consume.console, config: { a: "\${param.out}" } } }\nwires: [count -> y]\nparams: { out: 1 }\n`,
      at: place(choose),
    }),
  ])()
}

/** The wires that a document has after a command, said without its text. */
export function wiresAfter(document: DataMap, command: Command): Set<string> | null {
  const wires = wiresOf(document, catalogue).ids()
  switch (command.do) {
    case 'add-wire':
      return new Set([...wires, command.wire])
    case 'remove-wires':
      return new Set(wires.filter((id) => !command.wires.includes(id)))
    case 'remove-nodes':
      return command.heal === true ? null : new Set(wires.filter((id) => command.ids.every((node) => !touches(id, node))))
    case 'rename-node':
      return new Set(
        wires.map((id) => {
          const { from, to } = parseWireId(id)!
          const end = (e: typeof from) => ({ ...e, node: e.node === command.id ? command.to : e.node })
          return wireId({ from: end(from), to: end(to) })
        }),
      )
    case 'set-channel':
    case 'set-config':
    case 'set-node':
    case 'move':
      return new Set(wires)
    default:
      return null
  }
}

function touches(wire: string, node: string): boolean {
  const { from, to } = parseWireId(wire)!
  return from.node === node || to.node === node
}
