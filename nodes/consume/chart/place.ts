import type { z } from 'zod'
import { eventTimeField } from '../../../core/shape.ts'
import type { SinkContext } from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

export type Config = z.output<(typeof node)['config']>

type Columns = { name: string; type: SinkContext['shape']['fields'][number]['type'] }[]

/** How a row of a batch becomes a row of the chart: which columns it has, and where its parts stand. */
export type Place = {
  readonly columns: Columns
  readonly key: readonly string[]
  /** Cells of a batch's row from which x is read; null = the arrival. */
  readonly x: number | null
  readonly isTime: boolean
  readonly by: number | null
  readonly y: readonly number[]
}

/** The name of the x column where x is the arrival. */
const ARRIVAL = '_ingest_time'

export function placeOf({ x, by, y }: { x: string; by?: string | undefined; y: readonly string[] }, { shape }: SinkContext): Place {
  const at = (name: string): number => shape.fields.findIndex((field) => field.name === name)
  const name = x === 'arrival' ? null : x === 'event' ? eventTimeField(shape) : x
  const found = name === null ? -1 : at(name)
  const field = shape.fields[found] ?? { name: ARRIVAL, type: 'timestamp' }
  const series = by === undefined ? [] : [shape.fields[at(by)]]
  return {
    columns: [field, ...series, ...y.map((one) => shape.fields[at(one)])].map((one) => ({ name: one.name, type: one.type })),
    key: [field.name, ...series.map((one) => one.name)],
    x: found < 0 ? null : found,
    isTime: field.type === 'timestamp',
    by: by === undefined ? null : at(by),
    y: y.map(at),
  }
}
