'use client'
import { ArrowDown, Pause, Play, ScrollText, Search } from 'lucide-react'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { LogLine } from '../../core/protocol.ts'
import { useLogs } from '../hooks/logs.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { EmptyState, ErrorState, ErrorText } from '../ui/states.tsx'
import { When } from '../ui/time.tsx'
import { LogLevel } from './log-text.tsx'
import { useAction } from './use-action.ts'

/** More lines than this are not drawn at once. */
const MOST_DRAWN = 1000
/** So near to the end counts as being there. */
const END = 24

const levels = ['all', 'warning', 'error'] as const
const fits = { all: () => true, warning: (l: LogLine) => l.level !== 'info', error: (l: LogLine) => l.level === 'error' } as const

/** What runs and nodes said, newest last. */
export function LogsTab({ name }: { name: string }) {
  const t = useT()
  const logs = useLogs(name)
  const [level, setLevel] = useState<(typeof levels)[number]>('all')
  const [node, setNode] = useState('')
  const [text, setText] = useState('')
  const search = useRef<HTMLInputElement>(null)
  const [paused, setPaused] = useState<readonly LogLine[] | null>(null)
  const lines = paused ?? logs.lines
  const nodes = useMemo(() => [...new Set(logs.lines.map((line) => line.node))].sort(), [logs.lines])
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase()
    return lines
      .filter(
        (line) =>
          fits[level](line) && (node === '' || line.node === node) && (wanted === '' || line.message.toLowerCase().includes(wanted)),
      )
      .slice(-MOST_DRAWN)
  }, [lines, level, node, text])
  const behind = paused === null ? 0 : logs.lines.length - paused.length
  const filter = [
    ...(text.trim() === '' ? [] : [`“${text.trim()}”`]),
    ...(level === 'all' ? [] : [t(`logs.level.${level}`)]),
    ...(node === '' ? [] : [node]),
  ]
  if (logs.phase === 'error') return <ErrorState error={logs.error} className="h-full" />
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-b border-line bg-panel px-3 py-1.5">
        <Input
          ref={search}
          icon={<Search size={14} />}
          aria-label={t('logs.search')}
          placeholder={t('logs.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-56"
        />
        <Select
          label={t('logs.level')}
          value={level}
          onChange={setLevel}
          options={levels.map((value) => ({ value, label: t(`logs.level.${value}`) }))}
        />
        <Select
          label={t('logs.node')}
          value={node === '' ? ALL : node}
          onChange={(value) => setNode(value === ALL ? '' : value)}
          options={[{ value: ALL, label: t('logs.node.all') }, ...nodes.map((value) => ({ value, label: value }))]}
        />
        <Button
          className="ml-auto"
          size="small"
          icon={paused === null ? <Pause size={12} fill="currentColor" /> : <Play size={12} fill="currentColor" />}
          onClick={() => setPaused(paused === null ? logs.lines : null)}
        >
          {paused === null
            ? t('logs.pause')
            : behind > 0
              ? `${t('logs.resume')} · ${t('logs.behind', { count: behind })}`
              : t('logs.resume')}
        </Button>
      </div>
      <Lines
        logs={logs}
        shown={shown}
        filter={filter.length > 0 && lines.length > 0 ? filter.join(' · ') : null}
        onClear={() => {
          setText('')
          setLevel('all')
          setNode('')
          search.current?.focus()
        }}
      />
    </div>
  )
}

/** A select has no empty value. */
const ALL = '*'

type LinesProps = {
  logs: ReturnType<typeof useLogs>
  shown: readonly LogLine[]
  /** What chooses among the lines that there are, in words; null = nothing does. */
  filter: string | null
  onClear: () => void
}

function Lines({ logs, shown, filter, onClear }: LinesProps) {
  const t = useT()
  const box = useRef<HTMLElement>(null)
  const [follow, setFollow] = useState(true)
  const older = useAction()
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what there is to follow
  useLayoutEffect(() => {
    if (follow && box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [shown, follow])
  // lines put in front must not move those that are read
  const before = useRef<number | null>(null)
  useEffect(() => {
    if (before.current === null || box.current === null || older.busy) return
    box.current.scrollTop += box.current.scrollHeight - before.current
    before.current = null
  }, [older.busy])
  if (shown.length === 0 && logs.phase === 'ready') {
    const icon = <ScrollText size={28} />
    if (filter === null) return <EmptyState icon={icon} title={t('logs.empty')} hint={t('logs.empty-hint')} className="flex-1" />
    return (
      <EmptyState icon={icon} title={t('logs.none-fit', { filter })} className="flex-1">
        {logs.older && (
          <Button busy={older.busy} onClick={() => older.run(logs.loadOlder)}>
            {t('logs.older')}
          </Button>
        )}
        <Button onClick={onClear}>{t('list.clear-filter')}</Button>
        {older.error !== null && <ErrorText error={older.error} className="w-full text-crit" />}
      </EmptyState>
    )
  }
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={box}
        aria-label={t('logs.title')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollow(scrollHeight - scrollTop - clientHeight < END)
        }
        className="h-full overflow-y-auto bg-panel py-1 font-mono text-xs leading-5 -outline-offset-2!"
      >
        {logs.older && logs.lines.length > 0 && (
          <div className="flex items-center gap-3 px-3 py-1 font-sans">
            <Button
              size="small"
              busy={older.busy}
              onClick={() => {
                before.current = box.current?.scrollHeight ?? null
                setFollow(false)
                older.run(logs.loadOlder)
              }}
            >
              {t('logs.older')}
            </Button>
            {older.error !== null && <ErrorText error={older.error} className="text-crit" />}
          </div>
        )}
        <ol>
          {shown.map((line) => (
            <li
              key={line.id}
              className={cx('flex gap-x-3 px-3 hover:bg-hover max-md:flex-wrap max-md:py-1', line.level === 'error' && 'bg-crit/5')}
            >
              <span className="w-[11ch] shrink-0 text-subtle">
                <When at={line.at} />
              </span>
              <span className="w-20 shrink-0 font-sans">
                <LogLevel level={line.level} />
              </span>
              <span className="w-32 shrink-0 truncate text-muted" title={line.node}>
                {line.node}
              </span>
              <span className="min-w-0 flex-1 break-words whitespace-pre-wrap max-md:basis-full">{line.message}</span>
            </li>
          ))}
        </ol>
      </section>
      {!follow && (
        <Button className="absolute right-4 bottom-3" size="small" icon={<ArrowDown size={14} />} onClick={() => setFollow(true)}>
          {t('logs.follow')}
        </Button>
      )}
    </div>
  )
}
