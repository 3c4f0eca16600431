'use client'
import { Maximize2, Minimize2, Search, Table2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import './charts.css'
import type { Rule } from '../../core/alert.ts'
import type { GraphView } from '../../core/protocol.ts'
import { TypeIcon } from '../designer/type-icon.tsx'
import { useView, type View } from '../hooks/view.ts'
import { useT } from '../i18n/provider.tsx'
import { IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Input } from '../ui/input.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { EmptyState, ErrorState, NothingFits } from '../ui/states.tsx'
import { ViewChart } from './view-chart.tsx'
import { chartSettings, fieldRules } from './view-points.ts'
import { type Sort, ViewTable } from './view-table.tsx'

type Node = GraphView['nodes'][number]
const SHOWN = new Set(['consume.live-table', 'consume.chart'])
const CHART_HEIGHT = 240

/** The live tables and charts of a pipeline; one of them can have the whole place. */
export function TablesTab({
  name,
  graph,
  rules,
  ran,
  large,
  onLarge,
}: {
  name: string
  graph: GraphView | null
  rules: readonly Rule[]
  /** It has run at least once. */
  ran: boolean
  large: string | null
  onLarge: (node: string | null) => void
}) {
  const t = useT()
  const shown = (graph?.nodes ?? []).filter((node) => SHOWN.has(node.type))
  if (shown.length === 0 || graph === null)
    return <EmptyState icon={<Table2 size={28} />} title={t('tables.none')} hint={t('tables.none-hint')} className="h-full" />
  const one = shown.length === 1 ? shown[0] : shown.find((node) => node.id === large)
  const card = (node: Node) => (
    <ViewCard
      key={node.id}
      name={name}
      node={node}
      graph={graph}
      rules={rules}
      ran={ran}
      full={one === node}
      onFull={shown.length === 1 ? null : () => onLarge(one === node ? null : node.id)}
    />
  )
  if (one !== undefined) return <div className="h-full p-3">{card(one)}</div>
  return <div className="grid h-full auto-rows-[minmax(20rem,1fr)] gap-3 overflow-y-auto p-3 lg:grid-cols-2">{shown.map(card)}</div>
}

function ViewCard({
  name,
  node,
  graph,
  rules,
  ran,
  full,
  onFull,
}: {
  name: string
  node: Node
  graph: GraphView
  rules: readonly Rule[]
  ran: boolean
  full: boolean
  onFull: (() => void) | null
}) {
  const t = useT()
  const view = useView(name, node.id)
  const [filter, setFilter] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const isTable = node.type === 'consume.live-table'
  return (
    <div className={cx('flex min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-panel', full && 'h-full')}>
      <div className="flex h-11 shrink-0 items-center gap-2 border-b border-line pr-1.5 pl-3">
        <TypeIcon type={node.type} stage={node.stage} size={16} />
        <h2 className="truncate font-semibold">{node.title}</h2>
        {isTable && view.phase === 'ready' && (
          <span className="num text-xs whitespace-nowrap text-subtle">{t('tables.rows', { count: view.rows.length })}</span>
        )}
        <span className="ml-auto flex items-center gap-1">
          {isTable && (
            <Input
              ref={field}
              type="search"
              icon={<Search size={14} />}
              aria-label={t('tables.filter')}
              placeholder={t('tables.filter')}
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              className="w-44"
            />
          )}
          {onFull !== null && (
            <IconButton label={t(full ? 'tables.smaller' : 'tables.larger')} size="small" onClick={onFull}>
              {full ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
            </IconButton>
          )}
        </span>
      </div>
      {view.phase === 'loading' ? (
        <Rows />
      ) : view.phase === 'error' ? (
        <ErrorState error={view.error} />
      ) : view.rows.length === 0 ? (
        <EmptyState
          title={t(ran ? 'tables.waiting' : 'tables.not-run')}
          hint={ran ? t('tables.waiting-hint') : undefined}
          className="flex-1"
        />
      ) : isTable ? (
        <ViewTable
          view={view}
          sort={sortOf(node.config)}
          filter={filter}
          label={node.title}
          empty={<NothingFits text={filter} field={field} onClear={() => setFilter('')} className="flex-1" />}
        />
      ) : (
        <Chart node={node} graph={graph} rules={rules} view={view} />
      )}
    </div>
  )
}

function Chart({ node, graph, rules, view }: { node: Node; graph: GraphView; rules: readonly Rule[]; view: View }) {
  const t = useT()
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: CHART_HEIGHT })
  useEffect(() => {
    if (box.current === null) return
    const watcher = new ResizeObserver(([{ contentRect }]) =>
      setSize({
        width: Math.floor(contentRect.width),
        height: Math.max(CHART_HEIGHT, Math.floor(contentRect.height) - 28),
      }),
    )
    watcher.observe(box.current)
    return () => watcher.disconnect()
  }, [])
  const settings = useMemo(() => chartSettings(node.config), [node.config])
  const drawn = useMemo(() => fieldRules(graph, node.id, settings, rules), [graph, node.id, settings, rules])
  return (
    <div ref={box} className="min-h-0 flex-1 overflow-hidden">
      {size.width > 0 && (
        <ViewChart
          view={view}
          settings={settings}
          rules={drawn}
          label={t('chart.of', { title: node.title, names: settings.y.join(', ') })}
          {...size}
        />
      )}
    </div>
  )
}

const Rows = () => (
  <div aria-busy="true" className="flex flex-col gap-3 p-3">
    {Array.from({ length: 6 }, (_, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: rows that hold a place have nothing but their number
      <Skeleton key={i} className="h-4" />
    ))}
  </div>
)

function sortOf(config: unknown): Sort | null {
  const sort = (config as { sort?: { by?: unknown; order?: unknown } } | null)?.sort
  return typeof sort?.by === 'string' ? { by: sort.by, order: sort.order === 'asc' ? 'asc' : 'desc' } : null
}
