'use client'
import { useEffect, useReducer } from 'react'
import { useFormat, useT } from '../i18n/provider.tsx'
import { Popover } from '../ui/popover.tsx'
import { severityLook } from '../ui/status.tsx'
import type { ChartView } from './chart-view.ts'
import type { ThresholdDraft } from './threshold-draft.ts'
import { type FormPlace, ThresholdForm } from './threshold-form.tsx'
import type { ThresholdPreview } from './threshold-preview.ts'
import type { useThresholdSaving } from './threshold-saving.tsx'
import type { Tile } from './tiles.ts'

/** A threshold while it is being set: its line, when it would have fired, and the form. */
export function ThresholdMoving({
  draft,
  preview,
  tile,
  view,
  top,
  plot,
  saving,
  open,
  onChange,
  onClose,
}: {
  draft: ThresholdDraft
  preview: ThresholdPreview
  tile: Tile
  view: ChartView
  top: number
  plot: { readonly width: number; readonly height: number }
  saving: NonNullable<ReturnType<typeof useThresholdSaving>>
  /** Where the form is begun; null = it is not open. */
  open: FormPlace | null
  onChange: (draft: ThresholdDraft) => void
  onClose: () => void
}) {
  const t = useT()
  const format = useFormat()
  const { settled, test, told } = preview
  // the window moves on each second
  const [, render] = useReducer((n: number) => n + 1, 0)
  useEffect(() => view.paint({ draw: render, point: () => {} }), [view])

  const [from, to] = [view.from * view.step, view.to * view.step]
  const x = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from))) * plot.width
  const y = (value: number) => plot.height * (1 - Math.min(1, value / top))
  const color = `var(--${severityLook[draft.severity].tone})`
  const level = Number.isNaN(draft.value) ? top : draft.value
  return (
    <>
      <svg className="absolute inset-0" width={plot.width} height={plot.height} aria-hidden="true" data-testid="threshold">
        {test?.spans
          .filter((span) => span.to > from && span.from < to)
          .map((span) => (
            <rect
              key={span.from}
              x={x(span.from)}
              width={Math.max(1.5, x(span.to) - x(span.from))}
              height={plot.height}
              fill={color}
              opacity="0.18"
            />
          ))}
        {settled.recover !== null && <path d={`M0 ${y(settled.recover)}H${plot.width}`} stroke={color} strokeDasharray="2 4" />}
        <path d={`M0 ${y(level)}H${plot.width}`} stroke={color} strokeWidth="1.5" strokeDasharray="6 4" />
      </svg>
      <p
        className="num pointer-events-none absolute left-1 z-10 max-w-[85%] rounded-sm bg-raised px-1.5 py-0.5 text-xs text-fg shadow-pop"
        style={y(level) < plot.height / 2 ? { bottom: 2 } : { top: 2 }}
      >
        <span className="font-semibold" style={{ color }}>
          {format.of(tile.unit, level)}
        </span>{' '}
        <span className="text-muted" role="status">
          {told}
        </span>
      </p>
      <Popover
        anchored
        trigger={<span className="absolute right-0 size-px" style={{ top: y(level) }} />}
        label={draft.rule === null ? t('threshold.alert-when') : t('threshold.of', { name: draft.rule.name })}
        open={open !== null}
        onOpenChange={(wanted) => !wanted && onClose()}
        className="w-96 p-3"
      >
        <ThresholdForm
          draft={draft}
          preview={preview}
          choices={tile.series.map(({ metric }) => metric)}
          first={open ?? 'value'}
          saving={saving}
          onChange={onChange}
          onClose={onClose}
        />
      </Popover>
    </>
  )
}
