'use client'
import { useMemo } from 'react'
import type { Rule } from '../../../core/alert.ts'
import { type BackTest, backTest, suggestRecover } from '../../../core/back-test.ts'
import { metrics } from '../../../core/metric-names.ts'
import { type Figures, useBackTestWords, useFigures } from '../../alerts/back-test.tsx'
import { useFormat, useT } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { severityLook } from '../../ui/status.tsx'
import { useEditor } from '../editor/use-editor.ts'

const WIDTH = 340
const HEIGHT = 56

/** What a rule would have done in the last hour: in words, and drawn. `onRecover` takes a level of recovery that its noise suggests. */
export function RulePreview({ rule, onRecover }: { rule: Rule; onRecover: ((level: number) => void) | null }) {
  const t = useT()
  const format = useFormat()
  const words = useBackTestWords()
  const { name } = useEditor()
  const { figures, error } = useFigures(name, rule.on, rule.metric, rule.field)
  const test = useMemo(() => (figures === null ? null : backTest(rule, figures.values, figures.from, figures.every)), [rule, figures])
  const known = figures?.values.some((value) => value !== null) === true
  if (rule.field !== undefined) return <p className="text-xs text-subtle">{t('backtest.field')}</p>
  if (error !== null) return <p className="text-xs text-subtle">{t('backtest.failed')}</p>
  if (figures === null || test === null) return <div style={{ height: HEIGHT }} aria-busy="true" />
  if (!known) return <p className="text-xs text-subtle">{t('backtest.none')}</p>
  const level = onRecover === null ? null : suggestRecover(rule, figures.values)
  return (
    <div className="flex flex-col gap-1.5" data-testid="rule-preview">
      <Strip rule={rule} figures={figures} test={test} />
      <p className="num text-xs text-muted" aria-live="polite">
        {words(test)}
      </p>
      {level !== null && level !== rule.recover && (
        <Button size="small" look="ghost" className="self-start" onClick={() => onRecover?.(level)}>
          {t('backtest.recover', { level: rule.metric === undefined ? format.number(level) : format.of(metrics[rule.metric].unit, level) })}
        </Button>
      )}
    </div>
  )
}

/** The figures with the threshold, which is always in sight, and the times at which the rule would have fired. */
function Strip({ rule, figures: { values, from, every }, test }: { rule: Rule; figures: Figures; test: BackTest }) {
  const format = useFormat()
  const threshold = rule.above ?? rule.below
  const known = values.filter((value) => value !== null)
  const top = Math.max(...known, threshold ?? 0, rule.recover ?? 0) * 1.08 || 1
  const bottom = Math.min(0, ...known)
  const x = (at: number): number => ((at - from) / (every * values.length)) * WIDTH
  const y = (value: number): number => HEIGHT - 1 - ((value - bottom) / (top - bottom)) * (HEIGHT - 3)
  const color = `var(--${severityLook[rule.severity].tone})`
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block w-full rounded-sm border border-line bg-bg" aria-hidden="true">
      {test.spans.map((span) => (
        <rect
          key={span.from}
          x={x(span.from)}
          width={Math.max(1.5, x(span.to) - x(span.from))}
          y={0}
          height={HEIGHT}
          fill={color}
          opacity="0.18"
        />
      ))}
      <path
        d={lineOf(values, (i) => x(from + i * every), y)}
        fill="none"
        stroke="var(--series-1)"
        strokeWidth="1.2"
        strokeLinejoin="round"
      />
      {rule.recover !== undefined && <path d={`M0 ${y(rule.recover)}H${WIDTH}`} stroke={color} strokeDasharray="1 4" />}
      {threshold !== undefined && (
        <>
          <path d={`M0 ${y(threshold)}H${WIDTH}`} stroke={color} strokeDasharray="6 4" />
          <text
            x={WIDTH - 3}
            y={y(threshold) < HEIGHT / 2 ? y(threshold) + 11 : y(threshold) - 4}
            fontSize="10"
            fill={color}
            textAnchor="end"
          >
            {rule.metric === undefined ? format.number(threshold) : format.of(metrics[rule.metric].unit, threshold)}
          </text>
        </>
      )}
    </svg>
  )
}

/** A line with gaps where nothing was measured. */
function lineOf(values: readonly (number | null)[], x: (i: number) => number, y: (value: number) => number): string {
  let path = ''
  let pen = false
  for (const [i, value] of values.entries()) {
    if (value !== null) path += `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`
    pen = value !== null
  }
  return path
}
