'use client'
import { Play, Rocket, SlidersHorizontal, Square, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { PipelineDetail, PipelineStatus } from '../../core/protocol.ts'
import type { LiveStore } from '../designer/live-store.ts'
import { LiveText } from '../designer/live-text.tsx'
import { api } from '../hooks/api.ts'
import { useFormat, useT } from '../i18n/provider.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { loadCode } from '../ui/load-code.ts'
import { ErrorText } from '../ui/states.tsx'
import { PipelineStateLabel } from '../ui/status.tsx'
import { Ago } from '../ui/time.tsx'
import { PipelineMenu } from './pipeline-menu.tsx'
import { active } from './run-state.ts'
import { useAction } from './use-action.ts'

/** The catalogue and the editing of documents are only loaded by those who change something. */
const ParamsDialog = dynamic(() => loadCode(() => import('./params-dialog.tsx')).then((m) => m.ParamsDialog), { ssr: false })

/** Name, state and figures of a pipeline, and what can be done with its run. */
export function Header({
  detail,
  status,
  store,
  drawn,
  onDeploy,
  onChanged,
}: {
  detail: PipelineDetail
  status: PipelineStatus
  store: LiveStore
  /** The draft is on the page, with a button of its own that deploys it. */
  drawn: boolean
  /** Shows what a deploy of the draft would do. */
  onDeploy: () => void
  onChanged: () => void
}) {
  const t = useT()
  const [setting, setSetting] = useState(false)
  const action = useAction()
  const { name, live } = detail
  const runs = active(status.state)
  const draftNews = live === null || detail.changed
  return (
    <header className="shrink-0 border-b border-line bg-panel">
      <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
        <h1 className="truncate text-lg font-semibold">{detail.title}</h1>
        <span className="flex flex-wrap items-center gap-x-3 text-muted">
          <PipelineStateLabel state={status.state} />
          {status.since > 0 && live !== null && (
            <span className="num">
              <Ago at={status.since} bare />
            </span>
          )}
          {status.version !== null && <Badge>{t('list.version', { number: status.version })}</Badge>}
          {status.restarts > 0 && <span className="num text-warn">{t('live.restarts', { count: status.restarts })}</span>}
          {live !== null && detail.changed && <span className="text-subtle">{t('live.draft-differs')}</span>}
        </span>
        {runs && <Totals store={store} />}
        <span className="ml-auto flex items-center gap-2">
          <Button look="ghost" icon={<SlidersHorizontal size={14} />} onClick={() => setSetting(true)}>
            {t('live.parameters')}
          </Button>
          {draftNews && !drawn && (
            <Button look={live === null ? 'primary' : 'plain'} icon={<Rocket size={14} />} onClick={onDeploy}>
              {t('do.deploy')}
            </Button>
          )}
          {live !== null &&
            (runs ? (
              <Button
                busy={action.busy || status.state === 'draining'}
                icon={<Square size={12} fill="currentColor" />}
                onClick={() => action.run(() => api.stop(name))}
              >
                {t('do.stop')}
              </Button>
            ) : (
              <Button
                look={draftNews ? 'plain' : 'primary'}
                busy={action.busy}
                icon={<Play size={12} fill="currentColor" />}
                onClick={() => action.run(() => api.start(name))}
              >
                {t('do.start')}
              </Button>
            ))}
          <PipelineMenu detail={detail} />
        </span>
      </div>
      {action.error !== null && (
        <div role="alert" className="flex items-start gap-3 border-t border-line px-4 py-2 text-crit">
          <ErrorText error={action.error} className="flex-1" />
          <IconButton label={t('do.close')} size="small" onClick={action.clear}>
            <X size={14} />
          </IconButton>
        </div>
      )}
      {setting && <ParamsDialog detail={detail} onClose={() => setSetting(false)} onChanged={onChanged} />}
    </header>
  )
}

/** The whole pipeline in the newest second. */
function Totals({ store }: { store: LiveStore }) {
  const t = useT()
  const format = useFormat()
  const total = (name: string): number | null => store.frame?.total[name] ?? null
  const figures = [
    [t('live.in'), () => format.rate(total('recordsIn'))],
    [t('live.out'), () => format.rate(total('recordsOut'))],
    [t('live.p99'), () => format.ms(total('latency.p99'))],
    [t('live.lag'), () => format.count(total('lagRecords'))],
    [t('live.errors'), () => format.rate(total('errors'))],
  ] as const
  return (
    <dl aria-label={t('live.figures')} className="flex flex-wrap items-baseline gap-x-4">
      {figures.map(([name, of]) => (
        <div key={name} className="flex items-baseline gap-1.5">
          <dt className="text-xs text-subtle">{name}</dt>
          <dd className="num min-w-[6ch] font-medium">
            <LiveText store={store} of={of} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
