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

/** One second of a run, columns in the order of `index`. Counts are deltas of the second. */
export type Frame = {
  /** Epoch second. */
  readonly seq: number
  readonly generation: number
  readonly index: { readonly nodes: readonly string[]; readonly wires: readonly string[] }
  readonly nodes: { readonly [K in NodeCounter]: readonly number[] } & {
    /** Rows held by the node's operators. */
    readonly stateRows: readonly number[]
    /** Sketch of ingest stamp → published, milliseconds, at sinks; null elsewhere and in quiet seconds. */
    readonly latency: readonly (readonly number[] | null)[]
  }
  readonly wires: { readonly records: readonly number[] }
  readonly errors: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly dropped: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly run: {
    readonly epochs: number
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
