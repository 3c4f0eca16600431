'use client'
import { useMemo } from 'react'
import type { Rule } from '../../core/alert.ts'
import { type BackTest, backTest } from '../../core/back-test.ts'
import { type Figures, useBackTestWords, useFigures } from '../alerts/back-test.tsx'
import { useT } from '../i18n/provider.tsx'
import { ruleOf, type Settled, settledDraft, type ThresholdDraft } from './threshold-draft.ts'

/** A threshold that is being set, and what it would have done in the last hour. */
export type ThresholdPreview = {
  readonly settled: Settled
  /** null = its settings do not make a rule. */
  readonly rule: Rule | null
  readonly figures: Figures | null
  readonly test: BackTest | null
  readonly told: string
}

const NO_FIGURES: readonly (number | null)[] = []

/** Tries a threshold on the history; null without one. */
export function useThresholdPreview(pipeline: string | null, draft: ThresholdDraft | null): ThresholdPreview | null {
  const t = useT()
  const words = useBackTestWords()
  const { figures, error } = useFigures(pipeline ?? '', pipeline === null ? null : draft)
  return useMemo(() => {
    if (draft === null) return null
    const values = figures?.values ?? NO_FIGURES
    const settled = settledDraft(draft, values)
    const rule = ruleOf(settled)
    const test = figures === null || rule === null ? null : backTest(rule, figures.values, figures.from, figures.every)
    const known = values.some((value) => value !== null)
    const told =
      error !== null ? t('backtest.failed') : figures === null ? '' : !known ? t('backtest.none') : test === null ? '' : words(test)
    return { settled, rule, figures, test, told }
  }, [draft, figures, error, t, words])
}
