'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { PipelineSummary } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { putSummary } from '../hooks/pipelines.ts'
import { useT } from '../i18n/provider.tsx'
import { toastDone, toastError } from '../ui/toast.tsx'
import { download } from './export.ts'
import { pipelineHref } from './href.ts'

export type PipelineActions = {
  /** An action is under way. */
  readonly busy: boolean
  start(): Promise<boolean>
  stop(): Promise<boolean>
  deploy(): Promise<boolean>
  /** Deletes at once; a toast brings it back. False when it could not be. */
  remove(): Promise<boolean>
  /** Hands the draft out as a file. */
  export(): Promise<boolean>
  /** Makes a draft of the draft under another name, and goes there. */
  duplicate(): Promise<boolean>
}

/** What can be done to a pipeline, with failures told by toasts. */
export function usePipelineActions({ name, title }: Pick<PipelineSummary, 'name' | 'title'>): PipelineActions {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const router = useRouter()
  const doing = async (what: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    try {
      await what()
      return true
    } catch (error) {
      toastError(error)
      return false
    } finally {
      setBusy(false)
    }
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
    export: () => doing(async () => download(`${name}.yaml`, (await api.pipeline(name)).draft.text)),
    duplicate: () =>
      doing(async () => {
        const [{ draft }, rows, { copyOf }] = await Promise.all([api.pipeline(name), api.pipelines(), import('./copy-of.ts')])
        const made = await api.create(copyOf(draft.text, name, title, new Set(rows.map((row) => row.name))))
        putSummary(made)
        router.push(pipelineHref(made.name, { tab: 'edit' }))
      }),
  }
}
