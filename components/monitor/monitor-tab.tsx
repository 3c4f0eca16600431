'use client'
import { Pause, Play } from 'lucide-react'
import { useEffect, useMemo, useReducer, useRef, useState } from 'react'
import './charts.css'
import type { AlertStatus, Rule } from '../../core/alert.ts'
import type { GraphView, PipelineDetail, PipelineStatus } from '../../core/protocol.ts'
import type { PipelineFeed } from '../hooks/pipeline-feed.ts'
import { useSeen } from '../hooks/seen.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { useKeyTable } from '../shell/key-sheet.tsx'
import { combinationOf, runKey } from '../shell/key-table.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { duration } from '../ui/format.ts'
import { ErrorText } from '../ui/states.tsx'
import { Glyph } from '../ui/status.tsx'
import { BusyTile } from './busy-tile.tsx'
import { allChartKeys, pauseKeys, togglePause } from './chart-keys.ts'
import { ChartTile } from './chart-tile.tsx'
import { ChartView } from './chart-view.ts'
import { ThresholdSaving } from './threshold-saving.tsx'
import { busySeries, tilesOf } from './tiles.ts'
import { type Range, ranges } from './use-place.ts'

const GAP = 12
const HEIGHT = 136
/** Narrower charts than this get fewer columns. */
const LEAST = 340

/** Charts of the whole pipeline over one window of time. */
export function MonitorTab({
  feed,
  detail,
  graph,
  rules,
  statuses,
  status,
  range,
  onRange,
  onChanged,
}: {
  feed: PipelineFeed
  detail: PipelineDetail
  graph: GraphView | null
  rules: readonly Rule[]
  statuses: readonly AlertStatus[]
  status: PipelineStatus
  range: Range
  onRange: (range: Range) => void
  onChanged: () => Promise<void>
}) {
  const tiles = useMemo(() => tilesOf(rules), [rules])
  const quiet = statuses.flatMap(({ rule, silencedUntil }) => (silencedUntil === null ? [] : [rule])).join(' ')
  const silenced = useMemo(() => new Set(quiet.split(' ')), [quiet])
  const view = useMemo(() => {
    const busy = graph === null ? [] : busySeries(graph).flatMap((row) => [row.busy, row.pressed])
    return new ChartView(feed, range, [...tiles.flatMap((tile) => tile.series.map((s) => s.id)), ...busy])
  }, [feed, range, tiles, graph])
  useEffect(() => view.start(), [view])
  useKeyTable('keys.charts', allChartKeys)

  // marks are fetched anew when something happened; by then it is in the store
  const happened = `${status.state}/${status.version}/${status.restarts}/${statuses.map((s) => s.state).join()}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: `happened` says when
  useEffect(() => {
    const timer = setTimeout(() => view.refreshMarks(), 1000)
    return () => clearTimeout(timer)
  }, [view, happened])

  const [grid, width] = useWidth()
  useSeen(width > 0)
  const columns = Math.max(1, Math.min(3, Math.floor((width + GAP) / (LEAST + GAP))))
  const tileWidth = Math.floor((width - GAP * (columns - 1)) / columns)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Toolbar view={view} range={range} onRange={onRange} />
      <div
        className="min-h-0 flex-1 overflow-y-auto p-3"
        onPointerEnter={() => view.live && view.hold('look')}
        onPointerLeave={() => view.release('look')}
      >
        <div ref={grid} className="flex flex-wrap" style={{ gap: GAP }}>
          <ThresholdSaving detail={detail} onChanged={onChanged}>
            {width > 0 &&
              tiles.map((tile) => (
                <ChartTile key={tile.id} tile={tile} silenced={silenced} view={view} width={tileWidth} height={HEIGHT} />
              ))}
          </ThresholdSaving>
          {width > 0 && graph !== null && <BusyTile graph={graph} view={view} width={width} />}
        </div>
      </div>
    </div>
  )
}

function useWidth() {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (ref.current === null) return
    const watcher = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)))
    watcher.observe(ref.current)
    return () => watcher.disconnect()
  }, [])
  return [ref, width] as const
}

function Toolbar({ view, range, onRange }: { view: ChartView; range: Range; onRange: (range: Range) => void }) {
  const t = useT()
  const lang = useLang()
  const [, render] = useReducer((n: number) => n + 1, 0)
  useEffect(() => view.listen(render), [view])
  const { held } = view
  useEffect(() => {
    if (held === null) return
    const timer = setInterval(render, 1000)
    return () => clearInterval(timer)
  }, [held])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.isComposing || target.closest('input, textarea, select, button, a, [role=menu], [role=dialog]') !== null) return
      if (runKey(pauseKeys, combinationOf(event), view)) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [view])
  const behind = duration(lang, view.behind)
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-3 border-b border-line bg-panel px-3">
      {view.live && (
        <>
          <Button
            size="small"
            icon={held === 'pause' ? <Play size={12} fill="currentColor" /> : <Pause size={12} fill="currentColor" />}
            onClick={() => togglePause(view)}
          >
            {t(held === 'pause' ? 'chart.resume' : 'chart.pause')}
          </Button>
          <span role="status" className={cx('num inline-flex items-center gap-1.5', held === 'pause' ? 'text-warn' : 'text-muted')}>
            <Glyph shape={held === null ? 'dot' : 'half'} tone={held === null ? 'ok' : held === 'pause' ? 'warn' : 'idle'} />
            {held === null ? t('chart.live') : t(held === 'pause' ? 'chart.paused' : 'chart.held', { time: behind })}
          </span>
        </>
      )}
      {!view.live && <span className="text-muted">{t('chart.history', { time: duration(lang, view.step) })}</span>}
      {view.error !== null && (
        <span role="alert" className="flex items-center gap-2 text-crit">
          {t('chart.failed')} <ErrorText error={view.error} />
        </span>
      )}
      <fieldset className="ml-auto flex overflow-hidden rounded-md border border-control">
        <legend className="sr-only">{t('chart.range')}</legend>
        {ranges.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === range}
            onClick={() => onRange(each)}
            className={cx(
              'num h-7 border-l border-line px-2.5 text-xs -outline-offset-2! first:border-l-0',
              each === range ? 'bg-selected font-semibold text-fg' : 'text-muted hover:bg-hover',
            )}
          >
            {t(`chart.range.${each}`)}
          </button>
        ))}
      </fieldset>
    </div>
  )
}
