'use client'
import { ChevronRight } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { DeadLetter, LogLine } from '../../core/protocol.ts'
import type { LiveStore } from '../designer/live-store.ts'
import { api } from '../hooks/api.ts'
import { useLogs } from '../hooks/logs.ts'
import { useRequest } from '../hooks/use-request.ts'
import { useFormat, useT } from '../i18n/provider.tsx'
import { ErrorText } from '../ui/states.tsx'
import { Glyph } from '../ui/status.tsx'
import { When } from '../ui/time.tsx'
import { layOutJson } from './lay-out-json.ts'
import { LogText } from './log-text.tsx'
import { Section } from './panel.tsx'

const MOST = 5

/** What to do about records that could not be read, or values that became NULL. */
const known = ['MALFORMED', 'NOT_AN_OBJECT', 'TOO_DEEP', 'TOO_LARGE', 'INVALID_UTF8', 'CRASH', 'WRONG_TYPE', 'EXPRESSION'] as const
const knownCode = (code: string) => known.find((each) => each === code)

/** What went wrong last at a node: records that it left out, values that it could not make, and errors of its log. Nothing while all is well. */
export function LastErrors({ pipeline, node, store }: { pipeline: string; node: string; store: LiveStore }) {
  const t = useT()
  const counted = useErrorCounts(store, node)
  const {
    value: letters,
    error,
    again,
  } = useRequest(useCallback((signal: AbortSignal) => api.deadLetters(pipeline, node, signal), [pipeline, node]))
  const dead = counted.get('deadLetters') ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: there are more of them
  useEffect(again, [dead, again])
  const { lines } = useLogs(pipeline)
  const said = useMemo(() => byText(lines, node), [lines, node])
  const left = useMemo(() => byCode(letters?.letters ?? []), [letters])
  const damaged = letters?.damaged ?? 0
  const wrong = [...counted].filter(([kind]) => kind.startsWith('errors.'))
  if (left.length + said.length + wrong.length + damaged === 0 && error === null) return null
  return (
    <Section title={t('live.panel-errors')}>
      {error !== null && <ErrorText error={error} className="text-xs text-crit" />}
      <ul className="flex flex-col gap-3">
        {left.map((group) => (
          <Entry key={group.newest.code} code={group.newest.code} count={group.count} at={group.newest.at} message={group.newest.message}>
            <Record letter={group.newest} />
          </Entry>
        ))}
        {wrong.map(([kind, count]) => (
          <Entry key={kind} code={kind.slice('errors.'.length)} count={count} at={null} message={null} />
        ))}
        {said.map(({ newest, count }) => (
          <Entry key={newest.id} code={null} count={count} at={newest.at} message={<LogText line={newest} />} />
        ))}
      </ul>
      {damaged > 0 && <p className="mt-2 text-xs text-muted">{t('live.error-damaged', { count: damaged })}</p>}
    </Section>
  )
}

function Entry({
  code,
  count,
  at,
  message,
  children,
}: {
  code: string | null
  count: number
  at: number | null
  message: React.ReactNode
  children?: React.ReactNode
}) {
  const t = useT()
  const format = useFormat()
  const next = code === null ? undefined : knownCode(code)
  return (
    <li className="flex flex-col gap-0.5 text-xs">
      <p className="flex items-baseline gap-1.5">
        <Glyph shape="triangle" tone="crit" className="self-center" />
        {code !== null && <code className="font-mono font-semibold">{code}</code>}
        {(count > 1 || at === null) && <span className="num">×{format.integer(count)}</span>}
        <span className="ml-auto text-subtle">{at !== null && <When at={at} />}</span>
      </p>
      {message !== null && <p className="break-words">{message}</p>}
      {next !== undefined && <p className="text-muted">{t(`live.error-next.${next}`)}</p>}
      {children}
    </li>
  )
}

/** The record itself, laid out where it is JSON. */
function Record({ letter: { record, base64, cut } }: { letter: DeadLetter }) {
  const t = useT()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const text = useMemo(() => layOutJson(record), [record])
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex max-w-full items-center gap-1 rounded-sm text-accent hover:underline"
      >
        <ChevronRight size={12} aria-hidden="true" className={open ? 'rotate-90' : ''} />
        {t(base64 ? 'live.error-record-base64' : 'live.error-record')}
      </button>
      {open && (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
          tabIndex={0}
          className="mt-1 max-h-48 overflow-auto rounded-md border border-line bg-bg p-2 font-mono break-all whitespace-pre-wrap"
        >
          {text}
          {cut !== null && <span className="text-subtle">… {t('live.error-record-cut', { size: format.of('bytes', cut) })}</span>}
        </pre>
      )}
    </div>
  )
}

type Group<T> = { readonly newest: T; readonly count: number }

const byCode = (letters: readonly DeadLetter[]): readonly Group<DeadLetter>[] =>
  [...Map.groupBy(letters, ({ code }) => code).values()].map((same) => ({ newest: same[0], count: same.length })).slice(0, MOST)

const byText = (lines: readonly LogLine[], node: string): readonly Group<LogLine>[] => {
  const own = lines.filter((line) => line.node === node && line.level === 'error').reverse()
  return [...Map.groupBy(own, ({ message }) => message).values()].map((same) => ({ newest: same[0], count: same.length })).slice(0, MOST)
}

/** What went wrong at a node since the page looks, by kind; renders when one of them grows. */
function useErrorCounts(store: LiveStore, node: string): ReadonlyMap<string, number> {
  const read = useCallback(
    () => new Map([...store.counted(node)].filter(([kind]) => kind === 'deadLetters' || kind.startsWith('errors.'))),
    [store, node],
  )
  const [counts, setCounts] = useState(read)
  useEffect(
    () =>
      store.onPaint(() =>
        setCounts((before) => {
          const now = read()
          return now.size === before.size && [...now].every(([kind, count]) => before.get(kind) === count) ? before : now
        }),
      ),
    [store, read],
  )
  return counts
}
