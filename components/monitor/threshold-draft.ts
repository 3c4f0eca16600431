import type { Rule } from '../../core/alert.ts'
import type { MetricName, MetricUnit } from '../../core/metric-names.ts'
import type { Severity } from '../../core/severity.ts'
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
