'use client'
import { useCallback, useEffect } from 'react'
import { type Rule, watchedMetric } from '../../core/alert.ts'
import type { BackTest } from '../../core/back-test.ts'
import type { History } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { useRequest } from '../hooks/use-request.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { duration } from '../ui/format.ts'

const HOUR = 3_600_000
const AGAIN = 15_000

/** The figures of the last hour that a rule would have seen, one every `every` milliseconds from `from` on. */
export type Figures = { readonly from: number; readonly every: number; readonly values: readonly (number | null)[] }

/** Fetches the figures of what a rule watches, and again from time to time; null for rules on fields, whose figures are not kept. Give it what the rule watches, not the rule. */
export function useFigures(
  pipeline: string,
  on: string,
  metric: Rule['metric'],
  field: Rule['field'],
): { readonly figures: Figures | null; readonly error: unknown } {
  const series = field === undefined ? `${on}|${watchedMetric({ on, metric })}` : null
  const request = useCallback(
    async (signal: AbortSignal): Promise<Figures | null> => {
      const now = Date.now()
      return series === null ? null : figuresOf(await api.history(pipeline, [series], now - HOUR, now, signal), series)
    },
    [pipeline, series],
  )
  const { value, error, again } = useRequest(request)
  useEffect(() => {
    const timer = setInterval(again, AGAIN)
    return () => clearInterval(timer)
  }, [again])
  return { figures: value, error }
}

const figuresOf = ({ from, step, series }: History, id: string): Figures => ({ from, every: step, values: series[id] ?? [] })

/** `It would have fired 3 times in the last hour, for 4 m 10 s in all, 2 m at the longest.` */
export function useBackTestWords(): (test: BackTest) => string {
  const t = useT()
  const lang = useLang()
  return ({ count, totalMs, longestMs }) =>
    count === 0
      ? t('backtest.never')
      : count === 1
        ? t('backtest.once', { total: duration(lang, totalMs) })
        : t('backtest.fired', { count, total: duration(lang, totalMs), longest: duration(lang, longestMs) })
}
