'use client'
import { memo } from 'react'
import { CartesianGrid, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts'
import { useFormat, useT } from '../i18n/provider.tsx'
import { severityLook } from '../ui/status.tsx'
import type { YScale } from './scale.ts'
import type { Tile } from './tiles.ts'

/** Where the lines lie inside a chart. */
export const PLOT = { left: 54, right: 12, top: 8, bottom: 20 } as const

const MARGIN = { left: 0, right: PLOT.right, top: PLOT.top, bottom: PLOT.bottom } as const
const DATA = [{ x: 0 }, { x: 1 }]
const TICK = { fill: 'var(--subtle)', fontSize: 11 } as const

/** Axis, grid and thresholds: what changes seldom. */
export const ChartFrame = memo(function ChartFrame({
  tile,
  scale,
  width,
  height,
}: {
  tile: Tile
  scale: YScale
  width: number
  height: number
}) {
  const t = useT()
  const format = useFormat()
  return (
    <LineChart width={width} height={height} margin={MARGIN} data={DATA} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis dataKey="x" type="number" domain={[0, 1]} hide />
      <YAxis
        width={PLOT.left}
        domain={[0, scale.top]}
        ticks={[...scale.ticks]}
        interval={0}
        tickFormatter={(value: number) => (value === 0 ? '0' : format.of(tile.unit, value))}
        axisLine={false}
        tickLine={false}
        tick={TICK}
        allowDataOverflow
      />
      {tile.thresholds.flatMap(({ rule, value, recover }) => {
        const color = `var(--${severityLook[rule.severity].tone})`
        return [
          <ReferenceLine
            key={`${rule.name}-${value}`}
            y={value}
            stroke={color}
            strokeDasharray="6 4"
            label={{
              value: `${rule.name} ${format.of(tile.unit, value)}`,
              position: 'insideBottomRight',
              fill: color,
              fontSize: 11,
              dy: -1,
            }}
          />,
          ...(recover === null || recover === value
            ? []
            : [
                <ReferenceLine
                  key={`${rule.name}-recover`}
                  y={recover}
                  stroke={color}
                  strokeDasharray="1 4"
                  opacity={0.8}
                  label={{ value: t('chart.recover'), position: 'insideTopRight', fill: 'var(--subtle)', fontSize: 11 }}
                />,
              ]),
        ]
      })}
    </LineChart>
  )
})
