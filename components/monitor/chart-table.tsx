'use client'
import { useEffect, useState } from 'react'
import { useFormat, useLang, useT } from '../i18n/provider.tsx'
import { duration } from '../ui/format.ts'
import { Table, Td, Th, Tr } from '../ui/table.tsx'
import type { ChartView } from './chart-view.ts'
import { greatest } from './line-path.ts'
import { timeLabel } from './svg.ts'
import type { SeriesOf, Tile } from './tiles.ts'

const ROWS = 60
/** A table that changed each second could not be read. */
const EVERY = 5000

/** The figures of a chart as rows, newest first: the greatest of each sixtieth of the range. */
export function ChartTable({
  tile,
  view,
  name,
  nameOf,
  height,
}: {
  tile: Tile
  view: ChartView
  name: string
  nameOf: (series: SeriesOf) => string
  height: number
}) {
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  const [to, setTo] = useState(view.to)
  useEffect(() => {
    const timer = setInterval(() => setTo(view.to), EVERY)
    return () => clearInterval(timer)
  }, [view])
  const bucket = Math.max(1, Math.ceil(view.span / ROWS))
  const last = Math.floor(to / bucket) * bucket
  const { line, step } = view
  return (
    <div style={{ height }}>
      <Table label={name} boxClass="h-full border-t border-line" className="text-xs">
        <caption className="sr-only">{t('chart.highest', { time: duration(lang, bucket * step) })}</caption>
        <thead>
          <tr>
            <Th>{t('chart.time')}</Th>
            {tile.series.map((series) => (
              <Th key={series.id} numeric>
                {nameOf(series)}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: ROWS }, (_, i) => last - i * bucket).map((slot) => (
            <Tr key={slot}>
              <Td className="num h-6 text-subtle">{timeLabel(lang, slot * step, to * step, true)}</Td>
              {tile.series.map((series) => {
                const value = greatest(line, series.id, slot, Math.min(to, slot + bucket - 1))
                return (
                  <Td key={series.id} numeric className="h-6">
                    {format.of(tile.unit, Number.isNaN(value) ? null : value)}
                  </Td>
                )
              })}
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
