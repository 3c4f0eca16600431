'use client'
import { type RefObject, useRef, useState } from 'react'
import { useFormat, useLang, useT } from '../i18n/provider.tsx'
import { duration } from '../ui/format.ts'
import { PLOT } from './chart-frame.tsx'
import type { ChartView } from './chart-view.ts'
import type { YScale } from './scale.ts'
import { draftOf, moved, nearLevel, newDraft, recoveringAt, type ThresholdDraft } from './threshold-draft.ts'
import type { FormPlace } from './threshold-form.tsx'
import { ThresholdHandle } from './threshold-handle.tsx'
import { ThresholdMoving } from './threshold-moving.tsx'
import { useThresholdPreview } from './threshold-preview.ts'
import { useThresholdSaving } from './threshold-saving.tsx'
import type { Threshold, Tile } from './tiles.ts'
import { useAlertKey } from './use-alert-key.ts'

/** The handles of a chart's thresholds and of the levels at which they recover, one more for a new threshold, and the threshold that is being set. */
export function ThresholdLayer({
  tile,
  silenced,
  title,
  view,
  scale,
  plot,
  figure,
  onLevel,
}: {
  tile: Tile
  silenced: ReadonlySet<string>
  title: string
  view: ChartView
  scale: YScale
  plot: { readonly width: number; readonly height: number }
  /** The chart with its title: what `A` is pressed in. */
  figure: RefObject<HTMLElement | null>
  /** A level that the axis has to hold; null = none. */
  onLevel: (level: number | null) => void
}) {
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  const saving = useThresholdSaving()
  const [draft, setDraft] = useState<ThresholdDraft | null>(null)
  const [open, setOpen] = useState<FormPlace | null>(null)
  const opener = useRef<HTMLElement | null>(null)
  const handles = useRef<HTMLDivElement>(null)
  const preview = useThresholdPreview(saving?.pipeline ?? null, draft)

  const end = () => {
    setDraft(null)
    setOpen(null)
    onLevel(null)
  }
  const change = (next: ThresholdDraft) => {
    setDraft(next)
    if (!Number.isNaN(next.value)) onLevel(next.value)
  }
  const ask = (next: ThresholdDraft, place: FormPlace = 'value') => {
    opener.current = document.activeElement as HTMLElement | null
    change(next)
    setOpen(place)
  }
  useAlertKey(figure, () => ask(draft ?? newDraft(tile, nearLevel(scale.top, scale.top, tile.unit))))
  if (saving === null || plot.width <= 0) return null

  const show = (value: number) => format.of(tile.unit, value)
  const near = (value: number) => nearLevel(value, scale.top, tile.unit)
  const handle = (threshold: Threshold | null) => {
    const rule = threshold?.rule ?? null
    const being = draft !== null && draft.rule?.name === rule?.name ? draft : null
    const before = threshold === null ? newDraft(tile, scale.top) : draftOf(threshold)
    const now = being ?? before
    const value = Number.isNaN(now.value) ? before.value : now.value
    const recover = being === null ? before.recover : preview?.settled.recover
    const common = {
      top: scale.top,
      plotHeight: plot.height,
      severity: now.severity,
      silenced: rule !== null && silenced.has(rule.name),
      onCancel: end,
    }
    const drag = (next: ThresholdDraft) => {
      setOpen(null)
      setDraft(next)
    }
    const lasting = rule !== null && now.for === before.for ? duration(lang, rule.for) : now.for
    const of = { name: rule?.name ?? title }
    return (
      <div key={rule?.name ?? ''}>
        <ThresholdHandle
          {...common}
          kind={rule === null ? 'new' : 'threshold'}
          label={rule === null ? t('threshold.hint', { title }) : t('threshold.of', of)}
          value={value}
          text={show(value)}
          nearest={near}
          onDrag={(level) => drag(moved(now, level))}
          onKeys={(level) => change(moved(now, level))}
          onOpen={() => ask(now)}
        >
          {rule !== null && (
            <button
              type="button"
              className="num pointer-events-auto block h-4 rounded-sm border border-line bg-raised px-1 text-[11px] leading-3.5 text-muted hover:border-control hover:text-fg pointer-coarse:min-h-6"
              title={t('threshold.for-edit', of)}
              aria-label={`${t('threshold.for-edit', of)}: ${lasting}`}
              onClick={() => ask(now, 'for')}
            >
              {lasting}
            </button>
          )}
        </ThresholdHandle>
        {typeof recover === 'number' && (being !== null || recover !== value) && (
          <ThresholdHandle
            {...common}
            kind="recover"
            label={rule === null ? t('threshold.recover-new', { title }) : t('threshold.recover-of', of)}
            value={recover}
            text={show(recover)}
            nearest={(level) => near(now.side === 'above' ? Math.min(level, value) : Math.max(level, value))}
            onDrag={(level) => drag(recoveringAt(now, level))}
            onKeys={(level) => change(recoveringAt(now, level))}
            onOpen={() => ask(now, 'recover')}
          />
        )}
      </div>
    )
  }
  return (
    <div
      ref={handles}
      data-plot=""
      className="pointer-events-none absolute"
      style={{ left: PLOT.left, top: PLOT.top, width: plot.width, height: plot.height }}
    >
      {draft !== null && preview !== null && (
        <ThresholdMoving
          draft={draft}
          preview={preview}
          tile={tile}
          view={view}
          top={scale.top}
          plot={plot}
          saving={saving}
          open={open}
          onChange={change}
          onClose={() => {
            end()
            // what was opened may be gone with its rule: the handle for a new one is always there
            const back =
              opener.current?.isConnected === true ? opener.current : handles.current?.querySelector<HTMLElement>('[role=slider]')
            back?.focus()
          }}
        />
      )}
      {handle(null)}
      {tile.thresholds.map(handle)}
    </div>
  )
}
