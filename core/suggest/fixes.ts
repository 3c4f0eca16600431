import { type DataMap, type DataPath, isDataMap, valueAt } from '../edit/data.ts'
import { documentOf, freeId } from '../edit/fragment.ts'
import { type End, type Link, type Wires, wireId, wiresOf } from '../edit/wires.ts'
import { FORMAT } from '../graph.ts'
import type { Issue, IssueCode } from '../issue.ts'
import { portsOf, typeNamed } from '../node-type.ts'
import { exprFields } from '../op-shape.ts'
import { PARAM_REFERENCE } from '../references.ts'
import { secretReference } from '../secret.ts'
import { type Shape, visible } from '../shape.ts'
import { mendedExpressions } from './expression.ts'
import { fitOf } from './fit.ts'
import { between, eventTimes, type Fix, fix, fixAll } from './fix.ts'
import { hintedFixes, meant, proposed, removeCommand, setCommand, useFix } from './hints.ts'
import type { Reading } from './reading.ts'
import { Wiring } from './wiring.ts'

type Context = {
  readonly reading: Reading
  readonly document: DataMap
  readonly wires: Wires
  readonly path: DataPath
  readonly node: string
}
type Fixer = (issue: Issue, context: Context) => Fix[]

/** Ways to mend what an issue says, likeliest first; none where only the author knows. Each is one edit that can be undone. */
export function fixesOf(issue: Issue, reading: Reading): Fix[] {
  const fixer = fixers[issue.code]
  if (fixer === undefined || (reading.pipeline === null && !TEXT_CODES.has(issue.code))) return []
  const document = readable(reading.text)
  if (document === null) return []
  const { node = '', path = [] } = issue.at
  return fixer(issue, { reading, document, wires: wiresOf(document, reading.catalogue), path, node })
}

/** The document; null when the text is broken since the issue was found. */
function readable(text: string): DataMap | null {
  try {
    return documentOf(text)
  } catch {
    return null
  }
}

/** Codes of issues that keep a document from being read at all, though its text is valid. */
const TEXT_CODES: ReadonlySet<IssueCode> = new Set(['FORMAT', 'UNKNOWN_KEY'])

const deleteNode = (id: string): Fix => fix(`Delete \`${id}\``, `删除 \`${id}\``, { do: 'remove-nodes', ids: [id] })
const bypassNode = (id: string): Fix => fix(`Take \`${id}\` out`, `去掉 \`${id}\``, { do: 'remove-nodes', ids: [id], heal: true })
const cut = (...links: readonly Link[]): Fix =>
  fix(links.length === 1 ? 'Delete the wire' : 'Delete the wires', '删除连线', { do: 'remove-wires', wires: links.map(wireId) })
const values = ({ hint }: Issue, { path }: Context): Fix[] => proposed(hint).map((value) => useFix(path, value))

