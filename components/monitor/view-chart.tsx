'use client'
import { type PointerEvent, useMemo, useState } from 'react'
import type { Rule } from '../../core/alert.ts'
import type { View } from '../hooks/view.ts'
import { useFormat, useLang } from '../i18n/provider.tsx'
import { ChartFrame, type Guide, PLOT } from './chart-frame.tsx'
import { fieldScale, timeTicks } from './scale.ts'
import { labelX, seriesColor, timeLabel } from './svg.ts'
import { type ChartSettings, type Plot, plotOf, topOf } from './view-points.ts'

type Props = { view: View; settings: ChartSettings; rules: readonly Rule[]; width: number; height: number; label: string }

/** What a chart node shows. */
export function ViewChart(props: Props) {
  switch (props.settings.kind) {
    case 'number':
      return <Numbers {...props} />
    case 'top':
      return <Top {...props} />
    default:
      return <PlotChart {...props} />
  }
}

/** The newest figures, large. */
function Numbers({ view, settings, height }: Props) {
  const format = useFormat()
  const { series } = useMemo(() => plotOf(view.columns, view.rows, settings), [view, settings])
  return (
    <dl className="flex flex-wrap items-center justify-center gap-x-10 gap-y-4 p-4" style={{ minHeight: height }}>
      {series.map(({ name, points }) => (
        <div key={name} className="text-center">
          <dd className="num text-[2.5rem] leading-tight font-semibold tracking-tight">{format.number(points.at(-1)?.y ?? null)}</dd>
          <dt className="text-muted">{name}</dt>
        </div>
      ))}
    </dl>
  )
}

/** The greatest of the newest window as bars. */
function Top({ view, settings, height, label }: Props) {
  const format = useFormat()
  const bars = useMemo(() => topOf(view.columns, view.rows, settings), [view, settings])
  const most = Math.max(...bars.map((bar) => bar.value), 0)
  return (
    <ol
      aria-label={label}
      className="grid content-start gap-x-3 gap-y-1 overflow-y-auto p-3"
      style={{ height, gridTemplateColumns: 'fit-content(40%) 1fr max-content' }}
    >
      {bars.map((bar) => (
        <li key={bar.name} className="col-span-3 grid grid-cols-subgrid items-center">
          <span className="truncate" title={bar.name}>
            {bar.name}
          </span>
          <span className="h-4 overflow-hidden rounded-sm bg-hover">
            <span
              className="block h-full rounded-sm bg-(--series-1)"
              style={{ width: `${most > 0 ? Math.max(0, bar.value / most) * 100 : 0}%` }}
            />
          </span>
          <span className="num text-right font-medium">{format.number(bar.value)}</span>
        </li>
      ))}
    </ol>
  )
}

