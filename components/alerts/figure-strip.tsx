'use client'
import type { BackTest } from '../../core/back-test.ts'
import type { Severity } from '../../core/severity.ts'
import { severityLook } from '../ui/status.tsx'
import type { Figures } from './back-test.tsx'

const WIDTH = 340
const isSet = (level: number | undefined): level is number => level !== undefined && !Number.isNaN(level)
export const STRIP_HEIGHT = 56

/** The figures of the last hour with the threshold, which is always in sight, and the times at which its rule would have fired. */
export function FigureStrip({
  figures: { values, from, every },
  test,
  threshold,
  recover,
  severity,
  show,
}: {
  figures: Figures
  test: BackTest | null
  /** Levels that are yet to be set are NaN or undefined. */
  threshold: number | undefined
  recover: number | undefined
  severity: Severity
  show: (value: number) => string
}) {
  const known = values.filter((value) => value !== null)
  const top = Math.max(...known, isSet(threshold) ? threshold : 0, isSet(recover) ? recover : 0) * 1.08 || 1
  const bottom = Math.min(0, ...known)
  const x = (at: number): number => ((at - from) / (every * values.length)) * WIDTH
  const y = (value: number): number => STRIP_HEIGHT - 1 - ((value - bottom) / (top - bottom)) * (STRIP_HEIGHT - 3)
  const color = `var(--${severityLook[severity].tone})`
  return (
    <svg viewBox={`0 0 ${WIDTH} ${STRIP_HEIGHT}`} className="block w-full rounded-sm border border-line bg-bg" aria-hidden="true">
      {test?.spans.map((span) => (
        <rect
          key={span.from}
          x={x(span.from)}
          width={Math.max(1.5, x(span.to) - x(span.from))}
          y={0}
          height={STRIP_HEIGHT}
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
      <path d={dotsOf(values, (i) => x(from + i * every), y)} stroke="var(--series-1)" strokeWidth="2.5" strokeLinecap="round" />
      {isSet(recover) && <path d={`M0 ${y(recover)}H${WIDTH}`} stroke={color} strokeDasharray="2 4" />}
      {isSet(threshold) && (
        <>
          <path d={`M0 ${y(threshold)}H${WIDTH}`} stroke={color} strokeDasharray="6 4" />
          <text
            x={WIDTH - 3}
            y={y(threshold) < STRIP_HEIGHT / 2 ? y(threshold) + 11 : y(threshold) - 4}
            fontSize="10"
            fill={color}
            textAnchor="end"
          >
            {show(threshold)}
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

/** Dots for figures that stand alone, which make no line. */
const dotsOf = (values: readonly (number | null)[], x: (i: number) => number, y: (value: number) => number): string =>
  values
    .map((value, i) =>
      value === null || (values[i - 1] ?? values[i + 1] ?? null) !== null ? '' : `M${x(i).toFixed(1)} ${y(value).toFixed(1)}h0.01`,
    )
    .join('')
