'use client'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useFormat, useT } from '../i18n/provider.tsx'
import { PLOT } from './chart-frame.tsx'
import type { ChartView } from './chart-view.ts'
import type { YScale } from './scale.ts'
import { movedDraft, nearLevel, newDraft, type ThresholdDraft } from './threshold-draft.ts'
import { ThresholdHandle } from './threshold-handle.tsx'
import { ThresholdMoving } from './threshold-moving.tsx'
import { useThresholdSaving } from './threshold-saving.tsx'
import type { Threshold, Tile } from './tiles.ts'

/** The handles of a chart's thresholds, one more for a new one, and the threshold that is being set. */
export function ThresholdLayer({
  tile,
  title,
  view,
  scale,
  plot,
  figure,
  onLevel,
}: {
  tile: Tile
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
  const format = useFormat()
  const saving = useThresholdSaving()
  const [draft, setDraft] = useState<ThresholdDraft | null>(null)
  const [open, setOpen] = useState(false)
  const handles = useRef<HTMLDivElement>(null)

  const end = () => {
    setDraft(null)
    setOpen(false)
    onLevel(null)
  }
  const ask = (next: ThresholdDraft) => {
    setDraft(next)
    setOpen(true)
    if (!Number.isNaN(next.value)) onLevel(next.value)
  }
  const latest = useRef(() => {})
  useEffect(() => {
    latest.current = () => ask(draft ?? newDraft(tile, nearLevel(scale.top, scale.top, tile.unit)))
  })
  useEffect(() => {
    const element = figure.current
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'a' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      event.preventDefault()
      event.stopPropagation()
      latest.current()
    }
    element?.addEventListener('keydown', onKey)
    return () => element?.removeEventListener('keydown', onKey)
  }, [figure])
  if (saving === null || plot.width <= 0) return null

  const show = (value: number) => format.of(tile.unit, value)
  const round = (value: number) => nearLevel(value, scale.top, tile.unit)
  const handle = (threshold: Threshold | null) => {
    const rule = threshold?.rule ?? null
    const moved = draft !== null && draft.rule?.name === rule?.name ? draft : null
    const value = moved === null || Number.isNaN(moved.value) ? (threshold?.value ?? scale.top) : moved.value
    const at = (level: number): ThresholdDraft =>
      moved?.rule === null ? { ...moved, value: level } : threshold === null ? newDraft(tile, level) : movedDraft(threshold, level)
    return (
      <ThresholdHandle
        key={rule?.name ?? ''}
        label={rule === null ? t('threshold.hint', { title }) : t('threshold.of', { name: rule.name })}
        value={value}
        top={scale.top}
        text={show(value)}
        plotHeight={plot.height}
        severity={rule?.severity ?? null}
        round={round}
        onDrag={(level) => {
          setOpen(false)
          setDraft(at(level))
        }}
        onKeys={(level) => {
          setDraft(at(level))
          onLevel(level)
        }}
        onOpen={() => ask(moved ?? at(value))}
        onCancel={end}
      />
    )
  }
  return (
    <div
      ref={handles}
      className="pointer-events-none absolute"
      style={{ left: PLOT.left, top: PLOT.top, width: plot.width, height: plot.height }}
    >
      {draft !== null && (
        <ThresholdMoving
          draft={draft}
          tile={tile}
          view={view}
          top={scale.top}
          plot={plot}
          saving={saving}
          open={open}
          onChange={ask}
          onClose={() => {
            end()
            handles.current?.querySelector<HTMLElement>('[role=slider]')?.focus()
          }}
        />
      )}
      {handle(null)}
      {tile.thresholds.map(handle)}
    </div>
  )
}
