'use client'
import { useSyncExternalStore } from 'react'
import { localeOf } from '../i18n/lang.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { duration } from './format.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null
let now = 0

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer)
      timer = null
    }
  }
}
function read(): number {
  // a timer that slept must not show an old second
  const real = Date.now()
  if (Math.abs(real - now) >= 1000) now = real
  return now
}

/** The time of day in whole seconds, one timer for all; null while the server renders, so that nothing can mismatch. */
export const useNow = (): number | null => useSyncExternalStore<number | null>(listen, read, () => null)

/** How long ago something was, kept up to date. The exact time is the title. */
export function Ago({ at, bare = false }: { at: number; bare?: boolean }) {
  const lang = useLang()
  const t = useT()
  const seen = useNow()
  if (seen === null) return <time />
  const age = seen - at
  const time = roughly(lang, age)
  return (
    <time dateTime={new Date(at).toISOString()} title={absolute(lang, at)} className="num">
      {age < 1000 && !bare ? t('time.now') : bare ? time : t('time.ago', { time })}
    </time>
  )
}

/** A point in time with its zone in the title: today as time of day, before as date and time. */
export function When({ at }: { at: number }) {
  const lang = useLang()
  const seen = useNow()
  if (seen === null) return <time />
  return (
    <time dateTime={new Date(at).toISOString()} title={absolute(lang, at)} className="num">
      {clock(lang, at, seen)}
    </time>
  )
}

/** Time of day, with the date in front unless it is the day of `now`. */
export function clock(lang: 'en' | 'zh', at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString()
  return new Intl.DateTimeFormat(localeOf(lang), {
    ...(sameDay ? {} : { month: 'short', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}

const absolute = (lang: 'en' | 'zh', at: number): string =>
  new Intl.DateTimeFormat(localeOf(lang), { dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' }).format(at)

/** A duration with one unit above the minute, two below the hour's neighbours: long ages need no seconds. */
function roughly(lang: 'en' | 'zh', milliseconds: number): string {
  const minute = 60_000
  if (milliseconds < 10 * minute) return duration(lang, milliseconds)
  return duration(lang, milliseconds - (milliseconds % (milliseconds < 48 * 60 * minute ? minute : 60 * minute)))
}
