import type { DataMap } from '../edit/data.ts'
import { type FormField, formOf } from '../form.ts'
import type { Catalogue } from '../node-type.ts'
import { type AnyNodeType, type Example, portsOf } from '../node-type.ts'
import { type FieldType, type Shape, visible } from '../shape.ts'
import { fitOf } from './fit.ts'
import { STRUCTURAL } from './wiring.ts'

/** A node type that a wire may lead to, and the settings to begin with. */
export type Suggestion = {
  readonly type: string
  readonly config: DataMap
  /** Nothing is left to fill in. */
  readonly ready: boolean
}

/** The node types that fit behind what a port yields, best first, with settings made for its fields. */
export function suggestTypes(shape: Shape, catalogue: Catalogue): Suggestion[] {
  return Object.entries(catalogue)
    .flatMap(([id, type]) => {
      const best = bestConfig(type, shape)
      return best === null ? [] : [{ type: id, ...best, rank: rankOf(id, type, shape, best.ready) }]
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ rank: _, ...suggestion }) => suggestion)
}

/** The settings of a type's examples, made for what arrives; null when none can stand there. */
export function bestConfig(type: AnyNodeType, shape: Shape): { config: DataMap; ready: boolean } | null {
  const made = type.examples.map((example) => adapted(type, example, shape))
  // where nothing is known to arrive, an example without its fields would say nothing
  const fewer = readable(shape).length === 0 ? [] : made.map((config) => withoutMissing(config, formOf(type.config), shape))
  const candidates = [...made, ...fewer, {}]
  let fair: DataMap | null = null
  for (const config of candidates) {
    const read = type.config.safeParse(config)
    if (!read.success || !portsOf(type, read.data).in.includes('in')) continue
    const { issues } = fitOf(type, config, { in: [shape] })
    if (issues.some((i) => STRUCTURAL.has(i.code))) continue
    if (issues.every((i) => i.level !== 'error')) return { config, ready: true }
    fair ??= config
  }
  return fair === null ? null : { config: fair, ready: false }
}

/** Bytes want a decoder first, records without an event time perhaps one; then what computes, shows and stores. */
function rankOf(id: string, type: AnyNodeType, shape: Shape, ready: boolean): number {
  const stage = ['compose', 'consume', 'consign', 'collect', 'connect', 'control'].indexOf(type.stage)
  const first = shape.raw === true ? id === 'collect.decode' : shape.time === null && id === 'collect.event-time'
  const last = type.stage === 'collect' && !first ? 20 : 0
  return (first ? -10 : stage) + last + (ready ? 0 : 10)
}

/** An example's settings with its fields replaced by those that arrive: of the same name, else of the same type, each once. */
function adapted(type: AnyNodeType, { config, given }: Example<unknown>, shape: Shape): DataMap {
  const fields = given?.fields ?? (given?.text === undefined ? {} : { text: 'string' as const })
  const names = matched(fields, shape)
  return replaced(config as DataMap, formOf(type.config), names) as DataMap
}

function matched(wanted: Readonly<Record<string, FieldType>>, shape: Shape): Map<string, string> {
  const there = readable(shape).filter(({ name }) => !WINDOW_FIELDS.has(name))
  const names = new Map<string, string>()
  const free = new Set(there.map(({ name }) => name))
  const take = (name: string, found: { name: string } | undefined): void => {
    if (found === undefined) return
    names.set(name, found.name)
    free.delete(found.name)
  }
  for (const [name, type] of Object.entries(wanted))
    take(
      name,
      there.find((field) => field.name === name && alike(field.type, type)),
    )
  for (const [name, type] of Object.entries(wanted)) {
    if (names.has(name)) continue
    take(
      name,
      there.find((field) => free.has(field.name) && field.type === type) ??
        there.find((field) => free.has(field.name) && alike(field.type, type)),
    )
  }
  return names
}

/** The fields that settings can name; bytes are read as lines of text. */
const readable = (shape: Shape): readonly { readonly name: string; readonly type: FieldType }[] =>
  shape.raw === true ? [{ name: 'text', type: 'string' }] : visible(shape)

const WINDOW_FIELDS = new Set(['window_start', 'window_end'])
const NUMBERS = new Set<FieldType>(['long', 'double'])
const alike = (a: FieldType, b: FieldType): boolean => a === b || (NUMBERS.has(a) && NUMBERS.has(b)) || (a === 'long' && b === 'timestamp')

/** Replaces field names where the form says that a setting names fields or holds an expression. */
function replaced(config: DataMap, form: readonly FormField[], names: ReadonlyMap<string, string>): unknown {
  const visit = (value: unknown, path: readonly string[]): unknown => {
    const field = form.find((f) => f.path.length === path.length && f.path.every((key, i) => key === path[i]))
    const widget = field?.meta.widget
    if (widget === 'field' && typeof value === 'string') return names.get(value) ?? value
    if (widget === 'fields' && Array.isArray(value)) return value.map((name) => names.get(name) ?? name)
    if (widget === 'expression' && typeof value === 'string') return renamedIn(value, names)
    if (widget === 'key-value' && field?.meta.values === 'expression')
      return Object.fromEntries(Object.entries(value as object).map(([k, v]) => [k, renamedIn(String(v), names)]))
    if (widget === 'key-value' && field?.meta.values === 'name')
      return Object.fromEntries(Object.entries(value as object).map(([k, v]) => [names.get(k) ?? k, v]))
    if (Array.isArray(value)) return value.map((item) => visit(item, [...path, '*']))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, visit(v, [...path, k])]))
  }
  return visit(config, [])
}

/** Settings without the items of lists that are about fields which do not arrive. */
function withoutMissing(config: DataMap, form: readonly FormField[], shape: Shape): DataMap {
  const there = new Set(readable(shape).map(({ name }) => name))
  const visit = (value: unknown, path: readonly string[]): unknown => {
    const field = form.find((f) => f.path.length === path.length && f.path.every((key, i) => key === path[i]))
    const widget = field?.meta.widget
    if (widget === 'field' && typeof value === 'string' && !there.has(value)) return undefined
    if (widget === 'fields' && Array.isArray(value)) return value.filter((name) => there.has(name))
    if (Array.isArray(value)) return value.map((item) => visit(item, [...path, '*'])).filter((item) => item !== undefined)
    if (value === null || typeof value !== 'object') return value
    const settings = Object.entries(value).map(([key, each]) => [key, visit(each, [...path, key])])
    // an item without its field is about nothing
    return path.at(-1) === '*' && settings.some(([, each]) => each === undefined)
      ? undefined
      : Object.fromEntries(settings.filter(([, each]) => each !== undefined))
  }
  return visit(config, []) as DataMap
}

/** An expression that reads other fields; texts in quotes stay. */
const renamedIn = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(/'(?:[^']|'')*'|`[^`]*`|[\p{L}_][\p{L}\p{N}_]*/gu, (word) => names.get(word) ?? word)
