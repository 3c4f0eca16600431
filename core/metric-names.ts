import { type Frame, type FrameIndex, type NodeCounter, nodeCounters, Sketch } from './metrics.ts'
import type { Words } from './words.ts'

/** How a metric is shown: `rate` per second, `ms`, `bytes`, a `share` from 0 to 1, or a plain `count`. */
export type MetricUnit = 'rate' | 'byteRate' | 'ms' | 'bytes' | 'share' | 'count'
export type MetricScope = 'node' | 'wire' | 'pipeline'
export type MetricInfo = { readonly title: Words; readonly unit: MetricUnit; readonly scopes: readonly MetricScope[] }

const node = ['node'] as const
const wire = ['wire'] as const
const run = ['pipeline'] as const
const both = ['node', 'pipeline'] as const

/** Every metric that charts draw and rules watch: the one table. Percentiles are those of the merged sketch. */
export const metrics = {
  recordsIn: { title: { en: 'Records in', zh: '输入记录' }, unit: 'rate', scopes: both },
  recordsOut: { title: { en: 'Records out', zh: '输出记录' }, unit: 'rate', scopes: both },
  bytesIn: { title: { en: 'Bytes in', zh: '输入字节' }, unit: 'byteRate', scopes: both },
  bytesOut: { title: { en: 'Bytes out', zh: '输出字节' }, unit: 'byteRate', scopes: both },
  'latency.p50': { title: { en: 'Latency p50', zh: '延迟 p50' }, unit: 'ms', scopes: both },
  'latency.p95': { title: { en: 'Latency p95', zh: '延迟 p95' }, unit: 'ms', scopes: both },
  'latency.p99': { title: { en: 'Latency p99', zh: '延迟 p99' }, unit: 'ms', scopes: both },
  errors: { title: { en: 'Errors', zh: '错误' }, unit: 'rate', scopes: both },
  dropped: { title: { en: 'Dropped', zh: '丢弃' }, unit: 'rate', scopes: both },
  deadLetters: { title: { en: 'Dead letters', zh: '死信' }, unit: 'rate', scopes: both },
  late: { title: { en: 'Late', zh: '迟到' }, unit: 'rate', scopes: both },
  filtered: { title: { en: 'Filtered', zh: '过滤' }, unit: 'rate', scopes: node },
  busy: { title: { en: 'Busy', zh: '繁忙' }, unit: 'share', scopes: node },
  backpressured: { title: { en: 'Back-pressured', zh: '反压' }, unit: 'share', scopes: both },
  lagRecords: { title: { en: 'Lag', zh: '积压' }, unit: 'count', scopes: both },
  connectionUp: { title: { en: 'Connected', zh: '已连接' }, unit: 'count', scopes: node },
  stateRows: { title: { en: 'State rows', zh: '状态行数' }, unit: 'count', scopes: both },
  stateBytes: { title: { en: 'State size', zh: '状态大小' }, unit: 'bytes', scopes: both },
  records: { title: { en: 'Records', zh: '记录' }, unit: 'rate', scopes: wire },
  queueRecords: { title: { en: 'Queued records', zh: '排队记录' }, unit: 'count', scopes: wire },
  queueBytes: { title: { en: 'Queued bytes', zh: '排队字节' }, unit: 'bytes', scopes: wire },
  fill: { title: { en: 'Queue fill', zh: '队列占用' }, unit: 'share', scopes: ['wire', 'pipeline'] },
  epochs: { title: { en: 'Epochs', zh: '周期' }, unit: 'rate', scopes: run },
  epochMs: { title: { en: 'Epoch duration', zh: '周期耗时' }, unit: 'ms', scopes: run },
  commitMs: { title: { en: 'Commit duration', zh: '提交耗时' }, unit: 'ms', scopes: run },
  snapshotAgeMs: { title: { en: 'Snapshot age', zh: '快照年龄' }, unit: 'ms', scopes: run },
  watermarkDelayMs: { title: { en: 'Watermark delay', zh: '水位线延迟' }, unit: 'ms', scopes: run },
  memoryBytes: { title: { en: 'Memory', zh: '内存' }, unit: 'bytes', scopes: run },
  cpu: { title: { en: 'CPU', zh: 'CPU' }, unit: 'share', scopes: run },
} as const satisfies Record<string, MetricInfo>

export type MetricName = keyof typeof metrics
export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]]

/** What a metric is of: a node's id, a wire's id, or the whole pipeline. */
export type Target = { readonly node: string } | { readonly wire: string } | 'pipeline'

/** Reads `pipeline`, a wire's id (`a.out>b.in`) or a node's id. */
export const targetOf = (on: string): Target => (on === 'pipeline' ? 'pipeline' : on.includes('>') ? { wire: on } : { node: on })

