import { metricNames, metricOf, metrics } from '../../core/metric-names.ts'
import { type Frame, Sketch } from '../../core/metrics.ts'
import type { LiveFrame } from '../../core/protocol.ts'

const pipelineMetrics = metricNames.filter((name) => (metrics[name].scopes as readonly string[]).includes('pipeline'))

/** A frame as browsers get it: percentiles in place of sketches, four significant digits, troubles only where there are some. */
export function liveFrame(pipeline: string, version: number, frame: Frame): LiveFrame {
  const { seq, generation, index, nodes, wires } = frame
  const sketches = nodes.latency.map((data) => (data === null ? null : Sketch.from(data)))
  const percentile = (q: number): (number | null)[] => sketches.map((sketch) => orNull(sketch?.quantile(q)))
  const share = (ms: readonly number[]): number[] => ms.map((x) => short(x / 1000))
  return {
    pipeline,
    seq,
    version,
    generation,
    nodes: {
      in: nodes.recordsIn.map(short),
      out: nodes.recordsOut.map(short),
      p50: percentile(0.5),
      p95: percentile(0.95),
      p99: percentile(0.99),
      busy: share(nodes.busyMs),
      backpressured: share(nodes.backpressuredMs),
      stateRows: nodes.stateRows.map(short),
      lag: nodes.lagRecords.map(orNull),
      up: nodes.connectionUp,
    },
    wires: { records: wires.records.map(short), queue: wires.queueRecords.map(short), fill: wires.fill.map(short) },
    troubles: Object.fromEntries(
      index.nodes.map((node, i) => [node, troubles(frame, node, i)] as const).filter(([, counts]) => counts !== null),
    ) as LiveFrame['troubles'],
    total: Object.fromEntries(
      pipelineMetrics.flatMap((name) => {
        const value = metricOf(frame, name, 'pipeline')
        return value === null ? [] : [[name, short(value)]]
      }),
    ),
  }
}

/** What went wrong at a node in this second, as `errors.CODE`, `dropped.REASON`, `deadLetters` and `late`; null = nothing. */
function troubles({ nodes, errors, dropped }: Frame, node: string, i: number): Record<string, number> | null {
  const found: Record<string, number> = {}
  for (const [code, n] of Object.entries(errors[node] ?? {})) found[`errors.${code}`] = n
  for (const [reason, n] of Object.entries(dropped[node] ?? {})) found[`dropped.${reason}`] = n
  if (nodes.deadLetters[i] > 0) found.deadLetters = nodes.deadLetters[i]
  if (nodes.late[i] > 0) found.late = nodes.late[i]
  return Object.keys(found).length === 0 ? null : found
}

/** Four significant digits; whole numbers below ten thousand stay as they are. */
export function short(value: number): number {
  return Number.isInteger(value) && Math.abs(value) < 10_000 ? value : Number(value.toPrecision(4))
}

const orNull = (value: number | null | undefined): number | null => (value === null || value === undefined ? null : short(value))
