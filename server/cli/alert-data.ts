import { z } from 'zod'
import type { Rule } from '../../core/alert.ts'
import type { Observation } from '../../core/alert-machine.ts'
import { watchedMetric } from '../../core/metric-names.ts'
import type { Frame } from '../../core/metrics.ts'
import { observe } from '../alerts/observe.ts'
import { UsageError } from './command.ts'

/** What rules saw at one time (epoch milliseconds): `see` answers undefined where the data says nothing of a rule. */
export type Seen = { readonly at: number; see(rule: Rule): { seen: Observation; sample: string | null } | undefined }
export type AlertData = {
  readonly seen: readonly Seen[]
  /** Names of rules that should fire. */
  readonly expected: readonly string[]
}

const column = z.array(z.union([z.number(), z.null(), z.array(z.number())]))
const counts = z.record(z.string(), z.record(z.string(), z.number()))
const frame = z.looseObject({
  seq: z.number(),
  index: z.object({ nodes: z.array(z.string()), roles: z.array(z.enum(['source', 'inner', 'sink'])), wires: z.array(z.string()) }),
  nodes: z.record(z.string(), column),
  wires: z.record(z.string(), z.array(z.number())),
  errors: counts,
  dropped: counts,
  taps: z.record(z.string(), z.looseObject({ count: z.number(), min: z.number(), max: z.number(), sample: z.string().nullable() })),
  run: z.looseObject({}),
})
const values = z.strictObject({ at: z.number(), values: z.record(z.string(), z.number().nullable()) })
const history = z.looseObject({
  from: z.number(),
  step: z.number().positive(),
  series: z.record(z.string(), z.array(z.number().nullable())),
})
const expectation = z.strictObject({ expect: z.array(z.string()) })

/** Reads JSON lines of recorded figures. Throws UsageError with the line that is none. */
export function readAlertData(text: string, file: string): AlertData {
  const seen: Seen[] = []
  const expected: string[] = []
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return
    const value = parsed(line, `${file}:${i + 1}`)
    if ('expect' in value) expected.push(...read(expectation, value, `${file}:${i + 1}`).expect)
    else if ('series' in value) seen.push(...pointsOf(read(history, value, `${file}:${i + 1}`)))
    else if ('index' in value) seen.push(ofFrame(read(frame, value, `${file}:${i + 1}`) as unknown as Frame))
    else {
      const { at, values: given } = read(values, value, `${file}:${i + 1}`)
      seen.push({ at, see: (rule) => named(rule, given) })
    }
  })
  return { seen: seen.sort((a, b) => a.at - b.at), expected }
}

function parsed(line: string, where: string): object {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // told below
  }
  throw new UsageError(`${where}: not a JSON object`)
}

function read<T extends z.ZodType>(schema: T, value: object, where: string): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const { path, message } = result.error.issues[0]
  throw new UsageError(`${where}: ${path.join('.') || 'the line'}: ${message}`)
}

const ofFrame = (given: Frame): Seen => ({ at: given.seq * 1000, see: (rule) => observe(rule, given) })

function pointsOf({ from, step, series }: z.output<typeof history>): Seen[] {
  const length = Math.max(0, ...Object.values(series).map((points) => points.length))
  return Array.from({ length }, (_, i) => {
    const at = Object.fromEntries(Object.entries(series).map(([id, points]) => [id, points[i] ?? null]))
    return { at: from + i * step, see: (rule: Rule) => named(rule, at) }
  })
}

/** A figure by the name of the rule, or by the series that the rule watches; null = a quiet second. */
function named(rule: Rule, given: Readonly<Record<string, number | null>>): { seen: Observation; sample: null } | undefined {
  const names = rule.field === undefined ? [rule.name, `${rule.on}|${watchedMetric(rule)}`] : [rule.name]
  const name = names.find((id) => Object.hasOwn(given, id))
  return name === undefined ? undefined : { seen: given[name] ?? 'nothing', sample: null }
}
