import type { MetricUnit } from '../../core/metric-names.ts'
import type { Lang } from '../i18n/lang.ts'
import { localeOf } from '../i18n/lang.ts'

/** Figures as text of at most four significant digits, in the separators of a language; null and NaN are an en dash. */
export type Format = {
  /** A plain count, exact to the last digit. */
  integer(value: number | null): string
  /** A count with SI prefix: 999, 1.23k, 12.4M. */
  count(value: number | null): string
  /** Per second: `12.4k/s`. */
  rate(value: number | null): string
  /** IEC: `1.21 MiB`. */
  bytes(value: number | null): string
  byteRate(value: number | null): string
  /** Milliseconds in the unit that suits: `0.38 ms`, `1.92 s`, `3 m 12 s`. */
  ms(value: number | null): string
  /** A share from 0 to 1 as percent. */
  share(value: number | null): string
  /** A figure whose unit is not known, such as a field's. */
  number(value: number | null): string
  of(unit: MetricUnit, value: number | null): string
}

const NONE = '–'
const SI = ['', 'k', 'M', 'G', 'T', 'P']
const IEC = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
const units = {
  en: { s: 's', m: 'm', h: 'h', d: 'd' },
  zh: { s: '秒', m: '分', h: '小时', d: '天' },
} as const

const made = new Map<Lang, Format>()

/** The one formatter of a language. */
export function formatOf(lang: Lang): Format {
  const known = made.get(lang)
  if (known !== undefined) return known
  const format = make(lang)
  made.set(lang, format)
  return format
}

function make(lang: Lang): Format {
  const locale = localeOf(lang)
  const three = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
  const threeFixed = [2, 1, 0].map(
    (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  )
  const exact = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const four = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const percentFine = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })

  const shown =
    (text: (value: number) => string) =>
    (value: number | null): string =>
      value === null || !Number.isFinite(value) ? NONE : text(value)

  /** Three digits, always as many places, so that a live figure keeps its width. */
  const steady = (x: number): string => {
    const size = Math.abs(x)
    return threeFixed[size < 9.995 ? 0 : size < 99.95 ? 1 : 2].format(x)
  }
  const scaled = (value: number, base: number, prefixes: readonly string[]): [string, string] => {
    let x = value
    let step = 0
    // what would round up to the next prefix belongs to it
    while (Math.abs(x) >= base - 0.5 && step < prefixes.length - 1) {
      x /= base
      step++
    }
    return [step === 0 ? three.format(x) : steady(x), prefixes[step]]
  }
  const count = shown((value) => scaled(value, 1000, SI).join(''))
  const bytes = shown((value) => scaled(value, 1024, IEC).join(' '))
  const ms = shown((value) => {
    const size = Math.abs(value)
    if (size < 999.5) return `${three.format(value)} ms`
    if (size < 59_995) return `${steady(value / 1000)} ${units.en.s}`
    return duration(lang, value)
  })
  const format: Omit<Format, 'of'> = {
    integer: shown((value) => exact.format(value)),
    count,
    rate: shown((value) => `${count(value)}/s`),
    bytes,
    byteRate: shown((value) => `${bytes(value)}/s`),
    ms,
    share: shown((value) => (value !== 0 && Math.abs(value) < 0.0995 ? percentFine : percent).format(value)),
    number: shown((value) => (Math.abs(value) >= 10_000 ? count(value) : four.format(value))),
  }
  return { ...format, of: (unit, value) => format[unit](value) }
}

/** A length of time in its two largest units: `3 m 12 s`, `2 d 4 h`. */
export function duration(lang: Lang, milliseconds: number): string {
  const u = units[lang]
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const [d, h, m, s] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
  const parts: [number, string][] = [
    [d, u.d],
    [h, u.h],
    [m, u.m],
    [s, u.s],
  ]
  const first = parts.findIndex(([n]) => n > 0)
  if (first < 0) return `0 ${u.s}`
  return parts
    .slice(first, first + 2)
    .filter(([n], i) => i === 0 || n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ')
}
