import type { Rule } from '../../core/alert.ts'
import type { MetricName, MetricUnit } from '../../core/metric-names.ts'
import { metrics } from '../../core/metric-names.ts'
import type { GraphView } from '../../core/protocol.ts'

/** A line of a chart: which figure, and what it is called. */
export type SeriesOf = { readonly id: string; readonly metric: MetricName }
export type Threshold = { readonly rule: Rule; readonly value: number; readonly recover: number | null }
type TileTitle =
  `chart.${'throughput' | 'latency' | 'lag' | 'fill' | 'troubles' | 'epoch' | 'watermark' | 'snapshot' | 'state' | 'bytes' | 'cpu' | 'memory'}`
/** A chart of series of one unit. */
export type Tile = {
  readonly id: string
  /** Text of the page, or what a rule watches. */
  readonly title: TileTitle | { readonly on: string; readonly metric: MetricName }
  readonly unit: MetricUnit
  readonly series: readonly SeriesOf[]
  readonly thresholds: readonly Threshold[]
  /** What the axis shows at least. */
  readonly top?: number
  /** What is said when nothing was measured. */
  readonly empty?: 'chart.no-snapshot'
}

const whole = (...names: MetricName[]): SeriesOf[] => names.map((metric) => ({ id: `pipeline|${metric}`, metric }))
const standard: readonly Omit<Tile, 'thresholds'>[] = [
  { id: 'throughput', title: 'chart.throughput', unit: 'rate', series: whole('recordsIn', 'recordsOut') },
  { id: 'latency', title: 'chart.latency', unit: 'ms', series: whole('latency.p50', 'latency.p95', 'latency.p99') },
  { id: 'lag', title: 'chart.lag', unit: 'count', series: whole('lagRecords') },
  { id: 'fill', title: 'chart.fill', unit: 'share', series: whole('fill', 'backpressured'), top: 1 },
  { id: 'troubles', title: 'chart.troubles', unit: 'rate', series: whole('errors', 'deadLetters', 'dropped', 'late') },
  { id: 'epoch', title: 'chart.epoch', unit: 'ms', series: whole('epochMs', 'commitMs') },
  { id: 'watermark', title: 'chart.watermark', unit: 'ms', series: whole('watermarkDelayMs') },
  { id: 'snapshot', title: 'chart.snapshot', unit: 'ms', series: whole('snapshotAgeMs'), empty: 'chart.no-snapshot' },
  { id: 'state', title: 'chart.state', unit: 'count', series: whole('stateRows') },
  { id: 'bytes', title: 'chart.bytes', unit: 'byteRate', series: whole('bytesIn', 'bytesOut') },
  { id: 'cpu', title: 'chart.cpu', unit: 'share', series: whole('cpu'), top: 0.1 },
  { id: 'memory', title: 'chart.memory', unit: 'bytes', series: whole('memoryBytes') },
]

/** The charts of a pipeline: what every pipeline has, with the thresholds of its rules, then one for each figure that only a rule watches. */
export function tilesOf(rules: readonly Rule[]): readonly Tile[] {
  const watching = rules.flatMap((rule) => (rule.metric === undefined ? [] : [{ series: `${rule.on}|${rule.metric}`, rule }]))
  const on = (series: readonly SeriesOf[]): Threshold[] =>
    watching.filter((w) => series.some((s) => s.id === w.series)).flatMap(({ rule }) => thresholdsOf(rule))
  const known = new Set(standard.flatMap((tile) => tile.series.map((s) => s.id)))
  const further = new Map<string, Rule>()
  for (const { series, rule } of watching) if (!known.has(series) && !further.has(series)) further.set(series, rule)
  return [
    ...standard.map((tile) => ({ ...tile, thresholds: on(tile.series) })),
    ...[...further].map(([id, rule]): Tile => {
      const metric = rule.metric!
      const series = [{ id, metric }]
      return { id, title: { on: rule.on, metric }, unit: metrics[metric].unit, series, thresholds: on(series) }
    }),
  ]
}

const thresholdsOf = (rule: Rule): Threshold[] =>
  [rule.above, rule.below].flatMap((value) => (value === undefined ? [] : [{ rule, value, recover: rule.recover ?? null }]))

/** The series of the strips that show how busy each node is. */
export const busySeries = (graph: GraphView): readonly { readonly node: string; readonly busy: string; readonly pressed: string }[] =>
  graph.nodes.filter((n) => n.stage !== 'control').map(({ id }) => ({ node: id, busy: `${id}|busy`, pressed: `${id}|backpressured` }))
