'use client'
import { GitCommitHorizontal, RotateCcw } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { PipelineDetail, PipelineStatus, RunSummary, VersionSummary } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { duration } from '../ui/format.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { EmptyState, ErrorState, ErrorText } from '../ui/states.tsx'
import { PipelineStateLabel } from '../ui/status.tsx'
import { Table, Td, Th, Tr } from '../ui/table.tsx'
import { Ago, useNow, When } from '../ui/time.tsx'
import { textDiff } from './text-diff.ts'
import { useAction } from './use-action.ts'

/** Every version that was deployed, what changed with it, and every run. */
export function VersionsTab({ detail, status, onChanged }: { detail: PipelineDetail; status: PipelineStatus; onChanged: () => void }) {
  const t = useT()
  const { name, live } = detail
  const [versions, setVersions] = useState<readonly VersionSummary[] | null>(null)
  const [runs, setRuns] = useState<readonly RunSummary[] | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [picked, setPicked] = useState<number | null>(null)
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
  const shown = versions.find((v) => v.number === picked) ?? versions[0]
  return (
    <div className="grid h-full min-h-0 grid-rows-[minmax(0,1fr)_minmax(0,40%)]">
      <div className="flex min-h-0 border-b border-line max-md:flex-col">
        <nav
          aria-label={t('versions.title')}
          className="w-72 shrink-0 overflow-y-auto border-r border-line bg-panel max-md:h-40 max-md:w-full"
        >
          <ul>
            {versions.map((version) => (
              <li key={version.number}>
                <button
                  type="button"
                  aria-current={version === shown}
                  onClick={() => setPicked(version.number)}
                  className={cx(
                    'flex w-full flex-col gap-0.5 border-b border-line px-4 py-2 text-left -outline-offset-2!',
                    version === shown ? 'bg-selected' : 'hover:bg-hover',
                  )}
                >
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
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <Version
          key={shown.number}
          name={name}
          version={shown}
          before={versions.find((v) => v.number < shown.number) ?? null}
          isLive={shown.number === live}
          onChanged={onChanged}
        />
      </div>
      <Runs runs={runs} />
    </div>
  )
}

function Version({
  name,
  version,
  before,
  isLive,
  onChanged,
}: {
  name: string
  version: VersionSummary
  before: VersionSummary | null
  isLive: boolean
  onChanged: () => void
}) {
  const t = useT()
  const [texts, setTexts] = useState<{ text: string; before: string | null } | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [changes, setChanges] = useState(before !== null)
  const again = useAction()
  const previous = before?.number ?? null
  useEffect(() => {
    const abort = new AbortController()
    Promise.all([
      api.version(name, version.number, abort.signal),
      previous === null ? null : api.version(name, previous, abort.signal),
    ]).then(
      ([own, old]) => setTexts({ text: own.text, before: old?.text ?? null }),
      (failure: unknown) => !abort.signal.aborted && setError(failure),
    )
    return () => abort.abort()
  }, [name, version.number, previous])
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-b border-line bg-panel px-3 py-1.5">
        <Button size="small" look={changes ? 'ghost' : 'plain'} aria-pressed={!changes} onClick={() => setChanges(false)}>
          {t('versions.text')}
        </Button>
        {before !== null && (
          <Button size="small" look={changes ? 'plain' : 'ghost'} aria-pressed={changes} onClick={() => setChanges(true)}>
            {t('versions.changes')}
          </Button>
        )}
        <span className="text-xs text-subtle">
          {before === null ? t('versions.first') : changes ? t('versions.compare', { number: before.number }) : null}
        </span>
        {again.error !== null && <ErrorText error={again.error} className="text-crit" />}
        {!isLive && (
          <Button
            className="ml-auto"
            size="small"
            busy={again.busy}
            icon={<RotateCcw size={14} />}
            onClick={() => again.run(() => api.deploy(name, { version: version.number }).then(onChanged))}
          >
            {t('versions.again')}
          </Button>
        )}
      </div>
      {error !== null ? (
        <ErrorState error={error} />
      ) : texts === null ? (
        <div aria-busy="true" className="flex-1" />
      ) : changes && texts.before !== null && before !== null ? (
        <Changes before={texts.before} after={texts.text} number={before.number} />
      ) : (
        <Code>{texts.text}</Code>
      )}
    </div>
  )
}

const Code = ({ children }: { children: React.ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
  <pre tabIndex={0} className="min-h-0 flex-1 overflow-auto bg-panel px-4 py-3 font-mono text-xs leading-5 -outline-offset-2!">
    {children}
  </pre>
)

/** Unchanged lines that are shown around a change. */
const AROUND = 3

function Changes({ before, after, number }: { before: string; after: string; number: number }) {
  const t = useT()
  const lines = useMemo(() => textDiff(before, after), [before, after])
  const near = useMemo(() => {
    const shown = new Set<number>()
    for (const [i, line] of lines.entries()) if (line.kind !== 'same') for (let k = i - AROUND; k <= i + AROUND; k++) shown.add(k)
    return shown
  }, [lines])
  if (near.size === 0) return <EmptyState title={t('versions.same', { number })} className="flex-1" />
  return (
    <Code>
      {lines.map((line, i) => {
        if (!near.has(i))
          return near.has(i - 1) ? (
            <span key={line.text + String(i)} className="block text-subtle">
              ⋯
            </span>
          ) : null
        const word = line.kind === 'added' ? t('versions.added') : t('versions.removed')
        return (
          <span
            key={line.text + String(i)}
            className={cx('block', line.kind === 'added' && 'bg-ok/10', line.kind === 'removed' && 'bg-crit/10')}
          >
            <span aria-hidden="true" className="mr-2 inline-block w-3 text-subtle select-none">
              {{ same: '', added: '+', removed: '−' }[line.kind]}
            </span>
            {line.kind !== 'same' && <span className="sr-only">{word} </span>}
            {line.text}
          </span>
        )
      })}
    </Code>
  )
}

function Runs({ runs }: { runs: readonly RunSummary[] }) {
  const t = useT()
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
                  <code className="font-mono text-xs text-crit">{run.error.code}</code> {run.error.message}
                </>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
