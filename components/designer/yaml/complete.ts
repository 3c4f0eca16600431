import { ruleSchema } from '../../../core/alert.ts'
import { type FormField, formOf } from '../../../core/form.ts'
import { documentSchema } from '../../../core/graph.ts'
import { metricNames, metrics } from '../../../core/metric-names.ts'
import { type AnyNodeType, type Catalogue, portsOf, typeNamed } from '../../../core/node-type.ts'
import { exprFields } from '../../../core/op-shape.ts'
import { durabilities } from '../../../core/plan.ts'
import { fieldTypes, type Shape, visible } from '../../../core/shape.ts'
import { completionsAt, type Reading, Wiring } from '../../../core/suggest/index.ts'
import type { Words } from '../../../core/words.ts'
import { type Context, contextAt } from './context.ts'

/** Something that may stand at the cursor; `insert` replaces the text between the offsets of its list. */
export type Choice = {
  readonly label: string
  readonly kind: 'key' | 'type' | 'value' | 'node' | 'field' | 'function' | 'keyword'
  readonly detail?: string | Words
  readonly info?: Words
  readonly insert?: string
  /** Where the cursor stands afterwards, from the begin of `insert`; behind it if left out. */
  readonly caret?: number
}
export type Choices = { readonly from: number; readonly to: number; readonly items: readonly Choice[] }

