import { parseTimestamp, utc } from '../datetime.ts'
import { formatDate, parseDate, parseDatePattern } from '../datetime-pattern.ts'
import { trimmed } from '../text.ts'
import { fail, limits } from '../types.ts'
import type { Argument, FunctionDef, LiteralCheck } from './function.ts'

const time: Argument = { name: 'time', type: 'timestamp' }
const DAY_MS = 86_400_000

const floorMod = (x: number, n: number): number => x - Math.floor(x / n) * n

/** A part of a time as a long. */
const part = (name: string, f: (t: number) => number, en: string, zh: string, example: number): FunctionDef => ({
  name,
  group: 'time',
  arguments: [time],
  result: 'long',
  doc: { en, zh },
  examples: [{ call: `${name}(to_timestamp('2026-03-01 13:14:15'))`, result: example }],
  evaluate: ([t]) => f(t as number),
})

const pattern: LiteralCheck = (v) => {
  const s = v as string
  const pieces = s.length > limits.pattern ? 'the pattern is too long' : parseDatePattern(s)
  return typeof pieces === 'string'
    ? { message: pieces, hint: "write yyyy MM dd HH mm ss SSS and punctuation; letters of the text stand in quotes: ''T''" }
    : null
}

const piecesOf = (pattern: string) => {
  const pieces = parseDatePattern(pattern)
  return typeof pieces === 'string' ? [] : pieces
}

/** Units of a fixed length, and those of the calendar. */
const FIXED: Readonly<Record<string, number>> = { millisecond: 1, second: 1_000, minute: 60_000, hour: 3_600_000, day: DAY_MS }
const CALENDAR = ['week', 'month', 'quarter', 'year']
const units = [...Object.keys(FIXED), ...CALENDAR]

const unit: LiteralCheck = (v) =>
  units.includes((v as string).toLowerCase()) ? null : { message: `there is no unit \`${v}\``, hint: `write one of: ${units.join(', ')}` }

function truncate(unit: string, t: number): number | null {
  const fixed = FIXED[unit]
  if (fixed !== undefined) return Math.floor(t / fixed) * fixed
  if (unit === 'week') return (Math.floor((t / DAY_MS + 3) / 7) * 7 - 3) * DAY_MS // 1970-01-01 was a Thursday, weeks begin on Monday
  const date = new Date(t)
  const month = date.getUTCMonth()
  return utc(date.getUTCFullYear(), unit === 'year' ? 1 : unit === 'quarter' ? month - (month % 3) + 1 : month + 1, 1)
}

