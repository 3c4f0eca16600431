/** Logical types of record fields. A timestamp is epoch milliseconds; json is the text of one JSON value. */
export type FieldType = 'string' | 'long' | 'double' | 'boolean' | 'timestamp' | 'json'
export const fieldTypes = ['string', 'long', 'double', 'boolean', 'timestamp', 'json'] as const satisfies readonly FieldType[]

export type Field = { readonly name: string; readonly type: FieldType }

/** Which field is the event time, and the watermark definition (the id of the `time` op) it obeys. */
export type EventTime = { readonly field: string; readonly definition: string }

/** What records on a wire look like. `raw` = undecoded bytes, which have no fields yet. */
export type Shape = {
  readonly raw?: true
  readonly fields: readonly Field[]
  readonly time: EventTime | null
  /** Set behind a stateful op: how its rows are meant. `append` rows are final. */
  readonly output?: 'append' | 'update' | 'complete'
}

export const rawShape: Shape = { raw: true, fields: [], time: null }

/** The hidden field that holds the event time of records whose time is their arrival. */
export const ARRIVAL_FIELD = '_event_time'

/** Event time of a closed window for the next window: its end − 1 ms. */
export const WINDOW_TIME_FIELD = '_window_time'

/** The field by which people see the event time: the end of a window, or the field that was declared; null where it is the arrival, or there is none. */
export function eventTimeField({ time }: Shape): string | null {
  if (time === null || time.field === ARRIVAL_FIELD) return null
  return time.field === WINDOW_TIME_FIELD ? 'window_end' : time.field
}

/** The names of a shape's fields that people see: all but pseudo-fields. */
export const visible = (shape: Shape): readonly Field[] => shape.fields.filter((field) => !field.name.startsWith('_'))
