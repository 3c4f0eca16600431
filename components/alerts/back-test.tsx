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

/** The figures of the last hour that a rule would have seen, one every `every` milliseconds from `from` on. */
export type Figures = { readonly of: string; readonly from: number; readonly every: number; readonly values: readonly (number | null)[] }

/** Fetches the figures of what a rule watches, and again from time to time; null for none, and for rules on fields, whose figures are not kept. */
export function useFigures(
  pipeline: string,
  watched: Pick<Rule, 'on' | 'metric' | 'field'> | null,
): { readonly figures: Figures | null; readonly error: unknown } {
  const series = watched === null || watched.field !== undefined ? null : `${watched.on}|${watchedMetric(watched)}`
  const request = useCallback(
    async (signal: AbortSignal): Promise<Figures | null> => {
      const now = Date.now()
      return series === null ? null : figuresOf(await api.history(pipeline, [series], now - HOUR, now, signal), series)
    },
    [pipeline, series],
  )
  const { value, error, again } = useRequest(request)
  useEffect(() => {
    if (series === null) return
    const timer = setInterval(again, AGAIN)
    return () => clearInterval(timer)
  }, [again, series])
  // those of what was watched before say nothing
  return { figures: value?.of === series ? value : null, error }
}

const figuresOf = ({ from, step, series }: History, id: string): Figures => ({ of: id, from, every: step, values: series[id] ?? [] })

/** `It would have fired 3 times in the last hour, for 4 m 10 s in all, 2 m at the longest.` */
export function useBackTestWords(): (test: BackTest) => string {
  const t = useT()
  const lang = useLang()
  return useCallback(
    ({ count, totalMs, longestMs }) =>
      count === 0
        ? t('backtest.never')
        : count === 1
          ? t('backtest.once', { total: duration(lang, totalMs) })
          : t('backtest.fired', { count, total: duration(lang, totalMs), longest: duration(lang, longestMs) }),
    [t, lang],
  )
}
