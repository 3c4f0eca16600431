'use client'
import { memo, type PointerEvent, useEffect, useRef, useState } from 'react'
import type { GraphView } from '../../core/protocol.ts'
import { write } from '../designer/live-text.tsx'
import { useFormat, useT } from '../i18n/provider.tsx'
import type { ChartView } from './chart-view.ts'
import { areaPath } from './line-path.ts'
import { busySeries } from './tiles.ts'

const ROW = 22
const LABEL = 150
const VALUE = 52
/** Nodes that are shown: the busiest. */
const MOST = 16

/** How busy each node was, one strip each; what it spent waiting for a node behind it is drawn on top. */
export const BusyTile = memo(function BusyTile({ graph, view, width }: { graph: GraphView; view: ChartView; width: number }) {
  const t = useT()
  const format = useFormat()
  const figure = useRef<HTMLElement>(null)
  const rows = useRef(new Map<string, { busy: SVGPathElement | null; pressed: SVGPathElement | null; value: HTMLElement | null }>())
  const cross = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<ReturnType<typeof busySeries>>(() => busySeries(graph).slice(0, MOST))
  const plot = width - LABEL - VALUE - 24

  useEffect(() => {
    const all = busySeries(graph)
    if (all.length <= MOST) return setShown(all)
    const mean = (id: string): number => {
      const at = view.line.reader(id)
      let sum = 0
      for (let slot = view.from; slot <= view.to; slot++) sum += at(slot) || 0
      return sum
    }
    const busiest = new Set(
      all
        .map((row) => ({ row, sum: mean(row.busy) }))
        .sort((a, b) => b.sum - a.sum)
        .slice(0, MOST)
        .map(({ row }) => row),
    )
    setShown(all.filter((row) => busiest.has(row)))
  }, [graph, view])

  useEffect(() => {
    if (figure.current === null) return
    const draw = () => {
      const { from, to, line } = view
      const frame = { from, to, width: plot, height: ROW - 6, top: 1 }
      for (const row of shown) {
        const drawn = rows.current.get(row.node)
        drawn?.busy?.setAttribute('d', areaPath(line, row.busy, frame))
        drawn?.pressed?.setAttribute('d', areaPath(line, row.pressed, frame))
      }
    }
    const point = () => {
      const { cursor, from, to, line } = view
      const slot = cursor ?? to
      for (const row of shown) {
        const value = rows.current.get(row.node)?.value
        const share = line.at(row.busy, slot)
        if (value != null) write(value, format.share(Number.isNaN(share) ? null : share))
      }
      if (cross.current === null) return
      const seen = cursor !== null && cursor >= from && cursor <= to
      cross.current.hidden = !seen
      if (seen) cross.current.style.transform = `translateX(${(12 + LABEL + ((cursor - from) / (to - from)) * plot).toFixed(1)}px)`
    }
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
  }, [view, shown, plot, format])

  const move = (event: PointerEvent<HTMLElement>) => {
    const share = (event.clientX - event.currentTarget.getBoundingClientRect().left - 12 - LABEL) / plot
    view.point(share < 0 || share > 1 ? null : Math.round(view.from + share * view.span))
  }
  const title = (id: string) => graph.nodes.find((n) => n.id === id)?.title ?? id
  return (
    <figure ref={figure} data-testid="tile" className="mr-tile relative m-0 rounded-lg border border-line bg-panel" style={{ width }}>
      <figcaption className="flex h-8 items-center justify-between px-3 text-xs">
        <span className="font-semibold">{t('chart.busy')}</span>
        <span className="text-subtle">{t('chart.busy-legend')}</span>
      </figcaption>
      <div className="px-3 pb-2" onPointerMove={move} onPointerLeave={() => view.point(null)}>
        {shown.map((row) => (
          <div key={row.node} className="flex items-center" style={{ height: ROW }}>
            <span className="truncate pr-2 text-xs text-muted" style={{ width: LABEL }}>
              {title(row.node)}
            </span>
            <svg width={plot} height={ROW - 6} className="shrink-0 rounded-sm bg-hover" aria-hidden="true">
              <path ref={(e) => void keep(rows.current, row.node, 'busy', e)} fill="var(--series-1)" opacity="0.75" />
              <path ref={(e) => void keep(rows.current, row.node, 'pressed', e)} fill="var(--warn)" opacity="0.9" />
            </svg>
            <span ref={(e) => void keep(rows.current, row.node, 'value', e)} className="num text-right text-xs" style={{ width: VALUE }} />
          </div>
        ))}
      </div>
      <div ref={cross} hidden className="pointer-events-none absolute top-8 bottom-2 left-0 w-px bg-muted" />
    </figure>
  )
})

type Row = { busy: SVGPathElement | null; pressed: SVGPathElement | null; value: HTMLElement | null }
function keep<K extends keyof Row>(rows: Map<string, Row>, node: string, part: K, element: Row[K]): void {
  const row = rows.get(node) ?? { busy: null, pressed: null, value: null }
  rows.set(node, row)
  row[part] = element
}
