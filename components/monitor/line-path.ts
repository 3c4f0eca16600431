import type { Timeline } from '../hooks/timeline.ts'

/** Where the plotted area lies and which slots it spans. */
export type Frame = { readonly from: number; readonly to: number; readonly width: number; readonly height: number; readonly top: number }

/** Most points of a series that are plotted. */
export const MOST_POINTS = 300

/**
 * The `d` of a series between two slots. More slots than can be told apart are drawn by the least and greatest of each bucket, so that no spike is
 * lost; every gap breaks the line; a lone point is a dot.
 */
export function linePath(line: Timeline, name: string, frame: Frame): string {
  const { from, to, width, height, top } = frame
  const span = Math.max(1, to - from)
  const bucket = Math.max(1, Math.ceil((span + 1) / (MOST_POINTS / 2)))
  const at = line.reader(name)
  const x = (slot: number) => round(((slot - from) / span) * width)
  const y = (value: number) => round(height - (value / top) * height)
  let d = ''
  let slot = from
  while (slot <= to) {
    if (Number.isNaN(at(slot))) {
      slot++
      continue
    }
    const begin = slot
    let command = 'M'
    while (slot <= to && !Number.isNaN(at(slot))) {
      if (bucket === 1) {
        d += `${command}${x(slot)} ${y(at(slot))}`
        command = 'L'
        slot++
        continue
      }
      const end = Math.min(to, (Math.floor(slot / bucket) + 1) * bucket - 1)
      let [low, high] = [slot, slot]
      for (; slot <= end && !Number.isNaN(at(slot)); slot++) {
        if (at(slot) < at(low)) low = slot
        if (at(slot) > at(high)) high = slot
      }
      const [first, second] = low < high ? [low, high] : [high, low]
      d += `${command}${x(first)} ${y(at(first))}`
      command = 'L'
      if (second !== first) d += `L${x(second)} ${y(at(second))}`
    }
    if (slot - begin === 1) d += 'h0.01'
  }
  return d
}

/** The greatest figure between two slots; NaN when there is none. */
export function greatest(line: Timeline, name: string, from: number, to: number): number {
  return greatestOf(line.reader(name), from, to)
}

function greatestOf(at: (slot: number) => number, from: number, to: number): number {
  let most = Number.NaN
  for (let slot = from; slot <= to; slot++) {
    const value = at(slot)
    if (!Number.isNaN(value) && !(value <= most)) most = value
  }
  return most
}

/** Spans of slots in which nothing was measured at all, between the first and the last that was. */
export function silences(line: Timeline, name: string, from: number, to: number): readonly (readonly [number, number])[] {
  const spans: [number, number][] = []
  const at = line.reader(name)
  let last: number | null = null
  for (let slot = from; slot <= to; slot++) {
    if (Number.isNaN(at(slot))) continue
    if (last !== null && slot - last > 1) spans.push([last, slot])
    last = slot
  }
  return spans
}

const round = (v: number): number => Math.round(v * 10) / 10

/** The `d` of the area below a series, from the greatest of each of at most half as many buckets as there may be points; gaps stay empty. */
export function areaPath(line: Timeline, name: string, frame: Frame): string {
  const { from, to, width, height, top } = frame
  const at = line.reader(name)
  const bucket = Math.max(1, Math.ceil((to - from + 1) / (MOST_POINTS / 2)))
  const span = Math.max(1, to - from)
  const x = (slot: number) => round(((Math.max(from, Math.min(to, slot)) - from) / span) * width)
  let d = ''
  let open = false
  const first = Math.floor(from / bucket) * bucket
  for (let slot = first; slot <= to; slot += bucket) {
    const value = greatestOf(at, Math.max(from, slot), Math.min(to, slot + bucket - 1))
    if (!Number.isNaN(value)) {
      const y = round(height - (Math.min(value, top) / top) * height)
      d += open ? `V${y}H${x(slot + bucket)}` : `M${x(slot)} ${height}V${y}H${x(slot + bucket)}`
      open = true
    } else if (open) {
      d += `V${height}Z`
      open = false
    }
  }
  return open ? `${d}V${height}Z` : d
}