const fixers: Partial<Record<IssueCode, Fixer>> = {
  FORMAT: formatFixes,
  UNKNOWN_KEY: ({ hint }, { path, document }) => {
    const key = meant(hint)
    // a key that is there already cannot be had by another name
    const free = key !== null && valueAt(document, [...path.slice(0, -1), key]) === undefined
    return [
      ...(free ? [fix(`Rename to \`${key}\``, `改为 \`${key}\``, { do: 'rename-key', path, to: key })] : []),
      fix('Remove the unknown key', '删除未知的键', removeCommand(path)),
    ]
  },
  UNKNOWN_NODE_TYPE: (issue, { node }) => [
    ...proposed(issue.hint).map((type) => fix(`Use \`${type}\``, `使用 \`${type}\``, { do: 'set-type', id: node, type })),
    deleteNode(node),
  ],
  UNKNOWN_NODE: unknownNodeFixes,
  UNKNOWN_WIRE: values,
  UNKNOWN_RULE: values,
  UNKNOWN_PORT: unknownPortFixes,
  UNKNOWN_PARAM: unknownParamFixes,
  UNKNOWN_SECRET: ({ hint }, { path }) => proposed(hint).map((name) => useFix(path, secretReference(name))),
  SETTING: settingFixes,
  RULE: settingFixes,
  RULE_IDLE: (_, { document, path }) => {
    const on = valueAt(document, path)
    return typeof on === 'string' && valueAt(document, ['nodes', on, 'enabled']) === false
      ? [fix(`Enable \`${on}\``, `启用 \`${on}\``, { do: 'set-node', id: on, key: 'enabled', value: true })]
      : []
  },
  CYCLE: (_, { wires }) =>
    circular(wires.links())
      .slice(0, 3)
      .map((link) =>
        fix(`Cut ${link.from.node} → ${link.to.node}`, `断开 ${link.from.node} → ${link.to.node}`, {
          do: 'remove-wires',
          wires: [wireId(link)],
        }),
      ),
  DUPLICATE_WIRE: () => [fix('Delete repeated wires', '删除重复的连线', { do: 'deduplicate-wires' })],
  INPUT_MISSING: (_, { node }) => [deleteNode(node)],
  OUTPUT_UNUSED: (_, context) => [consoleBehind(context, context.node), deleteNode(context.node)],
  NO_SINK: (_, context) => {
    const { wires, document, reading } = context
    const sources = Object.keys(isDataMap(document.nodes) ? document.nodes : {}).filter((id) => {
      const type = typeNamed(reading.catalogue, String(valueAt(document, ['nodes', id, 'type'])))
      return type !== undefined && type.control === undefined && !wires.links().some(({ from }) => from.node === id)
    })
    return sources.slice(0, 2).map((id) => consoleBehind(context, id))
  },
  EXPRESSION: expressionFixes,
  UNKNOWN_FIELD: unknownFieldFixes,
  FIELD_TYPE: (_, context) => fieldsThatWork(context),
  ALREADY_DECODED: (_, { node }) => [bypassNode(node)],
  SECOND_WATERMARK: (_, { node }) => [bypassNode(node)],
  WINDOW_NEEDS_EVENT_TIME: eventTimeFixes,
  WINDOW: windowFixes,
  APPEND_NEEDS_WATERMARK: (_, { path }) => ['update', 'complete'].map((output) => useFix(path, output)),
  STATEFUL_AFTER_UPDATES: (_, context) =>
    outputsBefore(context).map((id) =>
      fix(
        `Set the output of \`${id}\` to append`,
        `将 \`${id}\` 的输出方式设为 append`,
        setCommand(['nodes', id, 'config', 'output'], 'append'),
      ),
    ),
  OUTPUT_NEEDS_REPLACE: (_, context) =>
    outputsBefore(context).map((id) =>
      fix(
        `Set the output of \`${id}\` to update`,
        `将 \`${id}\` 的输出方式设为 update`,
        setCommand(['nodes', id, 'config', 'output'], 'update'),
      ),
    ),
  NOT_SUPPORTED: ({ at: { path = [] } }, context) => {
    const links = entryLinks(context)
    if (path.at(-2) !== 'channel') return links.length === 0 ? [] : [cut(...links.filter(({ from }) => from.node === context.node))]
    return links.map((link) => fix('Leave the channel out', '去掉通道设置', { do: 'set-channel', wire: wireId(link), channel: null }))
  },
  LOSSY: () => [fix('Use durability safe', '使用持久性 safe', { do: 'set-document', key: 'durability', value: null })],
}

