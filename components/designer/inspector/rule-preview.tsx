'use client'
import { useMemo } from 'react'
import type { Rule } from '../../../core/alert.ts'
import { backTest, suggestRecover } from '../../../core/back-test.ts'
import { metrics } from '../../../core/metric-names.ts'
import { useBackTestWords, useFigures } from '../../alerts/back-test.tsx'
import { FigureStrip, STRIP_HEIGHT } from '../../alerts/figure-strip.tsx'
import { useFormat, useT } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { useEditor } from '../editor/use-editor.ts'

/** What a rule would have done in the last hour: in words, and drawn. `onRecover` takes a level of recovery that its noise suggests. */
export function RulePreview({ rule, onRecover }: { rule: Rule; onRecover: ((level: number) => void) | null }) {
  const t = useT()
  const format = useFormat()
  const words = useBackTestWords()
  const { name } = useEditor()
  const show = (value: number): string => (rule.metric === undefined ? format.number(value) : format.of(metrics[rule.metric].unit, value))
  const { figures, error } = useFigures(name, rule)
  const test = useMemo(() => (figures === null ? null : backTest(rule, figures.values, figures.from, figures.every)), [rule, figures])
  const known = figures?.values.some((value) => value !== null) === true
  if (rule.field !== undefined) return <p className="text-xs text-subtle">{t('backtest.field')}</p>
  if (error !== null) return <p className="text-xs text-subtle">{t('backtest.failed')}</p>
  if (figures === null || test === null) return <div style={{ height: STRIP_HEIGHT }} aria-busy="true" />
  if (!known) return <p className="text-xs text-subtle">{t('backtest.none')}</p>
  const level = onRecover === null ? null : suggestRecover(rule, figures.values)
  return (
    <div className="flex flex-col gap-1.5" data-testid="rule-preview">
      <FigureStrip
        figures={figures}
        test={test}
        threshold={rule.above ?? rule.below}
        recover={rule.recover}
        severity={rule.severity}
        show={show}
      />
      <p className="num text-xs text-muted" aria-live="polite">
        {words(test)}
      </p>
      {level !== null && level !== rule.recover && (
        <Button size="small" look="ghost" className="self-start" onClick={() => onRecover?.(level)}>
          {t('backtest.recover', { level: show(level) })}
        </Button>
      )}
    </div>
  )
}
