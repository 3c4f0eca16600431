import { isMap, isNode, isScalar } from 'yaml'
import { z } from 'zod'
import { type ParsedText, parseText } from './document.ts'
import { duration, size } from './fields.ts'
import { type Issue, issue, type Place, suggestion } from './issue.ts'
import { type Channel, type Durability, durabilities } from './plan.ts'
import { type References, replaceReferences } from './references.ts'

/** Format of pipeline files this code reads. */
export const FORMAT = 1
/** More nodes than this are refused. */
export const MAX_NODES = 2_000
const MAX_TEXT = 4 * 1024 * 1024

export type GraphNode = {
  readonly type: string
  readonly title?: string
  readonly enabled: boolean
  readonly config: unknown
  /** Paths in the config, joined by `/`, of texts that do not stand in the document: they came from the environment or with the command. */
  readonly outside?: ReadonlySet<string>
}
export type GraphWire = {
  readonly from: { node: string; port: string | null }
  readonly to: { node: string; port: string | null }
  readonly channel: Channel
  /** Where the document says it. */
  readonly path: readonly (string | number)[]
}

/** A parsed pipeline document, references replaced. */
export type Pipeline = {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly trigger: 'asap' | number
  readonly durability: Durability
  readonly nodes: Readonly<Record<string, GraphNode>>
  readonly wires: readonly GraphWire[]
  /** Rules, as they stand under `alerts:`. */
  readonly alerts: readonly unknown[]
  /** The parameters' values: defaults and what replaced them. */
  readonly params: Readonly<Record<string, unknown>>
  /** Where the designer drew nodes, and which of them stay there when the others are tidied. */
  readonly layout: Readonly<Record<string, readonly [number, number, typeof PINNED?]>>
}

export type ReadOptions = {
  /** Replace the document's `params` of the same name; values as parsed from YAML. */
  params?: Readonly<Record<string, unknown>>
  env?: References['env']
  secrets?: References['secrets']
}

/** Adds line and column to an issue, from its path or node. */
export type Locate = (at: Place) => Place

/** The third element of a place that tidying leaves alone. */
export const PINNED = 'pinned'
export const NODE_ID = /^[a-z][a-z0-9-]*$/
const NAME = /^[a-z0-9][a-z0-9-]*$/
const MIN_TRIGGER = 250
const MAX_TRIGGER = 600_000

const channelSchema = z.strictObject({
  kind: z.enum(['memory', 'wal', 'spill', 'retained', 'kafka']).default('memory'),
  capacity: z.strictObject({ records: z.number().int().positive().default(10_000), bytes: size().default(64 * 1024 * 1024) }).optional(),
  whenFull: z.enum(['block', 'drop-newest', 'drop-oldest', 'sample', 'spill', 'divert']).default('block'),
})
const DEFAULT_CHANNEL: Channel = { kind: 'memory', capacity: { records: 10_000, bytes: 64 * 1024 * 1024 }, whenFull: 'block' }

