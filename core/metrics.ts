/** Metrics of a running pipeline: what the runtime measures each second, and the mergeable sketch its percentiles come from. */

const ACCURACY = 0.01
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
const LOG_GAMMA = Math.log(GAMMA)

/**
 * Quantiles of non-negative values within 1 % of the value (DDSketch: Masson, Rim, Lee, VLDB 2019): counts per logarithmic bucket, so that two
 * sketches add up to the sketch of both.
 */
export class Sketch {
  readonly #buckets = new Map<number, number>()
  #zeros = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  /** Adds a value `times` over; below 0.001 counts as 0. */
  add(value: number, times = 1): void {
    this.#count += times
    if (value < 0.001) this.#zeros += times
    else {
      const bucket = Math.ceil(Math.log(value) / LOG_GAMMA)
      this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + times)
    }
  }

  merge(other: Sketch): void {
    this.#count += other.#count
    this.#zeros += other.#zeros
    for (const [bucket, n] of other.#buckets) this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + n)
  }

  /** The value below which a share `q` (0 to 1) of all lies; null when empty. */
  quantile(q: number): number | null {
    if (this.#count === 0) return null
    const rank = q * (this.#count - 1)
    let seen = this.#zeros
    if (rank < seen) return 0
    for (const bucket of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      seen += this.#buckets.get(bucket)!
      if (rank < seen) return (2 * GAMMA ** bucket) / (GAMMA + 1)
    }
    return null
  }

  clear(): void {
    this.#buckets.clear()
    this.#zeros = 0
    this.#count = 0
  }

  /** Compact form for frames: zeros, then pairs of bucket and count. */
  toJSON(): number[] {
    return [this.#zeros, ...[...this.#buckets].sort(([a], [b]) => a - b).flat()]
  }

  static from(data: readonly number[]): Sketch {
    const sketch = new Sketch()
    sketch.#zeros = data[0] ?? 0
    sketch.#count = sketch.#zeros
    for (let i = 1; i + 1 < data.length; i += 2) {
      sketch.#buckets.set(data[i], data[i + 1])
      sketch.#count += data[i + 1]
    }
    return sketch
  }
}

/** Counters of a node; in a frame the second's deltas, in a summary the totals of the run. */
export const nodeCounters = [
  'recordsIn',
  'recordsOut',
  'bytesIn',
  'bytesOut',
  'filtered',
  'late',
  'deadLetters',
  'absorbed',
  'produced',
] as const
export type NodeCounter = (typeof nodeCounters)[number]
export type NodeCounts = Record<NodeCounter, number>

/** What a node is on the way of records; decides which nodes add up to the figures of a pipeline. */
export type NodeRole = 'source' | 'inner' | 'sink'

/** Names of the columns of frames, sent once per version of a pipeline. */
export type FrameIndex = { readonly nodes: readonly string[]; readonly roles: readonly NodeRole[]; readonly wires: readonly string[] }

/** What a rule on a field saw in one second. `sample` = the record at the value furthest beyond the threshold, as JSON of at most 1 KiB. */
export type Tap = {
  readonly count: number
  readonly last: number
  readonly min: number
  readonly max: number
  readonly sum: number
  readonly sample: string | null
}

/** One second of a run, columns in the order of `index`. Counts are deltas of the second, gauges its end. */
export type Frame = {
  /** Epoch second. */
  readonly seq: number
  /** How often the state folder was opened; grows with each restart. */
  readonly generation: number
  readonly index: FrameIndex
  readonly nodes: { readonly [K in NodeCounter]: readonly number[] } & {
    /** Rows and bytes held by the node's operators. */
    readonly stateRows: readonly number[]
    readonly stateBytes: readonly number[]
    /** Milliseconds of the second in which the node worked; nodes fused into one loop share its time. */
    readonly busyMs: readonly number[]
    /** Milliseconds of the second in which the node waited for one behind it. */
    readonly backpressuredMs: readonly number[]
    /** Records that a source knows to wait in front of it, reckoned by their mean size where it knows bytes only; null = it cannot know. */
    readonly lagRecords: readonly (number | null)[]
    /** Sources that hold a connection: 1 up, 0 down; null for others. */
    readonly connectionUp: readonly (number | null)[]
    /** Sketch of ingest stamp → published, milliseconds, at sinks; null elsewhere and in quiet seconds. */
    readonly latency: readonly (readonly number[] | null)[]
  }
  readonly wires: {
    readonly records: readonly number[]
    /** What waits on the wire, and its share of what may wait (0 to 1). A fused wire holds nothing. */
    readonly queueRecords: readonly number[]
    readonly queueBytes: readonly number[]
    readonly fill: readonly number[]
  }
  readonly errors: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly dropped: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly taps: Readonly<Record<string, Tap>>
  readonly run: {
    readonly epochs: number
    /** Sums over the second's epochs, milliseconds: from the first read to the commit without waiting for input, and of the commit alone. */
    readonly epochMs: number
    readonly commitMs: number
    readonly snapshotAgeMs: number | null
    readonly memoryBytes: number
    readonly cpuMs: number
    readonly watermark: number | null
    readonly position: Readonly<Record<string, unknown>>
  }
}

/** What a run did, all in all: the object that `millrace run --json` prints, but for the pipeline's name. */
export type RunResult = {
  readonly state: 'ended' | 'stopped' | 'failed'
  readonly seconds: number
  readonly epochs: number
  readonly nodes: Readonly<Record<string, NodeCounts & { dropped: Record<string, number>; errors: Record<string, number> }>>
  /** Whether every record that went into an op is accounted for. */
  readonly balanced: boolean
  /** The sums that do not add up; empty when balanced. */
  readonly imbalances: readonly string[]
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null
}
