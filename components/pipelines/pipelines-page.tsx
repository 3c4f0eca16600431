'use client'
import { FileUp, Plus, Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { PipelineSummary } from '../../core/protocol.ts'
import { useAlerts, useFiring } from '../hooks/alerts.ts'
import { isOutdated, useConnection } from '../hooks/connection.ts'
import { useHeldOrder } from '../hooks/held-order.ts'
import { listFigures, type PipelineList, usePipelines } from '../hooks/pipelines.ts'
import { useSeen } from '../hooks/seen.ts'
import { useT } from '../i18n/provider.tsx'
import { type KeySection, useKeySection } from '../shell/key-sheet.tsx'
import { useShortcuts } from '../shell/keys.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Input } from '../ui/input.tsx'
import { loadCode } from '../ui/load-code.ts'
import { Select } from '../ui/select.tsx'
import { RowsSkeleton, Skeleton } from '../ui/skeleton.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { cardTable, Table, Th } from '../ui/table.tsx'
import { handOver, isPipelineText } from './import.ts'
import { type Filter, filters, isDraft, isLive, shownRows } from './order.ts'
import { PipelineRow } from './pipeline-row.tsx'

/** Only who has no pipelines begins with a template. */
const FirstRun = dynamic(() => loadCode(() => import('../templates/first-run.tsx')).then((m) => m.FirstRun), {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1 bg-bg" aria-busy="true" />,
})

const filterKeys = {
  all: 'list.all',
  running: 'list.only-running',
  stopped: 'list.only-stopped',
  firing: 'list.only-firing',
  drafts: 'list.only-drafts',
} as const

/** Figures come once a second. */
const OLD = 3000

/** The first page: every pipeline with its state and its last minute. */
export function PipelinesPage() {
  const t = useT()
  const { rows, error } = useRows()
  useSeen(rows !== null || error !== null)
  const [text, setText] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const search = useRef<HTMLInputElement>(null)
  usePastedPipeline()
  useShortcuts({ '/': () => search.current?.focus() })
  useKeySection(useMemo<KeySection>(() => ({ title: t('list.title'), rows: [{ keys: ['/'], text: t('keys.filter') }] }), [t]))

  return (
    <div className="flex h-full flex-col bg-panel">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-3 sm:px-4">
        <div className="min-w-0 flex-1 basis-60">
          <h1 className="sr-only">{t('list.title')}</h1>
          <Counts rows={rows} />
        </div>
        <Input
          ref={search}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setText('')
          }}
          type="search"
          aria-label={t('list.filter')}
          placeholder={t('list.filter')}
          icon={<Search size={14} />}
          className="w-56 max-sm:flex-1 max-sm:basis-32"
        />
        <Select
          value={filter}
          onChange={setFilter}
          label={t('list.filter-state')}
          className="min-w-28"
          options={filters.map((value) => ({ value, label: t(filterKeys[value]) }))}
        />
        <Link href="/new#import" className={cx(buttonClass(), 'max-sm:hidden')}>
          <FileUp size={14} aria-hidden="true" />
          {t('list.import')}
        </Link>
        <Link href="/new" className={cx(buttonClass('primary'), 'max-sm:px-2')}>
          <Plus size={15} aria-hidden="true" />
          <span className="max-sm:sr-only">{t('nav.new')}</span>
        </Link>
      </div>
      {rows === null ? (
        error === null ? (
          <RowsSkeleton />
        ) : (
          <ErrorState error={error} />
        )
      ) : rows.length === 0 ? (
        <FirstRun />
      ) : (
        <PipelineTable
          rows={shownRows(rows, filter, text)}
          filter={[...(text.trim() === '' ? [] : [`“${text.trim()}”`]), ...(filter === 'all' ? [] : [t(filterKeys[filter])])]}
          onClear={() => {
            setText('')
            setFilter('all')
            search.current?.focus()
          }}
        />
      )}
    </div>
  )
}

/** A whole pipeline that is pasted onto the page is imported. */
function usePastedPipeline(): void {
  const router = useRouter()
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const at = event.target
      if (at instanceof HTMLElement && (at.isContentEditable || at.closest('input, textarea, [role="dialog"]') !== null)) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (!isPipelineText(text)) return
      event.preventDefault()
      handOver(text)
      router.push('/new#import')
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [router])
}

/** The list; what fires is known from the rules themselves, which tell sooner than the list does. */
function useRows(): PipelineList {
  const { rows, error } = usePipelines(true)
  const { phase } = useAlerts()
  const firing = useFiring()
  return useMemo(() => {
    if (rows === null || phase !== 'ready') return { rows, error }
    const count = Map.groupBy(firing, ({ pipeline }) => pipeline)
    return { rows: rows.map((row) => ({ ...row, firing: count.get(row.name)?.length ?? 0 })), error }
  }, [rows, error, phase, firing])
}

function Counts({ rows }: { rows: readonly PipelineSummary[] | null }) {
  const t = useT()
  if (rows === null) return <Skeleton className="h-4 w-40" />
  const firing = rows.reduce((sum, row) => sum + row.firing, 0)
  const drafts = rows.filter(isDraft).length
  const parts = [
    t('list.running', { count: rows.filter(isLive).length }),
    ...(firing > 0 ? [t('list.firing', { count: firing })] : []),
    ...(drafts > 0 ? [t('list.drafts', { count: drafts })] : []),
  ]
  return <p className="num truncate text-base text-muted">{parts.join(' · ')}</p>
}

/** Marks figures that are no longer of now, by ref: no tick renders. */
function useFigureAge(body: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const timer = setInterval(
      () => body.current?.toggleAttribute('data-old', listFigures.at > 0 && Date.now() - listFigures.at > OLD),
      1000,
    )
    return () => clearInterval(timer)
  }, [body])
}

/** `filter` = what chooses the rows, in words. */
function PipelineTable({ rows, filter, onClear }: { rows: readonly PipelineSummary[]; filter: readonly string[]; onClear: () => void }) {
  const t = useT()
  const outdated = isOutdated(useConnection())
  const byName = new Map(rows.map((row) => [row.name, row]))
  const { keys, handlers } = useHeldOrder([...byName.keys()])
  const body = useRef<HTMLTableSectionElement>(null)
  useFigureAge(body)
  if (rows.length === 0)
    return (
      <EmptyState title={t('list.none-fit', { filter: filter.join(' · ') })}>
        <Button onClick={onClear}>{t('list.clear-filter')}</Button>
      </EmptyState>
    )
  return (
    <Table label={t('list.title')} boxClass="min-h-0 flex-1" className={cardTable}>
      <thead>
        <tr>
          <Th className="w-2/5">{t('list.col-name')}</Th>
          <Th className="min-w-44">{t('list.col-state')}</Th>
          <Th>{t('list.col-activity')}</Th>
          <Th numeric title={t('list.rate-hint')}>
            {t('list.col-rate')}
          </Th>
          <Th numeric title={t('list.p99-hint')}>
            {t('list.col-p99')}
          </Th>
          <Th numeric title={t('list.lag-hint')}>
            {t('list.col-lag')}
          </Th>
          <Th className="min-w-24">{t('list.col-version')}</Th>
          <Th className="min-w-28">{t('list.col-alert')}</Th>
          <Th>
            <span className="sr-only">{t('list.col-actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody ref={body} className={cx(rows.some(isLive) && 'data-old:stale', outdated && 'stale')} {...handlers}>
        {keys.map((name) => {
          const row = byName.get(name)
          return row === undefined ? null : <PipelineRow key={name} row={row} />
        })}
      </tbody>
    </Table>
  )
}
