import { type Rule, ruleMistakes, ruleSchema, type Severity } from '../../core/alert.ts'
import { suggestRecover } from '../../core/back-test.ts'
import { isDataMap, listIn, mapIn, withKey, without } from '../../core/edit/data.ts'
import { type Command, type DataMap, documentOf, freeId } from '../../core/edit/index.ts'
import type { MetricName, MetricUnit } from '../../core/metric-names.ts'
import type { Threshold, Tile } from './tiles.ts'

/** A threshold that is being set on a chart. */
export type ThresholdDraft = {
  /** The rule that is changed; null = a new one. */
  readonly rule: Rule | null
  readonly on: string
  readonly metric: MetricName
  readonly side: 'above' | 'below'
  /** NaN while the field of it holds no number. */
  readonly value: number
  /** As in a document, such as 30s. */
  readonly for: string
  /** null = the threshold itself. */
  readonly recover: number | null | 'suggested'
  readonly severity: Severity
}

/** A threshold whose level of recovery is known. */
export type Settled = ThresholdDraft & { readonly recover: number | null }

/** What a person writes and reads instead of the base unit: how many of those it is, and its name. */
export const written: Record<MetricUnit, { readonly size: number; readonly unit: string }> = {
  rate: { size: 1, unit: '/s' },
  byteRate: { size: 1024, unit: 'KiB/s' },
  bytes: { size: 1024 * 1024, unit: 'MiB' },
  ms: { size: 1, unit: 'ms' },
  share: { size: 0.01, unit: '%' },
  count: { size: 1, unit: '' },
}

/** Without the noise of floating point. */
export const tidy = (value: number): number => Number(value.toPrecision(6))

/** The nearest level that a hand would mean on an axis that ends at `top`. */
export function nearLevel(value: number, top: number, unit: MetricUnit): number {
  const step = unit === 'bytes' || unit === 'byteRate' ? top / 128 : 10 ** (Math.floor(Math.log10(top)) - 2)
  return tidy(Math.max(0, Math.round(value / step) * step))
}

/** A threshold of a metric that is yet to be made. */
export const newThreshold = (on: string, metric: MetricName, value: number): ThresholdDraft => ({
  rule: null,
  on,
  metric,
  side: 'above',
  value,
  for: '30s',
  recover: 'suggested',
  severity: 'warning',
})

/** A new threshold on a tile begins with the figure that alerts are usually about: the highest percentile of latencies, else the first. */
export function newDraft(tile: Tile, value: number): ThresholdDraft {
  const series = tile.unit === 'ms' ? tile.series[tile.series.length - 1] : tile.series[0]
  const [on] = series.id.split('|')
  return newThreshold(on, series.metric, value)
}

/** The threshold of a rule as it is. */
export const draftOf = ({ rule, value, recover }: Threshold): Settled => ({
  rule,
  on: rule.on,
  metric: rule.metric!,
  side: rule.above === undefined ? 'below' : 'above',
  value,
  for: `${rule.for / 1000}s`,
  recover,
  severity: rule.severity,
})

/** A threshold moved to another level; its recovery keeps its distance. */
export function moved(draft: ThresholdDraft, value: number): ThresholdDraft {
  const { recover, value: before } = draft
  return { ...draft, value, recover: typeof recover === 'number' ? Math.max(0, tidy(recover + value - before)) : recover }
}

/** The level of recovery moved to another one: it stops at the threshold. */
export function recoveringAt(draft: ThresholdDraft, level: number): ThresholdDraft {
  const stop = draft.side === 'above' ? Math.min : Math.max
  return { ...draft, recover: stop(level, draft.value) }
}

/** With the level of recovery that the noise of its figures suggests. */
export function settledDraft(draft: ThresholdDraft, values: readonly (number | null)[]): Settled {
  if (draft.recover !== 'suggested') return { ...draft, recover: draft.recover }
  return { ...draft, recover: suggestRecover({ [draft.side]: draft.value }, values) }
}

const settings = (draft: Settled): DataMap => ({
  ...(draft.on === 'pipeline' ? {} : { on: draft.on }),
  metric: draft.metric,
  [draft.side]: draft.value,
  for: draft.for,
  ...(draft.recover === null ? {} : { recover: draft.recover }),
  severity: draft.severity,
})

/** The rule that a draft makes; null = its settings do not make one. */
export function ruleOf(draft: Settled): Rule | null {
  const name = draft.rule?.name ?? 'new'
  const read = ruleSchema.safeParse({ ...settings(draft), name })
  if (!read.success || ruleMistakes(read.data).length > 0) return null
  return { ...draft.rule, ...read.data }
}

/** What makes or changes the rule in a pipeline's text, and the rule's name; null = the text no longer holds the rule. */
export function changeIn(text: string, draft: Settled): { readonly command: Command; readonly name: string } | null {
  const document = documentOf(text)
  if (draft.rule === null) {
    const stem = draft.metric.replaceAll('.', '-').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    const on = draft.on === 'pipeline' || draft.on.includes('>') ? '' : `${draft.on.toLowerCase().replaceAll('_', '-')}-`
    const name = freeId(`${on}${stem}-${draft.side === 'above' ? 'high' : 'low'}`, new Set(takenIn(document)))
    return { command: { do: 'add-rule', rule: { name, ...settings(draft) } }, name }
  }
  const { name } = draft.rule
  const next = settings(draft)
  const before = settings(asSet(draft.rule))
  const changed = ['above', 'below', 'for', 'recover', 'severity'].filter((key) => next[key] !== before[key])
  const raw = rawRule(document, name)
  if (raw !== null) {
    let rule = raw
    for (const key of changed) rule = next[key] === undefined ? without(rule, key) : withKey(rule, key, next[key])
    return { command: { do: 'set-rule', name, rule: { ...rule, name } }, name }
  }
  if (!isThresholdNode(document, name)) return null
  const commands = changed.map(
    (key): Command =>
      next[key] === undefined
        ? { do: 'unset-config', id: name, path: [key] }
        : { do: 'set-config', id: name, path: [key], value: next[key] },
  )
  return { command: { do: 'all', commands, name: { en: 'Change a threshold', zh: '更改阈值' } }, name }
}

const asSet = (rule: Rule): Settled => draftOf({ rule, value: rule.above ?? rule.below!, recover: rule.recover ?? null })

/** What takes a rule out of a pipeline's text; null = it is not there. */
export function removalIn(text: string, name: string): { readonly command: Command; readonly name: string } | null {
  const document = documentOf(text)
  if (rawRule(document, name) !== null) return { command: { do: 'remove-rule', name }, name }
  return isThresholdNode(document, name) ? { command: { do: 'remove-nodes', ids: [name] }, name } : null
}

const rulesIn = (document: DataMap): readonly DataMap[] =>
  Array.isArray(document.alerts) ? listIn(document, 'alerts').filter((rule) => isDataMap(rule)) : []

const rawRule = (document: DataMap, name: string): DataMap | null => rulesIn(document).find((rule) => rule.name === name) ?? null

function isThresholdNode(document: DataMap, id: string): boolean {
  const node = mapIn(document, 'nodes')[id] ?? null
  return isDataMap(node) && node.type === 'control.threshold'
}

const takenIn = (document: DataMap): readonly string[] => [
  ...rulesIn(document).map(({ name }) => String(name)),
  ...Object.keys(mapIn(document, 'nodes')),
]
