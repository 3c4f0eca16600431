'use client'
import { ChartLine, Table2 } from 'lucide-react'
import { memo, type PointerEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { metrics } from '../../core/metric-names.ts'
import { write } from '../designer/live-text.tsx'
import { useFormat, useLang, useT, useWords } from '../i18n/provider.tsx'
import { IconButton } from '../ui/button.tsx'
import { ChartFrame, type Guide, PLOT } from './chart-frame.tsx'
import { ChartTable } from './chart-table.tsx'
import { type ChartView, PRESENCE } from './chart-view.ts'
import { greatest, linePath, silences } from './line-path.ts'
import { settled, timeTicks, type YScale, yScale } from './scale.ts'
import { labelX, pool, seriesColor, timeLabel } from './svg.ts'
import { ThresholdLayer } from './threshold-layer.tsx'
import type { SeriesOf, Tile } from './tiles.ts'

/** Seconds without a figure at the end of the window after which nothing is coming. */
const SILENT = 3
/** Pixels that the words in a gap need. */
const NOTE_ROOM = 70

/** A chart: the frame is drawn by Recharts when the axis changes, the lines by reference after each second. */
export const ChartTile = memo(function ChartTile({
  tile,
  silenced,
  view,
  width,
  height,
}: {
  tile: Tile
  /** Names of rules that are silenced. */
  silenced: ReadonlySet<string>
  view: ChartView
  width: number
  height: number
}) {
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  const name = useTileName(tile)
  const nameOf = useSeriesName()
  const [table, setTable] = useState(false)
  const [scale, setScale] = useState<YScale>(() => yScale(Number.NaN, tile.unit, levels(tile), tile.top))
  const scaleNow = useRef(scale)
  // a threshold that is being set
  const [level, setLevel] = useState<number | null>(null)
  const figure = useRef<HTMLElement>(null)
  const layer = useRef<SVGSVGElement>(null)
  const values = useRef<(HTMLElement | null)[]>([])
  const time = useRef<HTMLSpanElement>(null)
  const empty = useRef<HTMLParagraphElement>(null)
  const cross = useRef<HTMLDivElement>(null)
  const hatch = useId()
  const plot = useMemo(() => ({ width: width - PLOT.left - PLOT.right, height: height - PLOT.top - PLOT.bottom }), [width, height])

  const show = useCallback((value: number) => format.of(tile.unit, value), [format, tile])
  // on an axis that a rate is per second goes without saying
  const showTick = useCallback(
    (value: number) => format.of(tile.unit === 'rate' ? 'count' : tile.unit === 'byteRate' ? 'bytes' : tile.unit, value),
    [format, tile],
  )
  const guides = useMemo(
    () =>
      tile.thresholds.flatMap(({ rule: { name, severity }, value, recover }): Guide[] => {
        const quiet = silenced.has(name)
        const label = `${name} ${show(value)}${quiet ? ` · ${t('alerts.silenced')}` : ''}`
        const line = { value, severity, silenced: quiet, label }
        return recover === null || recover === value ? [line] : [line, { ...line, value: recover, label: t('chart.recover'), faint: true }]
      }),
    [tile, silenced, show, t],
  )

  const draw = useCallback(() => {
    const svg = layer.current
    if (svg === null || plot.width <= 0) return
    const { from, to, line, step } = view
    const most = tile.series.reduce((max, s) => Math.max(max, greatest(line, s.id, from, to) || 0), 0)
    const wanted = settled(scaleNow.current, yScale(most, tile.unit, [...levels(tile), ...(level === null ? [] : [level])], tile.top))
    if (wanted.top !== scaleNow.current.top) {
      scaleNow.current = wanted
      setScale(wanted)
    }
    const [gaps, notes, marks, lines, ticks] = svg.children as unknown as SVGGElement[]
    const x = (slot: number) => ((slot - from) / (to - from)) * plot.width
    const frame = { from, to, ...plot, top: wanted.top }
    for (const [i, path] of pool(lines, 'path', tile.series.length).entries())
      path.setAttribute('d', linePath(line, tile.series[i].id, frame))

    const quiet = [...silences(line, PRESENCE, from, to)]
    const last = lastMeasured(line, from, to)
    if (last !== null && to - last > SILENT) quiet.push([last, to])
    for (const [i, rect] of pool(gaps, 'rect', quiet.length).entries()) {
      const [begin, end] = quiet[i]
      rect.setAttribute('x', x(begin).toFixed(1))
      rect.setAttribute('width', Math.max(2, x(end) - x(begin)).toFixed(1))
      rect.setAttribute('height', String(plot.height))
    }
    const wide = quiet.filter(([begin, end]) => x(end) - x(begin) > NOTE_ROOM)
    for (const [i, text] of pool(notes, 'text', wide.length).entries()) {
      text.setAttribute('x', ((x(wide[i][0]) + x(wide[i][1])) / 2).toFixed(1))
      text.setAttribute('y', String(plot.height / 2))
      write(text, t('chart.no-data'))
    }
    if (empty.current !== null) empty.current.hidden = tile.series.some((s) => !Number.isNaN(greatest(line, s.id, from, to)))
    const happened = view.marks.filter((m) => m.at >= from * step && m.at <= to * step)
    for (const [i, mark] of pool(marks, 'path', happened.length).entries()) {
      const at = x(happened[i].at / step)
      mark.setAttribute('d', `M${at.toFixed(1)} ${plot.height}V0m-3.5 0h7l-3.5 5z`)
      mark.setAttribute('data-kind', happened[i].kind)
    }
    const times = timeTicks(from * step, to * step, Math.max(2, Math.floor(plot.width / 90)))
    for (const [i, text] of pool(ticks, 'text', times.length).entries()) {
      const label = timeLabel(lang, times[i], to * step)
      text.setAttribute('x', labelX(x(times[i] / step), label, plot.width + PLOT.right).toFixed(1))
      text.setAttribute('y', String(plot.height + 14))
      write(text, label)
    }
  }, [view, tile, plot, lang, t, level])

  /** The time under the crosshair, and what happened there. */
  const said = useCallback(
    (slot: number) => {
      const near = view.marks.find((mark) => Math.abs(mark.at / view.step - slot) <= Math.max(1, view.span / 120))
      const at = timeLabel(lang, slot * view.step, view.to * view.step, true)
      return near === undefined ? at : `${at} · ${t(`chart.mark.${near.kind}`)} ${near.text}`
    },
    [view, lang, t],
  )

  const point = useCallback(() => {
    const { cursor, from, to, line } = view
    const slot = cursor ?? newestOf(tile.series, line, to)
    for (const [i, series] of tile.series.entries()) {
      const element = values.current[i]
      const value = slot === null ? Number.NaN : line.at(series.id, slot)
      if (element != null) write(element, format.of(tile.unit, Number.isNaN(value) ? null : value))
    }
    const shown = cursor !== null && cursor >= from && cursor <= to
    if (cross.current !== null) {
      cross.current.hidden = !shown
      if (shown) cross.current.style.transform = `translateX(${(((cursor - from) / (to - from)) * plot.width).toFixed(1)}px)`
    }
    if (time.current !== null) write(time.current, shown ? said(cursor) : '')
  }, [view, tile, plot.width, format, said])

  // what cannot be seen is not drawn
  useEffect(() => {
    if (table || figure.current === null) return
    let end: (() => void) | null = null
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry.isIntersecting) end ??= view.paint({ draw, point })
      else {
        end?.()
        end = null
      }
    })
    watcher.observe(figure.current)
    return () => {
      watcher.disconnect()
      end?.()
    }
  }, [view, draw, point, table])

  const move = (event: PointerEvent<HTMLElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect()
    const share = (event.clientX - left - PLOT.left) / plot.width
    view.point(share < 0 || share > 1 ? null : Math.round(view.from + share * view.span))
  }
  const label = t('chart.of', { title: name, names: tile.series.map(nameOf).join(', ') })
  return (
    <figure
      ref={figure}
      tabIndex={-1}
      data-testid="tile"
      className="mr-tile group m-0 overflow-hidden rounded-lg border border-line bg-panel"
      style={{ width }}
    >
      <figcaption className="grid grid-cols-[minmax(0,1fr)_auto] items-center pt-1 pr-1 pl-3">
        <span className="flex min-w-0 items-baseline gap-3 text-xs">
          <span className="font-semibold whitespace-nowrap">{name}</span>
          <span ref={time} className="num truncate text-subtle" />
        </span>
        <IconButton label={t(table ? 'chart.as-chart' : 'chart.table')} size="small" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? <ChartLine size={14} /> : <Table2 size={14} />}
        </IconButton>
        <span className="num col-span-2 flex h-5 items-center gap-3 overflow-hidden text-xs">
          {tile.series.map((series, i) => (
            <span key={series.id} className="flex items-center gap-1 whitespace-nowrap">
              <i className="h-0.5 w-3 rounded-full" style={{ background: seriesColor(i) }} />
              {tile.series.length > 1 && <span className="text-subtle">{nameOf(series)}</span>}
              <span
                ref={(element) => {
                  values.current[i] = element
                }}
                className="font-medium"
              />
            </span>
          ))}
        </span>
      </figcaption>
      {table ? (
        <ChartTable tile={tile} view={view} name={name} nameOf={nameOf} height={height} />
      ) : (
        <div className="relative">
          <div
            role="img"
            aria-label={label}
            className="relative"
            style={{ height }}
            onPointerMove={move}
            onPointerLeave={() => view.point(null)}
          >
            <ChartFrame scale={scale} guides={guides} show={showTick} width={width} height={height} />
            <svg
              ref={layer}
              className="mr-plot pointer-events-none absolute overflow-visible"
              style={{ left: PLOT.left, top: PLOT.top }}
              width={plot.width}
              height={plot.height}
              aria-hidden="true"
            >
              <g fill={`url(#${hatch})`} />
              <g className="mr-times" />
              <g className="mr-marks" />
              <g className="mr-lines" />
              <g className="mr-times num" />
              <defs>
                <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                  <path d="M0 0V6" stroke="var(--line-strong)" strokeWidth="2" />
                </pattern>
              </defs>
            </svg>
            <div
              ref={cross}
              hidden
              className="mr-cross pointer-events-none absolute"
              style={{ left: PLOT.left, top: PLOT.top, height: plot.height }}
            />
            <p
              ref={empty}
              hidden
              className="pointer-events-none absolute inset-0 grid place-items-center pr-4 pl-16 text-center text-xs text-subtle [&[hidden]]:hidden"
            >
              <span className="rounded-sm bg-panel px-1">{t(tile.empty ?? 'chart.empty')}</span>
            </p>
          </div>
          <ThresholdLayer
            tile={tile}
            silenced={silenced}
            title={name}
            view={view}
            scale={scale}
            plot={plot}
            figure={figure}
            onLevel={setLevel}
          />
        </div>
      )}
    </figure>
  )
})

const levels = (tile: Tile): number[] => tile.thresholds.flatMap((th) => [th.value, ...(th.recover === null ? [] : [th.recover])])

function lastMeasured(line: ChartView['line'], from: number, to: number): number | null {
  const at = line.reader(PRESENCE)
  for (let slot = to; slot >= from; slot--) if (!Number.isNaN(at(slot))) return slot
  return null
}

/** The newest slot in which any of the series was measured, within a few seconds. */
function newestOf(series: readonly SeriesOf[], line: ChartView['line'], to: number): number | null {
  for (let slot = to; slot > to - SILENT; slot--) if (series.some((s) => !Number.isNaN(line.at(s.id, slot)))) return slot
  return null
}

export function useTileName(tile: Tile): string {
  const t = useT()
  const words = useWords()
  return useMemo(
    () => (typeof tile.title === 'string' ? t(tile.title) : `${tile.title.on} · ${words(metrics[tile.title.metric].title)}`),
    [tile, t, words],
  )
}

/** What a series is called in a legend; percentiles by their number alone. */
function useSeriesName(): (series: SeriesOf) => string {
  const words = useWords()
  return (series) => (series.metric.startsWith('latency.') ? series.metric.slice('latency.'.length) : words(metrics[series.metric].title))
}
