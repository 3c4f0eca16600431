import type { Tap } from '../../../core/metrics.ts'
import type { Plan, PlanOp, TapPoint } from '../../../core/plan.ts'
import { type Batch, valueAt } from './batch.ts'
import type { Watcher } from './wiring.ts'

/** Characters of a sample at most, and of one text in it when the whole would be longer. */
const SAMPLE = 1_024
const LONGEST_TEXT = 100

/** What becomes part of a loop, where nothing is handed over. */
const steps: ReadonlySet<PlanOp['body']['op']> = new Set(['filter', 'map', 'time', 'explode'])

const sameLook = (a: TapPoint, b: TapPoint): boolean => a.rule === b.rule && a.op === b.op && a.field === b.field && a.worst === b.worst

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
  #points: readonly TapPoint[]

  constructor({ ops, taps }: Plan) {
    this.#points = taps
    // where rules may come to look while the plan runs, too, unless that would end a loop
    const open = ops.filter((op) => !steps.has(op.body.op) || taps.some((tap) => tap.op === op.id))
    this.watchers = new Map(open.map(({ id }) => [`${id}.out`, this.#watcher(id)]))
  }

  /** Looks for these rules from now on, and no others; those that look where nobody can are passed over. */
  look(points: readonly TapPoint[]): void {
    for (const before of this.#points) if (!points.some((point) => sameLook(point, before))) this.#seen.delete(before.rule)
    this.#points = points
  }

  /** What each rule saw since the last call; rules that saw no value are left out. */
  take(): Record<string, Tap> {
    const taken = Object.fromEntries([...this.#seen].filter(([, seen]) => seen.count > 0))
    this.#seen.clear()
    return taken
  }

  #watcher(op: string): Watcher {
    return (fields) => {
      let known: readonly TapPoint[] = []
      let places: { point: TapPoint; column: number }[] = []
      return (batch) => {
        if (known !== this.#points) {
          known = this.#points
          places = known.flatMap((point) => {
            const column = point.op === op ? fields.findIndex((f) => f.name === point.field) : -1
            return column < 0 ? [] : [{ point, column }]
          })
        }
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
