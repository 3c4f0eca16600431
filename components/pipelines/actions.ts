'use client'
import { useState } from 'react'
import type { PipelineSummary } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { putSummary } from '../hooks/pipelines.ts'
import { useT } from '../i18n/provider.tsx'
import { toastDone, toastError } from '../ui/toast.tsx'

export type PipelineActions = {
  /** An action is under way. */
  readonly busy: boolean
  start(): Promise<void>
  stop(): Promise<void>
  deploy(): Promise<void>
  /** Deletes at once; a toast brings it back. */
  remove(): Promise<void>
}

/** What can be done to a pipeline, with failures told by toasts. */
export function usePipelineActions({ name, title }: Pick<PipelineSummary, 'name' | 'title'>): PipelineActions {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const doing = async (what: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await what()
    } catch (error) {
      toastError(error)
    }
    setBusy(false)
  }
  const restore = async () => {
    try {
      putSummary(await api.restore(name))
      toastDone(t('list.restored', { name: title }))
    } catch (error) {
      toastError(error)
    }
  }
  return {
    busy,
    start: () => doing(() => api.start(name)),
    stop: () => doing(() => api.stop(name)),
    deploy: () => doing(() => api.deploy(name)),
    remove: () =>
      doing(async () => {
        await api.remove(name)
        putSummary({ name, deleted: true })
        toastDone(t('list.deleted', { name: title }), { label: t('do.undo'), run: () => void restore() })
      }),
  }
}