/** Lines, areas or bars over time, numbers or names. */
function PlotChart({ view, settings, rules, width, height, label }: Props) {
  const lang = useLang()
  const format = useFormat()
  const plot = useMemo(() => plotOf(view.columns, view.rows, settings), [view, settings])
  const guides = useMemo(
    (): Guide[] => [
      ...settings.thresholds.map((t) => ({ ...t, label: `${t.label} ${format.number(t.value)}`.trim() })),
      ...rules.flatMap((rule) =>
        [rule.above, rule.below].flatMap((value) =>
          value === undefined ? [] : [{ value, label: `${rule.name} ${format.number(value)}`, severity: rule.severity }],
        ),
      ),
    ],
    [settings, rules, format],
  )
  const inner = { width: width - PLOT.left - PLOT.right, height: height - PLOT.top - PLOT.bottom }
  const [from, to] = useMemo(() => span(plot, settings.window), [plot, settings])
  const scale = useMemo(() => {
    const all = plot.series.flatMap((s) => s.points.flatMap((p) => (p.y === null ? [] : [p.y])))
    return fieldScale(
      Math.min(...all),
      Math.max(...all),
      guides.map((g) => g.value),
    )
  }, [plot, guides])
  const [at, setAt] = useState<number | null>(null)
  const x = (v: number) => (to > from ? ((v - from) / (to - from)) * inner.width : inner.width / 2)
  const y = (v: number) => inner.height - ((v - scale.bottom) / (scale.top - scale.bottom)) * inner.height
  const name = (v: number) => (plot.time ? timeLabel(lang, v, to, true) : plot.names === null ? format.number(v) : (plot.names[v] ?? ''))
  const ticks = plot.time ? timeTicks(from, to, Math.max(2, Math.floor(inner.width / 90))) : evenly(from, to, plot.names !== null)
  const move = (event: PointerEvent<HTMLElement>) => {
    const share = (event.clientX - event.currentTarget.getBoundingClientRect().left - PLOT.left) / inner.width
    setAt(share < 0 || share > 1 ? null : nearestX(plot, from + share * (to - from)))
  }
  return (
    <div>
      <div className="num flex flex-wrap items-center gap-x-4 gap-y-1 px-3 pt-2 text-xs">
        {plot.series.map((series, i) => {
          const point = at === null ? series.points.at(-1) : series.points.find((p) => p.x === at)
          return (
            <span key={series.name} className="flex items-center gap-1.5">
              <i className="h-0.5 w-3 rounded-full" style={{ background: seriesColor(i) }} />
              <span className="text-muted">{series.name}</span>
              <span className="font-medium">{format.number(point?.y ?? null)}</span>
            </span>
          )
        })}
        {at !== null && <span className="ml-auto text-subtle">{name(at)}</span>}
      </div>
      <div role="img" aria-label={label} className="relative" style={{ height }} onPointerMove={move} onPointerLeave={() => setAt(null)}>
        <ChartFrame scale={scale} guides={guides} show={format.number} width={width} height={height} />
        <svg
          className="pointer-events-none absolute overflow-visible"
          style={{ left: PLOT.left, top: PLOT.top }}
          width={inner.width}
          height={inner.height}
          aria-hidden="true"
        >
          {plot.series.map((series, i) => (
            <Drawn
              key={series.name}
              points={series.points}
              kind={settings.kind}
              index={i}
              of={plot.series.length}
              width={inner.width}
              ground={y(Math.max(0, scale.bottom))}
              x={x}
              y={y}
            />
          ))}
          <g className="mr-times num">
            {ticks.map((tick) => {
              const text = plot.time ? timeLabel(lang, tick, to) : name(tick)
              return (
                <text key={tick} x={labelX(x(tick), text, inner.width + PLOT.right)} y={inner.height + 14}>
                  {text}
                </text>
              )
            })}
          </g>
        </svg>
        {at !== null && (
          <div className="mr-cross pointer-events-none absolute" style={{ left: PLOT.left + x(at), top: PLOT.top, height: inner.height }} />
        )}
      </div>
    </div>
  )
}

function Drawn({
  points,
  kind,
  index,
  of,
  width,
  ground,
  x,
  y,
}: {
  points: Plot['series'][number]['points']
  kind: ChartSettings['kind']
  index: number
  of: number
  width: number
  ground: number
  x: (v: number) => number
  y: (v: number) => number
}) {
  const color = seriesColor(index)
  if (kind === 'bar') {
    const room = Math.max(2, Math.min(40, (width / Math.max(1, points.length)) * 0.7))
    const each = room / of
    return (
      <g fill={color}>
        {points.map((p) =>
          p.y === null ? null : (
            <rect
              key={p.x}
              x={x(p.x) - room / 2 + index * each}
              y={Math.min(ground, y(p.y))}
              width={Math.max(1, each - 1)}
              height={Math.abs(ground - y(p.y))}
            />
          ),
        )}
      </g>
    )
  }
  let line = ''
  let area = ''
  let begin: string | null = null
  const close = () => {
    if (begin !== null && kind === 'area') area += `V${ground}H${begin}Z`
    begin = null
  }
  for (const p of points) {
    if (p.y === null) {
      close()
      continue
    }
    const [px, py] = [x(p.x).toFixed(1), y(p.y).toFixed(1)]
    line += begin === null ? `M${px} ${py}h0.01` : `L${px} ${py}`
    area += begin === null ? `M${px} ${py}` : `L${px} ${py}`
    begin ??= px
  }
  close()
  return (
    <>
      {kind === 'area' && <path d={area} fill={color} opacity="0.14" />}
      <path d={line} fill="none" stroke={color} strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </>
  )
}

/** What the x axis spans: of time the window that ends with the newest point, else all there is. */
function span({ series, time, names }: Plot, window: number): readonly [number, number] {
  if (names !== null) return [-0.5, names.length - 0.5]
  const all = series.flatMap((s) => [s.points[0]?.x, s.points.at(-1)?.x]).filter((v): v is number => v !== undefined)
  if (all.length === 0) return [0, 1]
  const to = Math.max(...all)
  return time ? [to - window, to] : [Math.min(...all), to]
}

function nearestX({ series }: Plot, x: number): number | null {
  let best: number | null = null
  for (const { points } of series) for (const p of points) if (best === null || Math.abs(p.x - x) < Math.abs(best - x)) best = p.x
  return best
}

function evenly(from: number, to: number, whole: boolean): number[] {
  if (whole) {
    const step = Math.ceil((to - from) / 12)
    return Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => i * step)
  }
  return Array.from({ length: 5 }, (_, i) => from + ((to - from) * i) / 4)
}
