import type { FieldType } from '../shape.ts'
import { formatTimestamp, parseTimestamp } from './datetime.ts'
import { trimmed } from './text.ts'
import { type ExprEnv, type ExprType, fail, type Value } from './types.ts'

/** Converts a value that is not NULL; what cannot be converted is NULL and an error. */
export type Cast = (v: Value, env: ExprEnv) => Value

const TRUE = new Set(['t', 'true', 'y', 'yes', '1'])
const FALSE = new Set(['f', 'false', 'n', 'no', '0'])
const LONG = /^[+-]?\d+$/
const DOUBLE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?$/

const same: Cast = (v) => v
const truth: Cast = (v) => v !== 0
const bit: Cast = (v) => (v === true ? 1 : 0)

/** The conversions there are. */
const casts: Readonly<Record<string, Cast>> = {
  'string>long': (v, env) => {
    const s = trimmed(v as string)
    const x = Number(s)
    return LONG.test(s) && Number.isSafeInteger(x) ? x + 0 : fail(env)
  },
  'string>double': (v, env) => {
    const s = trimmed(v as string)
    const x = DOUBLE.test(s) ? Number(s.replace(/[fFdD]$/, '')) : Number.NaN
    return Number.isFinite(x) ? x : fail(env)
  },
  'string>boolean': (v, env) => {
    const s = trimmed(v as string).toLowerCase()
    return TRUE.has(s) ? true : FALSE.has(s) ? false : fail(env)
  },
  'string>timestamp': (v, env) => parseTimestamp(trimmed(v as string)) ?? fail(env),
  'long>double': same,
  'double>long': (v, env) => {
    const x = Math.trunc(v as number)
    return Number.isSafeInteger(x) ? x + 0 : fail(env)
  },
  'long>boolean': truth,
  'double>boolean': truth,
  'boolean>long': bit,
  'boolean>double': bit,
  'long>string': String,
  'boolean>string': String,
  'timestamp>string': (v) => formatTimestamp(v as number),
  'json>string': same,
}

/** The conversion between two types, or null when there is none. A bare NULL converts into everything. */
export function castOf(from: ExprType, to: FieldType): Cast | null {
  return from === to || from === 'null' ? same : (casts[`${from}>${to}`] ?? null)
}

const HINTS: Readonly<Record<string, string>> = {
  'double>string': 'use format_number(x, 2): engines print doubles differently',
  'timestamp>long': 'use unix_millis(t)',
  'timestamp>double': 'use unix_millis(t)',
  'long>timestamp': 'use timestamp_millis(n)',
  'double>timestamp': 'use timestamp_millis(CAST(x AS long))',
}

/** What to write instead of a conversion that does not exist. */
export function castHint(from: ExprType, to: FieldType): string | undefined {
  return HINTS[`${from}>${to}`] ?? (from === 'json' ? "take a member out first: get_json_object(field, '$.a')" : undefined)
}
