'use client'
import { useMemo, useState } from 'react'
import { useLang, useT } from '../../i18n/provider.tsx'
import { duration } from '../../ui/format.ts'
import { type Windows, windowsAt, windowsIn } from './window-times.ts'

const WIDTH = 340
const AXIS = 18
const ROWS = 72
const MOST_ROWS = 24
const BAR = 12

/** Windows on a line of time, and which of them hold a record; the record can be moved. `delay` = how long the watermark waits, milliseconds. */
export function WindowLine({ windows, delay }: { windows: Windows; delay: number }) {
  const t = useT()
  const lang = useLang()
  const { size, slide, offset } = windows
  // about three windows, and always some beginnings
  const stretch = Math.max(2.5 * size, 3.2 * slide)
  const [share, setShare] = useState(0.5)
  // the line begins at a window's beginning, so that offsets do not blur the picture
  const from = useMemo(() => Math.ceil((2 * size) / slide) * slide + offset, [size, slide, offset])
  const at = from + Math.round((stretch * share) / 10) * 10
  const shown = useMemo(() => windowsIn(windows, from, from + stretch), [windows, from, stretch])
  const holding = windowsAt(windows, at)
  const rows = Math.min(MOST_ROWS, Math.max(1, Math.ceil(size / slide)))
  const pitch = Math.min(BAR + 3, ROWS / rows)
  const height = rows * pitch + AXIS
  const x = (time: number): number => ((time - from) / stretch) * WIDTH
  const text = (ms: number): string => (ms > 0 && ms < 1000 ? `${Math.round(ms)} ms` : duration(lang, ms))
  const last = holding.at(-1)
  const said =
    last === undefined
      ? t('inspector.window-gap', { time: text(at - from) })
      : `${t('inspector.window-in', { time: text(at - from), count: holding.length })} ${
          holding.length === 1
            ? t('inspector.window-closes', { time: text(last.to + delay - at) })
            : t('inspector.window-first', { time: text(holding[0].to + delay - at), last: text(last.to + delay - at) })
        }`
  return (
    <figure className="rounded-md border border-line bg-bg p-2.5" data-testid="windows">
      <figcaption className="mb-2 text-xs font-medium text-subtle">{t('inspector.window')}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} className="block w-full" aria-hidden="true">
        {shown.map((window) => {
          const row = (((window.from - offset) / slide) % rows) * pitch
          const left = Math.max(0, x(window.from))
          const right = Math.min(WIDTH, x(window.to))
          const isIn = holding.some((held) => held.from === window.from)
          return (
            <rect
              key={window.from}
              x={left + 0.5}
              y={row + 0.5}
              width={Math.max(1, right - left - 2)}
              height={Math.max(2, pitch - 3)}
              rx="2"
              fill={isIn ? 'var(--compose)' : 'var(--hover)'}
              fillOpacity={isIn ? 0.85 : 1}
              stroke={isIn ? 'var(--compose)' : 'var(--line-strong)'}
            />
          )
        })}
        <path d={`M0 ${height - AXIS + 0.5}H${WIDTH}`} stroke="var(--line-strong)" />
        {ticksOf(from, stretch, slide).map((tick) => (
          <g key={tick}>
            <path d={`M${x(tick)} ${height - AXIS}v4`} stroke="var(--line-strong)" />
            <text x={x(tick)} y={height - 2} fontSize="10" fill="var(--subtle)" textAnchor={tick === from ? 'start' : 'middle'}>
              {text(tick - from)}
            </text>
          </g>
        ))}
        <path d={`M${x(at)} 0V${height - AXIS + 3}`} stroke="var(--accent)" strokeWidth="1.5" />
        <circle cx={x(at)} cy={height - AXIS} r="3.5" fill="var(--accent)" />
      </svg>
      <input
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={share}
        aria-label={t('inspector.window-record')}
        aria-valuetext={text(at - from)}
        onChange={(event) => setShare(Number(event.target.value))}
        className="mt-1 block w-full accent-(--primary)"
      />
      <p className="mt-1.5 text-xs text-muted" aria-live="polite">
        {said}
      </p>
    </figure>
  )
}

/** At most six beginnings of windows. */
function ticksOf(from: number, stretch: number, slide: number): number[] {
  const each = slide * Math.max(1, Math.ceil(stretch / slide / 6))
  const ticks: number[] = []
  for (let at = from; at < from + stretch * 0.97; at += each) ticks.push(at)
  return ticks
}
