import type { MetricUnit } from '../../core/metric-names.ts'

export type YScale = { readonly bottom: number; readonly top: number; readonly ticks: readonly number[] }

const DECIMAL = [1, 2, 2.5, 5]
const MINUTE = 60_000
const TIME_STEPS = [15_000, 30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE]
/** What an axis shows at least, so that noise near zero does not look like mountains. */
const LEAST: Record<MetricUnit, number> = { rate: 1, byteRate: 1024, ms: 1, bytes: 1024 * 1024, share: 0.04, count: 1 }
const LINES = 4

/**
 * The y axis for figures up to `max`: it begins at zero, ends at a round figure and always holds the thresholds with some room above them.
 * `top` is the least that it ends at.
 */
export function yScale(max: number, unit: MetricUnit, thresholds: readonly number[] = [], top = LEAST[unit]): YScale {
  const needed = Math.max(Number.isFinite(max) ? max : 0, top, ...thresholds.map((t) => t * 1.15))
  const step = niceStep(needed / LINES, unit)
  const lines = Math.ceil(needed / step - 1e-9)
  return { bottom: 0, top: lines * step, ticks: Array.from({ length: lines + 1 }, (_, i) => i * step) }
}

/** The y axis for figures of any sign and size: it holds zero, all of them, and the thresholds. */
export function fieldScale(min: number, max: number, thresholds: readonly number[] = []): YScale {
  const least = Math.min(0, min, ...thresholds.map((t) => t * 1.15))
  const most = Math.max(0, max, ...thresholds.map((t) => t * 1.15))
  if (!(most > least)) return { bottom: 0, top: 1, ticks: [0, 1] }
  const step = decimalStep((most - least) / LINES)
  const [from, to] = [Math.floor(least / step + 1e-9), Math.ceil(most / step - 1e-9)]
  return { bottom: from * step, top: to * step, ticks: Array.from({ length: to - from + 1 }, (_, i) => (from + i) * step) }
}

/** Grows at once, but shrinks only when half would do, so that the axis does not jump to and fro. */
export const settled = (now: YScale | null, wanted: YScale): YScale =>
  now !== null && wanted.top <= now.top && wanted.top > now.top / 2 ? now : wanted

function niceStep(least: number, unit: MetricUnit): number {
  if (unit === 'bytes' || unit === 'byteRate') return 2 ** Math.ceil(Math.log2(least) - 1e-9)
  if (unit === 'ms' && least > 10_000) {
    const step = TIME_STEPS.find((s) => s >= least)
    if (step !== undefined) return step
    const hours = decimalStep(least / (60 * MINUTE))
    return hours * 60 * MINUTE
  }
  const step = decimalStep(least)
  return unit === 'count' ? Math.max(1, Math.ceil(step)) : step
}

function decimalStep(least: number): number {
  const unit = 10 ** Math.floor(Math.log10(least) + 1e-9)
  return (DECIMAL.find((s) => s * unit >= least * (1 - 1e-9)) ?? 10) * unit
}

const X_STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600].map((s) => s * 1000)

/** Round times of the viewer's day between two times (epoch milliseconds), at most `most`; `zone` = minutes that its clock is behind UTC. */
export function timeTicks(from: number, to: number, most: number, zone = new Date(to).getTimezoneOffset()): readonly number[] {
  const step = X_STEPS.find((s) => (to - from) / s <= most) ?? X_STEPS[X_STEPS.length - 1]
  const shift = zone * MINUTE
  const first = Math.ceil((from - shift) / step) * step + shift
  const ticks: number[] = []
  for (let t = first; t <= to; t += step) ticks.push(t)
  return ticks
}
