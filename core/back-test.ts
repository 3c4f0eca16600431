import type { Rule } from './alert.ts'
import { freshMemory, isFiring, step } from './alert-machine.ts'
import type { MetricName } from './metric-names.ts'

export type BackTest = {
  /** From firing until normal again, epoch milliseconds; one that is still on ends with the series. */
  readonly spans: readonly { readonly from: number; readonly to: number }[]
  readonly count: number
  readonly totalMs: number
  readonly longestMs: number
}

/** Metrics without a figure in seconds in which nothing happened; of the others such a second means that no frame came. */
const quietIsNull: ReadonlySet<MetricName> = new Set<MetricName>([
  'latency.p50',
  'latency.p95',
  'latency.p99',
  'lagRecords',
  'connectionUp',
  'epochMs',
  'commitMs',
  'snapshotAgeMs',
  'watermarkDelayMs',
])

/** When a rule would have fired over a series of its figures (for silence: of records), one every `every` milliseconds from `from` on; null = not measured. */
export function backTest(rule: Omit<Rule, 'name'>, values: readonly (number | null)[], from: number, every: number): BackTest {
  const quiet = rule.field !== undefined || (rule.metric !== undefined && quietIsNull.has(rule.metric))
  const spans: { from: number; to: number }[] = []
  let memory = freshMemory(from)
  values.forEach((value, i) => {
    const now = from + i * every
    if (value === null && !quiet) return // what the run did then is not known
    const before = memory.state
    memory = step(rule, memory, value ?? 'nothing', now, every).memory
    if (isFiring(memory.state) && !isFiring(before)) spans.push({ from: now, to: from + values.length * every })
    if (!isFiring(memory.state) && isFiring(before)) spans[spans.length - 1].to = now
  })
  const lengths = spans.map((span) => span.to - span.from)
  return { spans, count: spans.length, totalMs: lengths.reduce((sum, ms) => sum + ms, 0), longestMs: Math.max(0, ...lengths) }
}

/** With fewer figures their spread says nothing. */
const ENOUGH = 10

/**
 * A level of recovery that noise of the usual size does not cross: the threshold less (or more) twice the median absolute deviation of the newest
 * figures, in three digits; null = too few figures, or no noise.
 */
export function suggestRecover({ above, below }: Pick<Rule, 'above' | 'below'>, values: readonly (number | null)[]): number | null {
  const threshold = above ?? below
  const known = values.filter((value) => value !== null).slice(-300)
  if (threshold === undefined || known.length < ENOUGH) return null
  const middle = median(known)
  const margin = 2 * median(known.map((value) => Math.abs(value - middle)))
  if (margin === 0) return null
  const level = above === undefined ? threshold + margin : threshold - margin
  return threshold >= 0 ? Math.max(0, rounded(level)) : rounded(level)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

const rounded = (x: number): number => Number(x.toPrecision(3))