function formatFixes(issue: Issue, { path, document }: Context): Fix[] {
  if (path.length === 1 && path[0] === 'millrace')
    return [fix(`Write \`millrace: ${FORMAT}\``, `写入 \`millrace: ${FORMAT}\``, { do: 'set-key', path, value: FORMAT })]
  if (path.length === 1 && path[0] === 'nodes' && document.nodes == null)
    return [fix('Write `nodes: {}`', '写入 `nodes: {}`', { do: 'set-key', path, value: {} })]
  if (path.length === 1 && path[0] === 'name') {
    const name = String(document.title ?? document.name ?? '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
    return [useFix(path, name === '' ? 'pipeline' : name)]
  }
  if (path[0] === 'wires' && path.length === 2) return [fix('Delete the wire', '删除连线', { do: 'remove-key', path })]
  if (path[0] === 'trigger' && document.trigger !== undefined) return [useFix(['trigger'], 'asap')]
  return values(issue, { path } as Context)
}

function unknownNodeFixes({ hint }: Issue, { path, wires, document }: Context): Fix[] {
  const near = proposed(hint)
  if (path[0] !== 'wires') return near.map((value) => useFix(path, value))
  const known = isDataMap(document.nodes) ? document.nodes : {}
  const isKnown = ({ node }: End): boolean => Object.hasOwn(known, node)
  const lost = wires.links().filter(({ from, to }) => !isKnown(from) || !isKnown(to))
  const renamed = (name: string): Link[] =>
    lost.map(({ from, to }) => ({ from: isKnown(from) ? from : { ...from, node: name }, to: isKnown(to) ? to : { ...to, node: name } }))
  const others = new Set(wires.ids())
  return [
    ...near
      .filter((name) => renamed(name).every((link) => !others.has(wireId(link)) && link.from.node !== link.to.node))
      .slice(0, 1)
      .map((name) =>
        fixAll(
          `Wire \`${name}\` instead`,
          `改为连接 \`${name}\``,
          { do: 'remove-wires', wires: lost.map(wireId) },
          ...renamed(name).map((link) => ({ do: 'add-wire', wire: wireId(link) }) as const),
        ),
      ),
    cut(...lost),
  ]
}

/** The wires of the entry of `wires:` that an issue is about. */
function entryLinks({ reading, document, path }: Context): Link[] {
  const entry = path[0] === 'wires' ? valueAt(document, path.slice(0, 2)) : undefined
  return entry === undefined ? [] : wiresOf({ ...document, wires: [entry] }, reading.catalogue).links()
}

function unknownPortFixes({ hint }: Issue, context: Context): Fix[] {
  const { node, reading, document } = context
  const type = typeNamed(reading.catalogue, String(valueAt(document, ['nodes', node, 'type'])))
  const config = type?.config.safeParse(reading.pipeline?.nodes[node]?.config)
  if (type === undefined || config?.success !== true) return []
  const ports = portsOf(type, config.data)
  const wrong = entryLinks(context).filter(
    ({ from, to }) => (from.node === node && !ports.out.includes(from.port)) || (to.node === node && !ports.in.includes(to.port)),
  )
  const [link] = wrong
  if (link === undefined) return []
  const out = link.from.node === node && !ports.out.includes(link.from.port)
  return [
    ...proposed(hint).map((port) => {
      const wire = wireId(out ? { ...link, from: { node, port } } : { ...link, to: { node, port } })
      return fixAll(
        `Use the port \`${port}\``,
        `使用端口 \`${port}\``,
        { do: 'remove-wires', wires: [wireId(link)] },
        { do: 'add-wire', wire },
      )
    }),
    cut(link),
  ]
}

function unknownParamFixes({ hint }: Issue, { document, path }: Context): Fix[] {
  const value = valueAt(document, path)
  const known = isDataMap(document.params) ? document.params : {}
  if (typeof value !== 'string') return []
  const missing = [...value.matchAll(PARAM_REFERENCE)].map(([, name]) => name).find((name) => !Object.hasOwn(known, name))
  if (missing === undefined) return []
  return [
    ...proposed(hint).map((name) => useFix(path, value.replaceAll(`\${param.${missing}}`, `\${param.${name}}`))),
    fix(`Add the parameter \`${missing}\``, `添加参数 \`${missing}\``, { do: 'set-param', name: missing, value: '' }),
  ]
}

function settingFixes(issue: Issue, context: Context): Fix[] {
  const hinted = hintedFixes(issue.hint, context.path)
  return hinted.length > 0 ? hinted : values(issue, context)
}

/** Wires of which each closes a circle with those before it. */
function circular(links: readonly Link[]): Link[] {
  const behind = new Map<string, string[]>()
  const leads = (from: string, to: string): boolean => {
    const seen = new Set([from])
    for (const node of seen) for (const next of behind.get(node) ?? []) seen.add(next)
    return seen.has(to)
  }
  return links.filter(({ from, to }) => {
    const closes = leads(to.node, from.node)
    if (!closes) behind.set(from.node, [...(behind.get(from.node) ?? []), to.node])
    return closes
  })
}

function consoleBehind({ document, wires }: Context, id: string): Fix {
  const console = freeId('console', new Set(Object.keys(isDataMap(document.nodes) ? document.nodes : {})))
  const port = wires.defaultPort(id, 'out')
  const place = isDataMap(document.layout) ? document.layout[id] : undefined
  const at = Array.isArray(place) ? ([Number(place[0]) + 240, Number(place[1])] as const) : undefined
  return fixAll(
    `Show \`${id}\` on the console`,
    `在控制台显示 \`${id}\``,
    { do: 'add-node', id: console, type: 'consume.console', ...(at === undefined ? {} : { at }) },
    { do: 'add-wire', wire: wireId({ from: { node: id, port }, to: { node: console, port: 'in' } }) },
  )
}

/** What arrives at a node, for fixes that need its fields. */
function arrivingAt({ reading, node }: Context): Shape | null {
  return reading.pipeline === null ? null : new Wiring({ ...reading, pipeline: reading.pipeline }).inShape({ node, port: 'in' })
}

function expressionFixes(_: Issue, context: Context): Fix[] {
  const { document, path } = context
  const value = valueAt(document, path)
  const shape = arrivingAt(context)
  if (typeof value !== 'string' || shape === null) return []
  return mendedExpressions(value, exprFields(shape)).map((text) => useFix(path, text))
}

function unknownFieldFixes(issue: Issue, context: Context): Fix[] {
  const near = issue.hint?.startsWith('did you mean') === true ? proposed(issue.hint) : []
  if (context.path[0] === 'alerts') return values(issue, context)
  const working = fieldsThatWork(context)
  const first = near.map((name) => useFix(context.path, name))
  return [...first, ...working.filter(({ words }) => first.every((f) => f.words.en !== words.en))].slice(0, 4)
}

/** Fields that the setting could name without any mistake at its place. */
function fieldsThatWork(context: Context): Fix[] {
  const { document, path, node, reading } = context
  const [root, , part, ...setting] = path
  const type = typeNamed(reading.catalogue, String(valueAt(document, ['nodes', node, 'type'])))
  const shape = arrivingAt(context)
  if (root !== 'nodes' || part !== 'config' || setting.length === 0 || type === undefined || shape === null) return []
  const config = reading.pipeline?.nodes[node]?.config
  const works = (name: string): boolean => {
    const { issues } = fitOf(type, replaced(config, setting, name), { in: [shape] })
    return !issues.some((found) => found.at.path?.length === setting.length && setting.every((key, i) => key === found.at.path![i]))
  }
  return visible(shape)
    .filter(({ name }) => works(name))
    .slice(0, 4)
    .map(({ name }) => useFix(path, name))
}

function replaced(value: unknown, [key, ...rest]: DataPath, by: string): unknown {
  if (key === undefined) return by
  if (Array.isArray(value)) return value.with(Number(key), replaced(value[Number(key)], rest, by))
  return { ...(value as object), [key]: replaced((value as Record<string, unknown> | undefined)?.[key], rest, by) }
}

function eventTimeFixes(_: Issue, context: Context): Fix[] {
  const { document, wires, node } = context
  const into = wires.links().filter(({ to }) => to.node === node)
  const [first] = into
  if (first === undefined) return []
  return eventTimes(arrivingAt(context)).map(({ words, config }) =>
    fixAll(
      words.en,
      words.zh,
      ...between(
        document,
        'collect.event-time',
        config,
        into.map(({ from }) => from),
        first.to,
        into,
      ),
    ),
  )
}

function windowFixes(_: Issue, { document, path }: Context): Fix[] {
  const key = path.at(-1)
  const size = valueAt(document, [...path.slice(0, -1), 'size'])
  if (key === 'offset') return [fix('Take out `offset`', '去掉 `offset`', removeCommand(path))]
  if (key === 'slide' && size !== undefined && size !== null) return [useFix(path, size)]
  return []
}

/** Nodes in front of one that yield rows which are not final. */
function outputsBefore({ wires, node, document }: Context): string[] {
  const seen = new Set([node])
  for (const id of seen) for (const { from, to } of wires.links()) if (to.node === id) seen.add(from.node)
  return [...seen].filter((id) => {
    const output = valueAt(document, ['nodes', id, 'config', 'output'])
    return id !== node && (output === 'update' || output === 'complete')
  })
}
