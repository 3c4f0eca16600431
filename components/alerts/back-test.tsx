'use client'
import { useCallback, useEffect } from 'react'
import type { Rule } from '../../core/alert.ts'
import type { BackTest } from '../../core/back-test.ts'
import { watchedMetric } from '../../core/metric-names.ts'
import type { History } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { useRequest } from '../hooks/use-request.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { duration } from '../ui/format.ts'

const HOUR = 3_600_000
const AGAIN = 15_000
/** With less of the hour it is said how much is known. */
const NEARLY = 3_300_000

/** The figures of the last hour that a rule would have seen, one every `every` milliseconds from `from` on. */
export type Figures = { readonly of: string; readonly from: number; readonly every: number; readonly values: readonly (number | null)[] }

/** Fetches the figures of what a rule watches, and again from time to time; null for none. Those of a field are known while a rule on it is live. */
export function useFigures(
  pipeline: string,
  watched: Pick<Rule, 'on' | 'metric' | 'field' | 'above'> | null,
): { readonly figures: Figures | null; readonly error: unknown } {
  const { on, field } = watched ?? {}
  const side = watched?.above === undefined ? 'least' : 'most'
  const of = watched === null ? null : `${watched.on}|${field === undefined ? watchedMetric(watched) : `${field}|${side}`}`
  const request = useCallback(
    async (signal: AbortSignal): Promise<Figures | null> => {
      if (of === null || on === undefined) return null
      const now = Date.now()
      if (field === undefined) return figuresOf(await api.history(pipeline, [of], now - HOUR, now, signal), of)
      const { from, step, [side]: values } = await api.fieldHistory(pipeline, on, field, signal)
      return { of, from, every: step, values }
    },
    [pipeline, of, on, field, side],
  )
  const { value, error, again } = useRequest(request)
  useEffect(() => {
    if (of === null) return
    const timer = setInterval(again, AGAIN)
    return () => clearInterval(timer)
  }, [again, of])
  // those of what was watched before say nothing
  return { figures: value?.of === of ? value : null, error }
}

const figuresOf = ({ from, step, series }: History, id: string): Figures => ({ of: id, from, every: step, values: series[id] ?? [] })

/** `It would have fired 3 times in the last hour, for 4 m 10 s in all, 2 m at the longest.` and, where that is not the whole hour, how much of it is known. */
export function useBackTestWords(): (test: BackTest, figures: Figures) => string {
  const t = useT()
  const lang = useLang()
  return useCallback(
    ({ count, totalMs, longestMs }, { values, every }) => {
      const known = (values.length - values.findIndex((value) => value !== null)) * every
      const fired =
        count === 0
          ? t('backtest.never')
          : count === 1
            ? t('backtest.once', { total: duration(lang, totalMs) })
            : t('backtest.fired', { count, total: duration(lang, totalMs), longest: duration(lang, longestMs) })
      return known > NEARLY ? fired : `${fired} ${t('backtest.known', { time: duration(lang, known) })}`
    },
    [t, lang],
  )
}