/** A pipeline document before references are replaced. */
export const documentSchema = z.strictObject({
  millrace: z.literal(FORMAT, { error: `this version reads format ${FORMAT}: write \`millrace: ${FORMAT}\` in the first line` }),
  name: z.string().max(100).regex(NAME, 'a name has lower-case letters, digits and hyphens'),
  title: z.string().max(200).optional(),
  description: z.string().optional(),
  params: z.record(z.string(), z.unknown()).default({}),
  trigger: z.union([z.literal('asap'), z.strictObject({ every: duration() })]).default('asap'),
  durability: z.enum(durabilities).default('safe'),
  nodes: z.record(
    z.string().regex(NODE_ID, 'a node id begins with a lower-case letter and has lower-case letters, digits and hyphens'),
    z.strictObject({
      type: z.string(),
      title: z.string().max(200).optional(),
      notes: z.string().optional(),
      enabled: z.boolean().default(true),
      config: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
  wires: z
    .array(z.union([z.string(), z.strictObject({ from: z.string(), to: z.string(), channel: channelSchema.optional() })]))
    .default([]),
  alerts: z.array(z.record(z.string(), z.unknown())).default([]),
  layout: z.record(z.string(), z.tuple([z.number(), z.number(), z.literal(PINNED).optional()])).optional(),
})

/** Reads a pipeline file (YAML or JSON). Never throws for what the author wrote: mistakes are issues with path, line and the nearest known key. */
export function readPipeline(text: string, options: ReadOptions = {}): { pipeline: Pipeline | null; issues: Issue[]; locate: Locate } {
  const issues: Issue[] = []
  if (text.length > MAX_TEXT) {
    issues.push(issue('TOO_LARGE', {}, `the document has ${text.length} characters; at most ${MAX_TEXT} are read`, 'split the pipeline'))
    return { pipeline: null, issues, locate: (at) => at }
  }
  const parsed = parseText(text)
  const { tree, lines } = parsed
  const locate: Locate = (at) => ({ ...at, ...lineOf(parsed, at.path ?? (at.node === undefined ? undefined : ['nodes', at.node])) })
  for (const error of tree.errors) {
    const { line, col } = lines.linePos(error.pos[0])
    issues.push(issue('SYNTAX', { line, column: col }, error.message, 'check indentation, quotes and brackets near this place'))
  }
  if (issues.length > 0) return { pipeline: null, issues, locate }
  let value: unknown
  try {
    value = parsed.value()
  } catch (error) {
    issues.push(issue('SYNTAX', {}, (error as Error).message))
    return { pipeline: null, issues, locate }
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    issues.push(
      issue(
        'FORMAT',
        { line: 1, column: 1 },
        'a pipeline is a map of millrace, name, nodes and wires',
        `begin with \`millrace: ${FORMAT}\``,
      ),
    )
    return { pipeline: null, issues, locate }
  }
  const read = documentSchema.safeParse(value)
  if (!read.success) {
    issues.push(...schemaIssues(documentSchema, read.error.issues, [], value))
    return { pipeline: null, issues: issues.map((i) => ({ ...i, at: locate(i.at) })), locate }
  }
  const document = read.data
  const params: Record<string, unknown> = { ...document.params }
  for (const [name, v] of Object.entries(options.params ?? {})) {
    if (!Object.hasOwn(document.params, name)) {
      issues.push(
        issue(
          'UNKNOWN_PARAM',
          { path: ['params'] },
          `the pipeline has no parameter \`${name}\``,
          suggestion(name, Object.keys(document.params)),
        ),
      )
    }
    params[name] = v
  }
  const trigger = document.trigger === 'asap' ? 'asap' : document.trigger.every
  if (trigger !== 'asap' && (trigger < MIN_TRIGGER || trigger > MAX_TRIGGER)) {
    issues.push(
      issue(
        'FORMAT',
        { path: ['trigger', 'every'] },
        `the trigger is ${trigger} ms; it may be 250ms to 10m`,
        'use `trigger: asap` for record-at-a-time',
      ),
    )
  }
  if (Object.keys(document.nodes).length > MAX_NODES) {
    issues.push(
      issue(
        'TOO_LARGE',
        { path: ['nodes'] },
        `the graph has ${Object.keys(document.nodes).length} nodes; at most ${MAX_NODES} are run`,
        'split the pipeline',
      ),
    )
  }
  const references: References = { params, given: options.params ?? {}, env: options.env, secrets: options.secrets, issues }
  const nodes: Record<string, GraphNode> = {}
  for (const [id, node] of Object.entries(document.nodes)) {
    const outside = new Set<string>()
    const base = ['nodes', id, 'config']
    const config = replaceReferences(node.config ?? {}, base, {
      ...references,
      fromOutside: (path) => void outside.add(path.slice(base.length).join('/')),
    })
    nodes[id] = {
      type: node.type,
      enabled: node.enabled,
      config,
      ...(node.title === undefined ? {} : { title: node.title }),
      ...(outside.size === 0 ? {} : { outside }),
    }
  }
  const wires = document.wires.flatMap((wire, i) => readWire(wire, ['wires', i], issues))
  const alerts = document.alerts.map((alert, i) =>
    replaceReferences(alert, ['alerts', i], { ...references, secrets: undefined, inRule: true }),
  )
  const pipeline: Pipeline = {
    name: document.name,
    trigger,
    durability: document.durability,
    nodes,
    wires,
    alerts,
    params,
    layout: document.layout ?? {},
    ...(document.title === undefined ? {} : { title: document.title }),
    ...(document.description === undefined ? {} : { description: document.description }),
  }
  return { pipeline, issues: issues.map((i) => ({ ...i, at: locate(i.at) })), locate }
}

type WireText = z.output<typeof documentSchema>['wires'][number]

function readWire(wire: WireText, path: readonly (string | number)[], issues: Issue[]): GraphWire[] {
  if (typeof wire === 'string') {
    const ends = wire.split('->').map((s) => readEnd(s, path, issues))
    if (ends.length < 2) issues.push(issue('FORMAT', { path }, `\`${wire}\` joins nothing`, 'write `a -> b`, or `a.port -> b.port`'))
    return ends.slice(1).flatMap((to, k) => {
      const from = ends[k]
      return from === null || to === null ? [] : [{ from, to, channel: DEFAULT_CHANNEL, path }]
    })
  }
  const from = readEnd(wire.from, [...path, 'from'], issues)
  const to = readEnd(wire.to, [...path, 'to'], issues)
  const { kind = 'memory', whenFull = 'block', capacity } = wire.channel ?? {}
  if (kind !== 'memory')
    issues.push(
      issue(
        'NOT_SUPPORTED',
        { path: [...path, 'channel', 'kind'] },
        `channels of kind \`${kind}\` cannot be run yet`,
        'leave the channel out: the wire is then `memory`',
      ),
    )
  if (whenFull !== 'block')
    issues.push(
      issue(
        'NOT_SUPPORTED',
        { path: [...path, 'channel', 'whenFull'] },
        `\`whenFull: ${whenFull}\` cannot be run yet`,
        'use `block`: the source waits',
      ),
    )
  if (from === null || to === null) return []
  return [{ from, to, channel: { kind: 'memory', capacity: capacity ?? DEFAULT_CHANNEL.capacity, whenFull: 'block' }, path }]
}

function readEnd(text: string, path: readonly (string | number)[], issues: Issue[]): { node: string; port: string | null } | null {
  const m = /^\s*([a-z][a-z0-9-]*)(?:\.([A-Za-z_][\w-]*))?\s*$/.exec(text)
  if (m !== null) return { node: m[1], port: m[2] ?? null }
  issues.push(issue('FORMAT', { path }, `\`${text.trim()}\` is not the end of a wire`, 'write a node id, or node.port'))
  return null
}

/** Turns what a zod schema found into issues; `base` is the schema's path in the document, `node` names the node that is meant. */
export function schemaIssues(
  schema: z.ZodType,
  found: readonly z.core.$ZodIssue[],
  base: readonly (string | number)[],
  input: unknown,
  node?: string,
): Issue[] {
  const at = (path: readonly PropertyKey[]): Place => ({
    ...(node === undefined ? {} : { node }),
    path: [...base, ...path.map((p) => (typeof p === 'number' ? p : String(p)))],
  })
  return found.flatMap((z): Issue[] => {
    if (z.code === 'unrecognized_keys') {
      const known = keysAt(schema, z.path, input)
      return z.keys.map((key) => issue('UNKNOWN_KEY', at([...z.path, key]), `unknown key \`${key}\``, suggestion(key, known)))
    }
    if (z.code === 'invalid_union' && z.errors.length > 0) {
      const closest = [...z.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0]
      return schemaIssues(
        schema,
        closest.map((e) => ({ ...e, path: [...z.path, ...e.path] }) as z.core.$ZodIssue),
        base,
        input,
        node,
      )
    }
    if (z.code === 'invalid_key') return z.issues.map((k) => issue('FORMAT', at(z.path), `\`${String(z.path.at(-1))}\`: ${k.message}`))
    const missing = z.code === 'invalid_type' && valueAt(input, z.path) === undefined
    const name = z.path.length === 0 ? 'the document' : `\`${z.path.map(String).join('.')}\``
    const what = missing ? `${name} is missing` : `${name}: ${z.message}`
    let hint: string | undefined
    if (z.code === 'invalid_value')
      hint = suggestion(String(valueAt(input, z.path)), z.values.map(String)) ?? `one of ${z.values.map(String).join(', ')}`
    return [issue(node === undefined ? 'FORMAT' : 'SETTING', at(z.path), what, hint)]
  })
}

const depth = (found: readonly z.core.$ZodIssue[]): number => Math.max(0, ...found.map((f) => f.path.length))

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (v, key) => (v !== null && typeof v === 'object' ? (v as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  )
}

type Inner = {
  def: {
    type: string
    innerType?: z.ZodType
    in?: z.ZodType
    element?: z.ZodType
    valueType?: z.ZodType
    options?: readonly z.ZodType[]
    shape?: Record<string, z.ZodType>
  }
}

/** The keys that an object schema knows at a path, over all branches of unions that could hold the input. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[], input: unknown): string[] {
  const { def } = schema as unknown as Inner
  if (def.innerType !== undefined) return keysAt(def.innerType, path, input)
  if (def.type === 'pipe' && def.in !== undefined) return keysAt(def.in, path, input)
  if (def.options !== undefined) {
    const tagged = def.options.filter((option) => matchesTag(option, input))
    return [...new Set((tagged.length > 0 ? tagged : def.options).flatMap((option) => keysAt(option, path, input)))]
  }
  const [key, ...rest] = path
  if (key === undefined) return Object.keys(def.shape ?? {})
  const next = def.shape?.[String(key)] ?? def.element ?? def.valueType
  return next === undefined ? [] : keysAt(next, rest, valueAt(input, [key]))
}

function matchesTag(option: z.ZodType, input: unknown): boolean {
  const kind = (option as unknown as Inner).def.shape?.kind
  return kind?.safeParse(valueAt(input, ['kind'])).success === true
}

/** Line and column (from 1) of a path in the text: of its key where there is one, else of the nearest parent. */
function lineOf({ tree, lines }: ParsedText, path: readonly (string | number)[] | undefined): Pick<Place, 'line' | 'column'> {
  if (path === undefined) return {}
  for (let n = path.length; n > 0; n--) {
    const parent = n === 1 ? tree.contents : tree.getIn(path.slice(0, n - 1), true)
    const key = path[n - 1]
    const pair = isMap(parent) ? parent.items.find((item) => (isScalar(item.key) ? item.key.value : item.key) === key) : undefined
    const found = pair !== undefined && isNode(pair.key) ? pair.key : tree.getIn(path.slice(0, n), true)
    if (isNode(found) && found.range) {
      const { line, col } = lines.linePos(found.range[0])
      return { line, column: col }
    }
  }
  return { line: 1, column: 1 }
}
