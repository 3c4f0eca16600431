import type { Field, FieldType } from '../../../core/shape.ts'
import type { ColumnType } from './batch.ts'

/** How a logical type is held in memory. */
export function columnType(type: FieldType): ColumnType {
  return type === 'string' ? 'text' : type === 'timestamp' ? 'long' : type
}

export const isText = (type: FieldType): boolean => type === 'string' || type === 'json'

/** The fields of a shape that something reads, in the order in which batches carry them. */
export const carried = (fields: readonly Field[], used: readonly string[]): Field[] => fields.filter((f) => used.includes(f.name))
