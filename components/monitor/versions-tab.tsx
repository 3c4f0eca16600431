'use client'
import { GitCommitHorizontal } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ReactNode, useEffect, useState } from 'react'
import type { PipelineDetail, PipelineStatus, RunSummary, VersionSummary } from '../../core/protocol.ts'
import type { Which } from '../designer/compare/use-text-of.ts'
import { api } from '../hooks/api.ts'
import { useLang, useMeaning, useT } from '../i18n/provider.tsx'
import { Badge } from '../ui/badge.tsx'
import { cx } from '../ui/cx.ts'
import { duration } from '../ui/format.ts'
import { loadCode } from '../ui/load-code.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { PipelineStateLabel } from '../ui/status.tsx'
import { Table, Td, Th, Tr } from '../ui/table.tsx'
import { Ago, useNow, When } from '../ui/time.tsx'

/** How versions differ, with the catalogue of node types. */
const Compare = dynamic(() => loadCode(() => import('../designer/compare/compare.tsx')).then((m) => m.Compare), {
  ssr: false,
  loading: () => <div className="h-full bg-bg" aria-busy="true" />,
})

/** The draft, every version that was deployed, how any two of them differ, and every run. `shown` and `base` are as the address says: a number, `draft` or `live`. */
export function VersionsTab({
  detail,
  status,
  shown: wanted,
  base: against,
  onMove,
  onEdit,
  onChanged,
}: {
  detail: PipelineDetail
  status: PipelineStatus
  shown: string | null
  base: string | null
  onMove: (place: { version?: string; compare?: string }) => void
  onEdit: () => void
  onChanged: () => void
}) {
  const t = useT()
  const { name, live } = detail
  const [versions, setVersions] = useState<readonly VersionSummary[] | null>(null)
  const [runs, setRuns] = useState<readonly RunSummary[] | null>(null)
  const [error, setError] = useState<unknown>(null)
  const told = `${live}/${status.run}/${status.state}/${status.restarts}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` says that there is something new to fetch
  useEffect(() => {
    const abort = new AbortController()
    Promise.all([api.versions(name, abort.signal), api.runs(name, abort.signal)]).then(
      ([v, r]) => {
        setVersions(v)
        setRuns(r)
        setError(null)
      },
      (failure: unknown) => !abort.signal.aborted && setError(failure),
    )
    return () => abort.abort()
  }, [name, told])
  if (error !== null) return <ErrorState error={error} className="h-full" />
  if (versions === null || runs === null)
    return (
      <div aria-busy="true" className="flex flex-col gap-4 p-4">
        <Skeleton className="h-5 w-64" />
        <Skeleton className="h-5 w-80" />
        <Skeleton className="h-5 w-56" />
      </div>
    )
  if (versions.length === 0)
    return (
      <EmptyState icon={<GitCommitHorizontal size={28} />} title={t('versions.none')} hint={t('versions.none-hint')} className="h-full" />
    )
  const which = (text: string | null): Which | null => {
    const number = text === 'live' ? live : Number(text)
    return text === 'draft' ? 'draft' : (versions.find((v) => v.number === number)?.number ?? null)
  }
  const shown = which(wanted) ?? versions[0].number
  const earlier = shown === 'draft' ? live : (versions.find((v) => v.number < shown)?.number ?? null)
  const base = against === null ? earlier : which(against)
  const entry = (of: Which, children: ReactNode) => (
    <li key={of}>
      <button
        type="button"
        aria-current={of === shown}
        onClick={() => onMove({ version: String(of), compare: undefined })}
        className={cx(
          'flex w-full flex-col gap-0.5 border-b border-line px-4 py-2 text-left -outline-offset-2!',
          of === shown ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        {children}
      </button>
    </li>
  )
  return (
    <div className="grid h-full min-h-0 grid-rows-[minmax(0,1fr)_minmax(0,32%)] max-md:block max-md:overflow-y-auto">
      <div className="flex min-h-0 border-b border-line max-md:h-144 max-md:flex-col">
        <nav
          aria-label={t('versions.title')}
          className="relative w-64 shrink-0 overflow-y-auto border-r border-line bg-panel max-md:h-40 max-md:w-full"
        >
          <ul>
            {entry(
              'draft',
              <>
                <span className="font-medium">{t('compare.draft')}</span>
                <span className="text-xs text-subtle">{t(detail.changed ? 'compare.draft-differs' : 'compare.draft-same')}</span>
              </>,
            )}
            {versions.map((version) =>
              entry(
                version.number,
                <>
                  <span className="flex items-center gap-2 font-medium">
                    {t('live.version-of', { number: version.number })}
                    {version.number === live && (
                      <Badge tone="ok" shape="dot" className="bg-panel">
                        {t('versions.live')}
                      </Badge>
                    )}
                  </span>
                  <span className="text-xs text-subtle">
                    <When at={version.createdAt} />
                  </span>
                  {version.note !== null && <span className="text-xs text-muted">{version.note}</span>}
                </>,
              ),
            )}
          </ul>
        </nav>
        <Compare
          key={shown}
          detail={detail}
          status={status}
          versions={versions}
          shown={shown}
          base={base}
          onBase={(next) => onMove({ version: String(shown), compare: next === null ? 'nothing' : String(next) })}
          onEdit={onEdit}
          onChanged={onChanged}
        />
      </div>
      <Runs runs={runs} />
    </div>
  )
}

function Runs({ runs }: { runs: readonly RunSummary[] }) {
  const t = useT()
  const meaning = useMeaning()
  const lang = useLang()
  const now = useNow()
  if (runs.length === 0) return <EmptyState title={t('versions.no-runs')} />
  return (
    <Table label={t('versions.runs')} boxClass="min-h-0 bg-panel">
      <thead>
        <tr>
          <Th>{t('versions.col-started')}</Th>
          <Th numeric>{t('versions.col-took')}</Th>
          <Th>{t('versions.col-state')}</Th>
          <Th>{t('versions.col-version')}</Th>
          <Th numeric>{t('versions.col-restarts')}</Th>
          <Th>{t('versions.col-error')}</Th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Tr key={run.id}>
            <Td>
              <When at={run.startedAt} />{' '}
              <span className="text-xs text-subtle">
                (<Ago at={run.startedAt} />)
              </span>
            </Td>
            <Td numeric>{now === null ? '' : duration(lang, (run.endedAt ?? now) - run.startedAt)}</Td>
            <Td>
              <PipelineStateLabel state={run.state} />
            </Td>
            <Td>
              <Badge>{t('list.version', { number: run.version })}</Badge>
            </Td>
            <Td numeric>{run.restarts}</Td>
            <Td className="max-w-96 truncate" title={run.error?.message}>
              {run.error !== null && (
                <>
                  <code className="font-mono text-xs text-crit">{run.error.code}</code> {meaning(run.error.code)}
                  {run.error.message}
                </>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
