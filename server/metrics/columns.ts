import type { Frame } from '../../core/metrics.ts'

/**
 * How a column adds up over time: counts are summed; a gauge keeps its last value or its largest; a `share` of the second keeps the largest
 * share, so that a minute in which a node was the bottleneck for a few seconds still shows it.
 */
export type Way = 'sum' | 'last' | 'max' | 'share'

/** `scale` = steps per unit in stored blocks: what is finer is rounded away. */
type Column = { readonly way: Way; readonly scale: number }
const count: Column = { way: 'sum', scale: 1 }
const gauge: Column = { way: 'last', scale: 1 }
const busyTime: Column = { way: 'share', scale: 10 }
const queue: Column = { way: 'max', scale: 1 }
const time: Column = { way: 'sum', scale: 100 }

/** The numbers of a frame, in the order in which blocks of format 1 hold them. Sketches, errors and drops follow; samples and positions are not kept. */
export const nodeColumns = {
  recordsIn: count,
  recordsOut: count,
  bytesIn: count,
  bytesOut: count,
  filtered: count,
  late: count,
  deadLetters: count,
  absorbed: count,
  produced: count,
  stateRows: gauge,
  stateBytes: gauge,
  busyMs: busyTime,
  backpressuredMs: busyTime,
  lagRecords: gauge,
  connectionUp: gauge,
} as const satisfies Record<Exclude<keyof Frame['nodes'], 'latency'>, Column>

export const wireColumns = {
  records: count,
  queueRecords: queue,
  queueBytes: queue,
  fill: { way: 'max', scale: 1000 },
} as const satisfies Record<keyof Frame['wires'], Column>

export const runColumns = {
  epochs: count,
  epochMs: time,
  commitMs: time,
  snapshotAgeMs: gauge,
  memoryBytes: gauge,
  cpuMs: time,
  watermark: gauge,
} as const satisfies Record<Exclude<keyof Frame['run'], 'position'>, Column>

export type NodeColumn = keyof typeof nodeColumns
export type WireColumn = keyof typeof wireColumns
export type RunColumn = keyof typeof runColumns
export const nodeColumnNames = Object.keys(nodeColumns) as NodeColumn[]
export const wireColumnNames = Object.keys(wireColumns) as WireColumn[]
export const runColumnNames = Object.keys(runColumns) as RunColumn[]

/** A record with a value for each name. */
export const each = <K extends string, T>(names: readonly K[], value: (name: K) => T): Record<K, T> =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<K, T>
