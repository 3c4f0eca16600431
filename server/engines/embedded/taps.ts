import type { Tap } from '../../../core/metrics.ts'
import type { TapPoint } from '../../../core/plan.ts'
import { type Batch, valueAt } from './batch.ts'
import type { Watcher } from './wiring.ts'

/** Characters of a sample at most, and of one text in it when the whole would be longer. */
const SAMPLE = 1_024
const LONGEST_TEXT = 100

type Seen = { count: number; last: number; min: number; max: number; sum: number; sample: string | null }

const nothing = (): Seen => ({
  count: 0,
  last: Number.NaN,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  sum: 0,
  sample: null,
})

/** Counts the values of fields that rules watch, second by second. */
export class Taps {
  /** Who looks at which op, for `SegmentOptions.watch`. */
  readonly watchers: ReadonlyMap<string, Watcher>
  readonly #seen = new Map<string, Seen>()

  constructor(points: readonly TapPoint[]) {
    const byOp = Map.groupBy(points, (point) => `${point.op}.out`)
    this.watchers = new Map([...byOp].map(([key, here]) => [key, this.#watcher(here)]))
  }

  /** What each rule saw since the last call; rules that saw no value are left out. */
  take(): Record<string, Tap> {
    const taken = Object.fromEntries([...this.#seen].filter(([, seen]) => seen.count > 0))
    this.#seen.clear()
    return taken
  }

  #watcher(points: readonly TapPoint[]): Watcher {
    return (fields) => {
      const places = points.map((point) => ({ point, column: fields.findIndex((f) => f.name === point.field) }))
      return (batch) => {
        for (const { point, column } of places) this.#look(point, column, batch)
      }
    }
  }

  #look({ rule, worst }: TapPoint, column: number, batch: Batch): void {
    const seen = this.#seen.get(rule) ?? nothing()
    this.#seen.set(rule, seen)
    const { nums } = batch.columns[column]
    const extreme = seen[worst]
    let at = -1
    for (let i = 0; i < batch.count; i++) {
      const row = batch.sel === null ? i : batch.sel[i]
      const x = nums[row]
      if (x !== x) continue
      seen.count++
      seen.last = x
      seen.sum += x
      if (x < seen.min) {
        seen.min = x
        if (worst === 'min') at = row
      }
      if (x > seen.max) {
        seen.max = x
        if (worst === 'max') at = row
      }
    }
    if (at >= 0 && seen[worst] !== extreme) seen.sample = sampleOf(batch, at)
  }
}

/** A record as JSON: long texts are cut, and fields that do not fit left out. */
function sampleOf(batch: Batch, row: number): string {
  const cells = batch.columns.filter((c) => !c.name.startsWith('_')).map((c) => [c.name, valueAt(c, row)] as const)
  const whole = JSON.stringify(Object.fromEntries(cells))
  if (whole.length <= SAMPLE) return whole
  const record: Record<string, unknown> = {}
  let room = SAMPLE - 2
  for (const [name, value] of cells) {
    const cut = typeof value === 'string' && value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value
    const length = JSON.stringify({ [name]: cut }).length - 1
    if (length > room) continue
    room -= length
    record[name] = cut
  }
  return JSON.stringify(record)
}
