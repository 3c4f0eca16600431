'use client'
import { useMemo } from 'react'
import type { Rule } from '../../../core/alert.ts'
import { backTest, suggestRecover } from '../../../core/back-test.ts'
import { metrics } from '../../../core/metric-names.ts'
import { useBackTestWords, useFigures } from '../../alerts/back-test.tsx'
import { FigureStrip, STRIP_HEIGHT } from '../../alerts/figure-strip.tsx'
import { type Peek, usePeeks } from '../../hooks/peek.ts'
import { useFormat, useT } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'

/** What a rule would have done in the last hour: in words, and drawn; on a field that no rule looked at yet, with the records that were seen last. `onRecover` takes a level of recovery that its noise suggests. */
export function RulePreview({ rule, onRecover }: { rule: Rule; onRecover: ((level: number) => void) | null }) {
  const t = useT()
  const format = useFormat()
  const words = useBackTestWords()
  const { name } = useEditor()
  const show = (value: number): string => (rule.metric === undefined ? format.number(value) : format.of(metrics[rule.metric].unit, value))
  const { figures, error } = useFigures(name, rule)
  const test = useMemo(() => (figures === null ? null : backTest(rule, figures.values, figures.from, figures.every)), [rule, figures])
  const known = figures?.values.some((value) => value !== null) === true
  if (error !== null) return <p className="text-xs text-subtle">{t('backtest.failed')}</p>
  if (figures === null || test === null) return <div style={{ height: STRIP_HEIGHT }} aria-busy="true" />
  if (!known && rule.field !== undefined) return <OfRecords rule={rule} field={rule.field} />
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
        {words(test, figures)}
      </p>
      {level !== null && level !== rule.recover && (
        <Button size="small" look="ghost" className="self-start" onClick={() => onRecover?.(level)}>
          {t('backtest.recover', { level: show(level) })}
        </Button>
      )}
    </div>
  )
}

/** While no rule looks at a field its values are not kept, so one is tried on a sample of what passes. */
function OfRecords({ rule, field }: { rule: Rule; field: string }) {
  const t = useT()
  const format = useFormat()
  const { name } = useEditor()
  const { wires } = useEditorState((s) => s.read.graph)
  // of a sink what comes to it is watched
  const wire = wires.find(({ from }) => from.node === rule.on) ?? wires.find(({ to }) => to.node === rule.on)
  const [peek] = usePeeks(name, wire === undefined ? [] : [wire.id])
  const values = useMemo(() => (peek === undefined ? [] : valuesOf(peek, field)), [peek, field])
  if (values.length === 0) return <p className="text-xs text-subtle">{t('backtest.field-none')}</p>
  const broken = values.filter((value) => (rule.above !== undefined ? value > rule.above : value < rule.below!)).length
  return (
    <div className="flex flex-col gap-1.5" data-testid="rule-preview">
      <FigureStrip
        figures={{ of: field, from: 0, every: 1, values }}
        test={null}
        threshold={rule.above ?? rule.below}
        recover={rule.recover}
        severity={rule.severity}
        show={format.number}
      />
      <p className="num text-xs text-muted">
        {t('backtest.field', {
          count: values.length,
          broken,
          least: format.number(Math.min(...values)),
          most: format.number(Math.max(...values)),
        })}
      </p>
      <p className="text-xs text-subtle">{t('backtest.field-sample')}</p>
    </div>
  )
}

/** The numbers in a column of the records seen last, oldest first. */
function valuesOf({ columns, rows }: Peek, field: string): readonly number[] {
  const column = columns.findIndex(({ name }) => name === field)
  return rows.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : [])).reverse()
}
