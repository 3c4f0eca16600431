const STAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}:\d{2})?)?$/

/** Epoch milliseconds of a day and time of UTC, or null when there is no such day or time. `month` counts from 1. */
export function utc(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, millis = 0): number | null {
  if (hour > 23 || minute > 59 || second > 59) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day) // Date.UTC would read 0–99 as 1900–1999
  if (date.getUTCMonth() !== month - 1) return null // a day too many leads into another month
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millis
}

/** Reads `2026-01-31`, `2026-01-31 12:00`, `2026-01-31T12:00:00.123Z` or with an offset such as `+08:00`; without one it is UTC. Null when it is none of these. */
export function parseTimestamp(s: string): number | null {
  const m = STAMP.exec(s)
  if (m === null) return null
  const [year, month, day, hour, minute, second] = m.slice(1, 7).map((part) => Number(part ?? 0))
  const millis = Number((m[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const local = utc(year, month, day, hour, minute, second, millis)
  const zone = m[8]
  if (local === null || zone === undefined || zone === 'Z') return local
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4))
  if (hours > 18 || minutes > 59) return null
  return local - (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0')

/** `2026-01-31 12:00:00.12`: as Spark prints a timestamp, without trailing zeros of the fraction. */
export function formatTimestamp(t: number): string | null {
  const date = new Date(t)
  const year = date.getUTCFullYear()
  if (Number.isNaN(year)) return null
  const millis = date.getUTCMilliseconds()
  const fraction = millis === 0 ? '' : `.${pad(millis, 3).replace(/0+$/, '')}`
  const day = `${year < 0 ? '-' : year > 9999 ? '+' : ''}${pad(Math.abs(year), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`
  return `${day} ${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}${fraction}`
}
