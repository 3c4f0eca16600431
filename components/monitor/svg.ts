import { type Lang, localeOf } from '../i18n/lang.ts'

/** The colour of the i-th series of a chart. */
export const seriesColor = (i: number): string => `var(--series-${(i % 6) + 1})`

/** Makes a group hold exactly so many elements of a kind, keeping those that are there. */
export function pool<K extends keyof SVGElementTagNameMap>(group: SVGGElement, kind: K, count: number): SVGElementTagNameMap[K][] {
  while (group.childElementCount > count) group.lastElementChild!.remove()
  while (group.childElementCount < count) group.append(document.createElementNS('http://www.w3.org/2000/svg', kind))
  return [...group.children] as SVGElementTagNameMap[K][]
}

const made = new Map<string, Intl.DateTimeFormat>()
function formatter(lang: Lang, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang + JSON.stringify(options)
  const known = made.get(key) ?? new Intl.DateTimeFormat(localeOf(lang), { hourCycle: 'h23', ...options })
  made.set(key, known)
  return known
}

const clock = { hour: '2-digit', minute: '2-digit' } as const
const day = { month: 'short', day: 'numeric' } as const

/** A time of the axis: of another day than `now` with its date; with seconds where they matter or `exact` asks for them. */
export function timeLabel(lang: Lang, at: number, now: number, exact = false): string {
  const seconds = exact || at % 60_000 !== 0
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString()
  return formatter(lang, { ...clock, ...(seconds ? { second: '2-digit' } : {}), ...(sameDay ? {} : day) }).format(at)
}

/** Half the width of a figure of an axis, px. */
const HALF = 3.4

/** Where an axis writes `label` for the place `x`, its middle: there, or as far left as it takes to end before `end`. */
export const labelX = (x: number, label: string, end: number): number => Math.min(x, end - label.length * HALF)