const NODE_KEYS = ['type', 'title', 'notes', 'enabled', 'config']
const REFERENCE = /\$\{(param|secret)\.([\w-]*)$/

/** What may be written at a cursor of a pipeline's text: keys, node types, settings, nodes, fields. `reading` is of the last text that could be read. */
export function completeYaml(text: string, cursor: number, reading: Reading): Choices | null {
  const context = contextAt(text, cursor)
  if (context === null) return null
  const { from, to } = context
  const reference = context.kind === 'value' ? REFERENCE.exec(text.slice(from, cursor)) : null
  if (reference !== null) {
    const names = reference[1] === 'param' ? Object.keys(reading.pipeline?.params ?? {}) : (reading.secrets ?? [])
    return { from: cursor - reference[2].length, to: cursor, items: names.map((label): Choice => ({ label, kind: 'value' })) }
  }
  if (context.kind === 'key') return { from, to, items: keysFor(context, reading).filter(({ label }) => !context.others.includes(label)) }
  return valuesFor(context, text, cursor, reading)
}

const plain = (labels: readonly string[], kind: Choice['kind']): Choice[] => labels.map((label) => ({ label, kind }))
const keyChoice = (label: string, more: Partial<Choice> = {}): Choice => ({ label, kind: 'key', insert: `${label}: `, ...more })

function keysFor({ path }: Context, reading: Reading): Choice[] {
  const [root, id, part, ...rest] = path
  if (root === undefined) return Object.keys(documentSchema.shape).map((key) => keyChoice(key))
  if (root === 'nodes' && path.length === 2) return NODE_KEYS.map((key) => keyChoice(key))
  if (root === 'nodes' && part === 'config') return settingKeys(typeOf(String(id), reading), rest)
  if (root === 'layout') return Object.keys(reading.pipeline?.nodes ?? {}).map((key) => keyChoice(key))
  if (root === 'alerts' && path.length === 2) return formOf(ruleSchema).map(settingChoice)
  if (root === 'wires' && path.length === 2) return ['from', 'to', 'channel'].map((key) => keyChoice(key))
  return []
}

const typeOf = (id: string, { pipeline, catalogue }: Reading): AnyNodeType | undefined =>
  pipeline !== null && Object.hasOwn(pipeline.nodes, id) ? typeNamed(catalogue, pipeline.nodes[id].type) : undefined

const settingChoice = ({ path, meta: { title, help }, required }: FormField): Choice =>
  keyChoice(path.at(-1)!, {
    detail: required ? { en: `${title.en} *`, zh: `${title.zh} *` } : title,
    ...(help === undefined ? {} : { info: help }),
  })

/** Steps of lists in a path stand as `*` in a form. */
const formPath = (path: readonly (string | number)[]): string => path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')

function settingKeys(type: AnyNodeType | undefined, path: readonly (string | number)[]): Choice[] {
  if (type === undefined) return []
  const parent = formPath(path)
  return formOf(type.config)
    .filter((field) => field.path.slice(0, -1).join('.') === parent && field.path.at(-1) !== '*')
    .map(settingChoice)
}

function valuesFor(context: Context, text: string, cursor: number, reading: Reading): Choices | null {
  const { path, from, to } = context
  const [root, id, part, ...rest] = path
  const whole = (items: readonly Choice[]): Choices => ({ from, to, items })
  const nodes = plain(Object.keys(reading.pipeline?.nodes ?? {}), 'node')
  if (root === 'durability') return whole(plain(durabilities, 'value'))
  if (root === 'trigger' && path.length === 1) return whole(plain(['asap'], 'value'))
  if (root === 'nodes' && part === 'type') return whole(types(reading.catalogue))
  if (root === 'nodes' && part === 'enabled') return whole(plain(['true', 'false'], 'value'))
  if (root === 'nodes' && part === 'config') return settingValues(context, String(id), rest, text, cursor, reading)
  if (root === 'wires') {
    // `a -> b`: the end that is being written
    const begin = from + /(?:^|->\s*)([^>]*)$/.exec(text.slice(from, cursor))!.index
    const start = begin + /^(?:->)?\s*/.exec(text.slice(begin, cursor))![0].length
    const end = start + /^[\w.-]*?(?=\s*->|\s|$)/.exec(text.slice(start, to))![0].length
    return { from: start, to: Math.max(end, cursor), items: nodes }
  }
  if (root === 'alerts') return ruleValues(String(part), whole, nodes, reading)
  return null
}

const types = (catalogue: Catalogue): Choice[] =>
  Object.entries(catalogue).map(([label, { title, summary }]) => ({ label, kind: 'type', detail: title, info: summary }))

function ruleValues(
  key: string,
  whole: (items: readonly Choice[]) => Choices,
  nodes: readonly Choice[],
  { compiled }: Reading,
): Choices | null {
  if (key === 'metric') return whole(metricNames.map((label) => ({ label, kind: 'value', detail: metrics[label].title })))
  if (key === 'on') return whole([...nodes, ...plain(['pipeline', ...Object.keys(compiled?.shapes ?? {})], 'value')])
  const field = formOf(ruleSchema).find(({ path }) => path[0] === key)
  return field?.choices == null ? null : whole(plain(field.choices, 'value'))
}

function settingValues(
  { from, to }: Context,
  id: string,
  path: readonly (string | number)[],
  text: string,
  cursor: number,
  reading: Reading,
): Choices | null {
  const type = typeOf(id, reading)
  if (type === undefined) return null
  const whole = (items: readonly Choice[]): Choices => ({ from, to, items })
  const form = formOf(type.config)
  const field = form.find((f) => f.path.join('.') === formPath(path)) ?? form.find((f) => f.path.join('.') === formPath(path.slice(0, -1)))
  if (field === undefined) return null
  const { widget, values } = field.meta
  if (field.choices !== null) return whole(plain(field.choices, 'value'))
  if (widget === 'switch') return whole(plain(['true', 'false'], 'value'))
  if (values === 'type') return whole(plain(fieldTypes, 'value'))
  const shape = arriving(id, type, reading)
  if (widget === 'field' || widget === 'fields')
    return whole((shape === null ? [] : visible(shape)).map(({ name, type: t }) => ({ label: name, kind: 'field', detail: t })))
  if (widget !== 'expression' && values !== 'expression') return null
  const found = completionsAt(text.slice(from, to), cursor - from, shape === null ? {} : exprFields(shape))
  return {
    from: from + found.from,
    to: from + found.to,
    items: found.items.map(({ label, kind, detail, doc, insert, caret }) => ({
      label,
      kind,
      detail,
      insert,
      caret,
      ...(doc === undefined ? {} : { info: doc }),
    })),
  }
}

function arriving(id: string, type: AnyNodeType, reading: Reading): Shape | null {
  const { pipeline } = reading
  if (pipeline === null) return null
  const config = type.config.safeParse(pipeline.nodes[id].config)
  const [port] = config.success ? portsOf(type, config.data).in : ['in']
  return port === undefined ? null : new Wiring({ ...reading, pipeline }).inShape({ node: id, port })
}