export const times: readonly FunctionDef[] = [
  {
    name: 'now',
    group: 'time',
    arguments: [],
    result: 'timestamp',
    doc: {
      en: 'The time of the epoch: the same for all records that are processed together.',
      zh: '当前批次的时间：同一批处理的记录取值相同。',
    },
    examples: [{ call: 'unix_millis(now()) > 0', result: true }],
    deterministic: false,
    evaluate: (_, env) => env.now(),
  },
  {
    name: 'date_trunc',
    group: 'time',
    arguments: [{ name: 'unit', type: 'string', literal: unit }, time],
    result: 'timestamp',
    doc: {
      en: 'The beginning of the millisecond, second, minute, hour, day, week (Monday), month, quarter or year, in UTC.',
      zh: '所在毫秒、秒、分、时、日、周（周一）、月、季或年的开始时刻（UTC）。',
    },
    examples: [
      { call: "CAST(date_trunc('hour', to_timestamp('2026-03-01 13:14:15')) AS string)", result: '2026-03-01 13:00:00' },
      { call: "CAST(date_trunc('week', to_timestamp('2026-03-01')) AS string)", result: '2026-02-23 00:00:00' },
    ],
    evaluate: ([unit, t], env) => truncate((unit as string).toLowerCase(), t as number) ?? fail(env),
  },
  part('year', (t) => new Date(t).getUTCFullYear(), 'The year, in UTC.', '年份（UTC）。', 2026),
  part(
    'quarter',
    (t) => Math.floor(new Date(t).getUTCMonth() / 3) + 1,
    'The quarter of the year, 1 to 4, in UTC.',
    '季度，1 到 4（UTC）。',
    1,
  ),
  part('month', (t) => new Date(t).getUTCMonth() + 1, 'The month, 1 to 12, in UTC.', '月份，1 到 12（UTC）。', 3),
  part('day', (t) => new Date(t).getUTCDate(), 'The day of the month, 1 to 31, in UTC.', '日，1 到 31（UTC）。', 1),
  part(
    'dayofweek',
    (t) => floorMod(Math.floor(t / DAY_MS) + 4, 7) + 1,
    'The day of the week, 1 (Sunday) to 7, in UTC.',
    '星期几，1（星期日）到 7（UTC）。',
    1,
  ),
  part('hour', (t) => floorMod(Math.floor(t / 3_600_000), 24), 'The hour, 0 to 23, in UTC.', '小时，0 到 23（UTC）。', 13),
  part('minute', (t) => floorMod(Math.floor(t / 60_000), 60), 'The minute, 0 to 59.', '分钟，0 到 59。', 14),
  part('second', (t) => floorMod(Math.floor(t / 1_000), 60), 'The second, 0 to 59.', '秒，0 到 59。', 15),
  {
    name: 'unix_millis',
    group: 'time',
    arguments: [time],
    result: 'long',
    doc: { en: 'Milliseconds since 1970-01-01 UTC.', zh: '自 1970-01-01 UTC 起的毫秒数。' },
    examples: [{ call: "unix_millis(to_timestamp('1970-01-01 00:00:01'))", result: 1000 }],
    evaluate: ([t]) => t,
  },
  {
    name: 'unix_seconds',
    group: 'time',
    arguments: [time],
    result: 'long',
    doc: { en: 'Whole seconds since 1970-01-01 UTC.', zh: '自 1970-01-01 UTC 起的整秒数。' },
    examples: [{ call: 'unix_seconds(timestamp_millis(-1))', result: -1 }],
    evaluate: ([t]) => Math.floor((t as number) / 1_000),
  },
  {
    name: 'timestamp_millis',
    group: 'time',
    arguments: [{ name: 'millis', type: 'long' }],
    result: 'timestamp',
    doc: { en: 'The time that many milliseconds after 1970-01-01 UTC.', zh: '自 1970-01-01 UTC 起该毫秒数对应的时间。' },
    examples: [{ call: 'CAST(timestamp_millis(1500) AS string)', result: '1970-01-01 00:00:01.5' }],
    evaluate: ([n]) => n,
  },
  {
    name: 'timestamp_seconds',
    group: 'time',
    arguments: [{ name: 'seconds', type: 'long' }],
    result: 'timestamp',
    doc: { en: 'The time that many seconds after 1970-01-01 UTC.', zh: '自 1970-01-01 UTC 起该秒数对应的时间。' },
    examples: [{ call: 'CAST(timestamp_seconds(60) AS string)', result: '1970-01-01 00:01:00' }],
    evaluate: ([n]) => (n as number) * 1_000,
  },
  {
    name: 'to_timestamp',
    group: 'time',
    arguments: [
      { name: 'text', type: 'string' },
      { name: 'pattern', type: 'string', optional: true, literal: pattern },
    ],
    result: 'timestamp',
    doc: {
      en: 'The time in a text such as 2026-01-31, 2026-01-31T12:00:00.123Z or 2026-01-31 12:00:00+08:00, or in a pattern of yyyy MM dd HH mm ss SSS; UTC unless it has an offset; NULL when the text is none.',
      zh: '解析文本中的时间，如 2026-01-31、2026-01-31T12:00:00.123Z 或 2026-01-31 12:00:00+08:00，或按 yyyy MM dd HH mm ss SSS 模式解析；无时区偏移时为 UTC；无法解析时为 NULL。',
    },
    examples: [
      { call: "unix_millis(to_timestamp('1970-01-02T00:00:00.5+08:00'))", result: 57_600_500 },
      { call: "unix_millis(to_timestamp('01/02/1970 03', 'dd/MM/yyyy HH'))", result: 2_689_200_000 },
      { call: "to_timestamp('yesterday')", result: null },
    ],
    evaluate: ([text, pattern], env) =>
      (pattern === undefined ? parseTimestamp(trimmed(text as string)) : parseDate(text as string, piecesOf(pattern as string))) ??
      fail(env),
  },
  {
    name: 'date_format',
    group: 'time',
    arguments: [time, { name: 'pattern', type: 'string', literal: pattern }],
    result: 'string',
    doc: {
      en: 'The time as text, in UTC, by a pattern of yyyy MM dd HH mm ss SSS, punctuation and text in quotes.',
      zh: '按 yyyy MM dd HH mm ss SSS、标点和引号内文本组成的模式输出时间（UTC）。',
    },
    examples: [{ call: "date_format(timestamp_millis(0), 'yyyy-MM-dd''T''HH:mm:ss.SSS')", result: '1970-01-01T00:00:00.000' }],
    evaluate: ([t, pattern], env) => formatDate(t as number, piecesOf(pattern as string)) ?? fail(env),
  },
]
