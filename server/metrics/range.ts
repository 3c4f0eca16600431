import { STEPS, type Step } from './open-block.ts'

/** For how many seconds each resolution is kept. */
export type Retention = Readonly<Record<Step, number>>
export const RETENTION: Retention = { 1: 3600, 10: 24 * 3600, 60: 30 * 24 * 3600 }

const POINTS = 1000
const DAY = 86_400
/** Steps that people can read off an axis, seconds. */
const EVEN = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY]

/** How a stretch of time is answered: from which resolution, and in what steps. All in seconds; `start` is a multiple of `step`. */
export type Range = { readonly source: Step; readonly step: number; readonly start: number; readonly points: number }

/** The finest answer of about 1,000 points at most that is still kept as far back as `from`. All epoch seconds. */
export function rangeOf(from: number, to: number, now: number, keep: Retention): Range {
  const wanted = Math.max(0, to - from) / POINTS
  const kept = STEPS.filter((step) => from >= oldest(step, now, keep))
  const source = kept.findLast((step) => step <= wanted) ?? kept[0] ?? STEPS.at(-1)!
  const least = Math.max(wanted, source)
  const step = EVEN.find((even) => even >= least && even % source === 0) ?? Math.ceil(least / DAY) * DAY
  const start = Math.floor(from / step) * step
  return { source, step, start, points: Math.max(0, Math.ceil((to - start) / step)) }
}

/** What ended before this second is forgotten: a little more is kept than promised, so that a page that shows just as much never falls back. */
export const oldest = (step: Step, now: number, keep: Retention): number => now - keep[step] - 60 * step
