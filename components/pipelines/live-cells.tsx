'use client'
import { useEffect, useRef } from 'react'
import { listFigures } from '../hooks/pipelines.ts'
import { useFormat, useT } from '../i18n/provider.tsx'
import { Sparkline, type SparklineHandle } from '../ui/sparkline.tsx'
import { Td } from '../ui/table.tsx'
import { trendOf } from './order.ts'

const arrows = { rising: '↑', falling: '↓', steady: '→' } as const

/** The figures of a row, written once a second by ref: sparkline, rate, p99, lag with its trend. */
export function LiveCells({ name }: { name: string }) {
  const t = useT()
  const format = useFormat()
  const spark = useRef<SparklineHandle>(null)
  const rate = useRef<HTMLTableCellElement>(null)
  const p99 = useRef<HTMLTableCellElement>(null)
  const lag = useRef<HTMLSpanElement>(null)
  const trend = useRef<HTMLSpanElement>(null)

  useEffect(() => {
    const draw = () => {
      const row = listFigures.row(name)
      spark.current?.set(listFigures.minute(name, 'out'))
      write(rate.current, format.rate(row === null ? null : row.out))
      write(p99.current, format.ms(row?.p99 ?? null))
      write(lag.current, format.count(row?.lag ?? null))
      const heading = row === null || row.lag === null ? null : trendOf(listFigures.minute(name, 'lag'))
      write(trend.current, heading === null || (heading === 'steady' && row?.lag === 0) ? '' : arrows[heading])
      if (trend.current !== null) trend.current.title = heading === null ? '' : t(`list.${heading}`)
    }
    draw()
    return listFigures.listen(draw)
  }, [name, format, t])

  return (
    <>
      <Td className="text-accent">
        <Sparkline ref={spark} label={t('list.activity-of', { name })} />
      </Td>
      <Td numeric ref={rate} className="min-w-20 max-md:min-w-0 max-md:px-0" />
      <Td
        numeric
        ref={p99}
        className="min-w-20 text-muted max-md:min-w-24 max-md:before:mr-1 max-md:before:text-subtle max-md:before:content-['p99']"
      />
      <Td numeric className="min-w-16 text-muted max-md:hidden">
        <span ref={lag} /> <span ref={trend} className="inline-block w-3" />
      </Td>
    </>
  )
}

/** Changes the text of an element without a render; the same text costs nothing. */
function write(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text
}
