'use client'
import { Play, ScrollText } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import type { PipelineDetail, PipelineStatus } from '../../core/protocol.ts'
import type { LiveStore } from '../designer/live-store.ts'
import { LiveText } from '../designer/live-text.tsx'
import { culpritOf } from '../designer/scene.ts'
import { api } from '../hooks/api.ts'
import { useFormat, useLang, useMeaning, useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { duration } from '../ui/format.ts'
import { ErrorText } from '../ui/states.tsx'
import { Glyph, type Shape, type Tone } from '../ui/status.tsx'
import { useNow } from '../ui/time.tsx'
import { useAction } from './use-action.ts'

/** Seconds without a record after which a run is said to wait. */
const WAITING_AFTER = 5

type Props = { detail: PipelineDetail; status: PipelineStatus; store: LiveStore; onLogs: () => void }

/** What is to be known about the run when it does not simply run: never deployed, starting, recovering, restarting, failed, draining, waiting. */
export function StateNote(props: Props) {
  const { detail, status } = props
  const t = useT()
  if (detail.live === null)
    return (
      <Note shape="half" tone="idle">
        {t('live.never')} {t('live.never-hint')}
      </Note>
    )
  switch (status.state) {
    case 'starting':
      return (
        <Note shape="dashed" tone="info">
          {t('live.starting')}
        </Note>
      )
    case 'recovering':
      return (
        <Note shape="dashed" tone="warn">
          {t('live.recovering')}
        </Note>
      )
    case 'backoff':
      return <Backoff {...props} />
    case 'failed':
      return <Failed {...props} />
    case 'draining':
      return <Draining {...props} />
    case 'running':
      return <Quiet {...props} />
    default:
      return null
  }
}

const tones: Record<Tone, string> = { ok: '', idle: 'bg-hover', info: 'bg-info/10', warn: 'bg-warn/10', crit: 'bg-crit/10' }

const Note = ({ shape, tone, end, children }: { shape: Shape; tone: Tone; end?: ReactNode; children: ReactNode }) => (
  <div
    role="status"
    className={cx('flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5', tones[tone])}
  >
    <Glyph shape={shape} tone={tone} />
    <div className="num min-w-0 flex-1">{children}</div>
    {end !== undefined && <span className="flex items-center gap-2">{end}</span>}
  </div>
)

const LogsButton = ({ onLogs }: Pick<Props, 'onLogs'>) => {
  const t = useT()
  return (
    <Button size="small" icon={<ScrollText size={14} />} onClick={onLogs}>
      {t('live.to-logs')}
    </Button>
  )
}

/** The words of a run's failure: message, hint, code. */
function Failure({ error }: { error: PipelineStatus['error'] }) {
  const t = useT()
  const meaning = useMeaning()
  if (error === null) return null
  return (
    <span className="block">
      {meaning(error.code)}
      {error.message}
      {error.hint !== undefined && <span className="text-muted"> · {error.hint}</span>}
      <span className="text-xs text-muted">
        {' · '}
        {t('error.code')} <code className="font-mono select-all">{error.code}</code>
      </span>
    </span>
  )
}

function Backoff({ detail, status, onLogs }: Props) {
  const t = useT()
  const lang = useLang()
  const now = useNow()
  const left = status.retryAt === null || now === null ? 0 : status.retryAt - now
  return (
    <Note shape="triangle" tone="warn" end={<StartAgain name={detail.name} onLogs={onLogs} />}>
      <span className="font-medium">
        {left > 500 ? t('live.backoff', { time: duration(lang, left) }) : t('live.backoff-now')}
        {' · '}
        {t('live.try', { number: status.restarts + 1 })}
      </span>
      <Failure error={status.error} />
    </Note>
  )
}

function Failed({ detail, status, onLogs }: Props) {
  const t = useT()
  return (
    <Note shape="square" tone="crit" end={<StartAgain name={detail.name} onLogs={onLogs} />}>
      <span className="font-medium">{t('live.failed')}</span>
      <Failure error={status.error} />
    </Note>
  )
}

/** What there is to do about a failure: read the log, or start again at once. */
function StartAgain({ name, onLogs }: { name: string } & Pick<Props, 'onLogs'>) {
  const t = useT()
  const action = useAction()
  return (
    <>
      {action.error !== null && <ErrorText error={action.error} className="text-crit" />}
      <LogsButton onLogs={onLogs} />
      <Button
        size="small"
        busy={action.busy}
        icon={<Play size={12} fill="currentColor" />}
        onClick={() => action.run(() => api.start(name))}
      >
        {t('do.retry')}
      </Button>
    </>
  )
}

function Draining({ detail, store }: Props) {
  const t = useT()
  const format = useFormat()
  const left = () => (detail.graph?.wires ?? []).reduce((sum, { id }) => sum + (store.wire(id)?.queue ?? 0), 0)
  return (
    <Note shape="dashed" tone="info">
      {t('live.draining')}{' '}
      <LiveText
        store={store}
        of={() => (left() > 0 ? t('live.draining-left', { count: format.integer(left()) }) : '')}
        className="text-muted"
      />
    </Note>
  )
}

/** A run without records says so, and since when: silence and a broken page must not look alike. */
function Quiet({ detail, store, status }: Props) {
  const t = useT()
  const lang = useLang()
  const [seconds, setSeconds] = useState<number | null>(null)
  const culprit = useMemo(() => (detail.graph === null ? null : culpritOf(detail.graph, store)), [detail.graph, store])
  useEffect(() => {
    return store.onPaint(() => {
      const quiet = store.silentSeconds
      setSeconds(quiet !== null && quiet >= WAITING_AFTER ? quiet : null)
    })
  }, [store])
  if (seconds === null || status.state !== 'running') return null
  const holder = culprit?.() ?? null
  return (
    <Note shape="dashed" tone="idle">
      {holder === null
        ? t('live.waiting', { count: 0, time: duration(lang, seconds * 1000) })
        : t('live.held-up', {
            time: duration(lang, seconds * 1000),
            name: detail.graph?.nodes.find((n) => n.id === holder)?.title ?? holder,
          })}
    </Note>
  )
}
