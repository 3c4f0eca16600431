'use client'
import { memo } from 'react'
import { CartesianGrid, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts'
import type { Severity } from '../../core/severity.ts'
import { severityLook } from '../ui/status.tsx'
import type { YScale } from './scale.ts'

/** Where the lines lie inside a chart. */
export const PLOT = { left: 56, right: 12, top: 8, bottom: 20 } as const

/** A line to compare with: a threshold, or the level at which its rule recovers. */
export type Guide = {
  readonly value: number
  readonly label: string
  readonly severity: Severity
  readonly faint?: boolean
  readonly silenced?: boolean
}

const MARGIN = { left: 0, right: PLOT.right, top: PLOT.top, bottom: PLOT.bottom } as const
const DATA = [{ x: 0 }, { x: 1 }]
const TICK = { fill: 'var(--subtle)', fontSize: 11 } as const

/** Axis, grid and thresholds: what changes seldom. Lines are drawn over it by reference, where `PLOT` says. */
export const ChartFrame = memo(function ChartFrame({
  scale,
  guides,
  show,
  width,
  height,
}: {
  scale: YScale
  guides: readonly Guide[]
  show: (value: number) => string
  width: number
  height: number
}) {
  return (
    // it has nothing to say to a pointer, and following one would cost more than everything else
    <LineChart
      role="presentation"
      style={{ pointerEvents: 'none' }}
      width={width}
      height={height}
      margin={MARGIN}
      data={DATA}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis dataKey="x" type="number" domain={[0, 1]} hide />
      <YAxis
        width={PLOT.left}
        domain={[scale.bottom, scale.top]}
        ticks={[...scale.ticks]}
        interval={0}
        // a label that breaks at its space would need two lines
        tickFormatter={(value: number) => (value === 0 ? '0' : show(value).replaceAll(' ', '\u00a0'))}
        axisLine={false}
        tickLine={false}
        tick={TICK}
        allowDataOverflow
      />
      {guides.map(({ value, label, severity, faint = false, silenced = false }) => {
        const color = silenced ? 'var(--subtle)' : `var(--${severityLook[severity].tone})`
        return (
          <ReferenceLine
            key={`${label}${value}`}
            y={value}
            stroke={color}
            strokeDasharray={faint ? '2 4' : '6 4'}
            label={{
              value: label,
              position: faint ? 'insideTopLeft' : 'insideBottomLeft',
              fill: faint ? 'var(--subtle)' : color,
              fontSize: 11,
            }}
          />
        )
      })}
    </LineChart>
  )
})