/** The metric that a rule reads which is on no field: of silence what leaves the node or passes the wire. */
export const watchedMetric = ({ on, metric }: { readonly on: string; readonly metric?: MetricName }): MetricName =>
  metric ?? (on.includes('>') ? 'records' : 'recordsOut')

/** The value of a metric in one frame (or a roll-up of `seconds` frames); null = nothing was measured, which is a gap and never zero. */
export function metricOf(frame: Frame, name: MetricName, on: Target, seconds = 1): number | null {
  const { index } = frame
  if (on === 'pipeline') return ofPipeline(frame, name, seconds)
  if ('wire' in on) {
    const i = index.wires.indexOf(on.wire)
    if (i < 0) return null
    if (name === 'records') return frame.wires.records[i] / seconds
    return name === 'queueRecords' || name === 'queueBytes' || name === 'fill' ? frame.wires[name][i] : null
  }
  const i = index.nodes.indexOf(on.node)
  return i < 0 ? null : ofNode(frame, name, i, seconds)
}

function ofNode(frame: Frame, name: MetricName, i: number, seconds: number): number | null {
  const { nodes, index } = frame
  if (isCounter(name)) return nodes[name][i] / seconds
  switch (name) {
    case 'errors':
    case 'dropped':
      return total(frame[name][index.nodes[i]]) / seconds
    case 'busy':
      return nodes.busyMs[i] / (1000 * seconds)
    case 'backpressured':
      return nodes.backpressuredMs[i] / (1000 * seconds)
    case 'lagRecords':
    case 'connectionUp':
    case 'stateRows':
    case 'stateBytes':
      return nodes[name][i]
    case 'latency.p50':
    case 'latency.p95':
    case 'latency.p99': {
      const sketch = nodes.latency[i]
      return sketch === null ? null : Sketch.from(sketch).quantile(quantiles[name])
    }
    default:
      return null
  }
}

function ofPipeline(frame: Frame, name: MetricName, seconds: number): number | null {
  const { nodes, wires, run: own, index } = frame
  const over = (role: FrameIndex['roles'][number], column: readonly number[]): number =>
    column.reduce((sum, x, i) => sum + (index.roles[i] === role ? x : 0), 0)
  switch (name) {
    case 'recordsIn':
      return over('source', nodes.recordsOut) / seconds
    case 'recordsOut':
      return over('sink', nodes.recordsOut) / seconds
    case 'bytesIn':
      return over('source', nodes.bytesIn) / seconds
    case 'bytesOut':
      return over('sink', nodes.bytesOut) / seconds
    case 'deadLetters':
    case 'late':
      return nodes[name].reduce((sum, x) => sum + x, 0) / seconds
    case 'errors':
    case 'dropped':
      return Object.values(frame[name]).reduce((sum, counts) => sum + total(counts), 0) / seconds
    case 'backpressured':
      return Math.max(0, ...nodes.backpressuredMs) / (1000 * seconds)
    case 'lagRecords': {
      const known = nodes.lagRecords.filter((x) => x !== null)
      return known.length === 0 ? null : known.reduce((sum, x) => sum + x, 0)
    }
    case 'stateRows':
    case 'stateBytes':
      return nodes[name].reduce((sum, x) => sum + x, 0)
    case 'fill':
      return Math.max(0, ...wires.fill)
    case 'latency.p50':
    case 'latency.p95':
    case 'latency.p99': {
      const all = new Sketch()
      for (const sketch of nodes.latency) if (sketch !== null) all.merge(Sketch.from(sketch))
      return all.quantile(quantiles[name])
    }
    case 'epochs':
      return own.epochs / seconds
    case 'epochMs':
    case 'commitMs':
      return own.epochs === 0 ? null : own[name] / own.epochs
    case 'watermarkDelayMs':
      return own.watermark === null || own.watermark === 0 ? null : Math.max(0, frame.seq * 1000 - own.watermark)
    case 'snapshotAgeMs':
    case 'memoryBytes':
      return own[name]
    case 'cpu':
      return own.cpuMs / (1000 * seconds)
    default:
      return null
  }
}

const quantiles = { 'latency.p50': 0.5, 'latency.p95': 0.95, 'latency.p99': 0.99 } as const
const counters: ReadonlySet<string> = new Set(nodeCounters)
const isCounter = (name: string): name is NodeCounter => counters.has(name)
const total = (counts: Readonly<Record<string, number>> | undefined): number =>
  counts === undefined ? 0 : Object.values(counts).reduce((sum, n) => sum + n, 0)
