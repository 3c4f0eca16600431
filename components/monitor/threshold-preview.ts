'use client'
import { useMemo } from 'react'
import type { Rule } from '../../core/alert.ts'
import { type BackTest, backTest } from '../../core/back-test.ts'
import { type Figures, useBackTestWords, useFigures } from '../alerts/back-test.tsx'
import { useT } from '../i18n/provider.tsx'
import { useModule } from '../ui/later.ts'
import type { Settled, ThresholdDraft } from './threshold-draft.ts'

/** A threshold that is being set, and what it would have done in the last hour. */
export type ThresholdPreview = {
  readonly settled: Settled
  /** null = its settings do not make a rule. */
  readonly rule: Rule | null
  readonly figures: Figures | null
  readonly test: BackTest | null
  readonly told: string
  /** What brings the rule into a pipeline's text. */
  readonly inText: Pick<typeof import('./threshold-rule.ts'), 'changeIn' | 'removalIn'>
}

/** It reads rules and documents. */
const load = () => import('./threshold-rule.ts')

const NO_FIGURES: readonly (number | null)[] = []

/** Tries a threshold on the history; null without one, and until the code for it is there. */
export function useThresholdPreview(pipeline: string | null, draft: ThresholdDraft | null): ThresholdPreview | null {
  const t = useT()
  const words = useBackTestWords()
  const rules = useModule(load, draft !== null)
  const { figures, error } = useFigures(pipeline ?? '', pipeline === null ? null : draft)
  return useMemo(() => {
    if (draft === null || rules === null) return null
    const values = figures?.values ?? NO_FIGURES
    const settled = rules.settledDraft(draft, values)
    const rule = rules.ruleOf(settled)
    const test = figures === null || rule === null ? null : backTest(rule, figures.values, figures.from, figures.every)
    const known = values.some((value) => value !== null)
    const told =
      error !== null
        ? t('backtest.failed')
        : figures === null
          ? ''
          : !known
            ? t('backtest.none')
            : test === null
              ? ''
              : words(test, figures)
    return { settled, rule, figures, test, told, inText: rules }
  }, [draft, rules, figures, error, t, words])
}
