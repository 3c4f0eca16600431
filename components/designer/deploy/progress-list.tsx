'use client'
import { Check, LoaderCircle, X } from 'lucide-react'
import type { PipelineStatus } from '../../../core/protocol.ts'
import { useMeaning, useT } from '../../i18n/provider.tsx'
import { cx } from '../../ui/cx.ts'
import { type Progress, stages } from './stages.ts'

/** The stages of a deploy, as they are reached. */
export function ProgressList({ progress: { done, failed }, error }: { progress: Progress; error: PipelineStatus['error'] }) {
  const t = useT()
  const meaning = useMeaning()
  return (
    <ol aria-label={t('deploy.progress')} aria-live="polite" className="flex flex-col gap-1.5">
      {stages.map((stage, i) => {
        const state = i < done ? 'done' : i > done ? 'ahead' : failed ? 'failed' : 'now'
        return (
          <li
            key={stage}
            aria-current={state === 'now' ? 'step' : undefined}
            className={cx('flex gap-2', state === 'ahead' && 'text-subtle')}
          >
            <span className="flex h-5 w-4 shrink-0 items-center justify-center" aria-hidden="true">
              {state === 'done' && <Check size={14} className="text-ok" />}
              {state === 'now' && <LoaderCircle size={14} className="spin text-info" />}
              {state === 'failed' && <X size={14} className="text-crit" />}
              {state === 'ahead' && <i className="size-1.5 rounded-full bg-line-strong" />}
            </span>
            <span className="min-w-0">
              {t(`deploy.stage.${stage}`)}
              {state !== 'ahead' && <span className="sr-only"> {t(`deploy.state.${state}`)}</span>}
              {state === 'failed' && error !== null && (
                <span className="block break-words text-crit">
                  {meaning(error.code)}
                  {error.message}
                  {error.hint !== undefined && <span className="text-muted"> · {error.hint}</span>}{' '}
                  <code className="font-mono text-xs">{error.code}</code>
                </span>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
