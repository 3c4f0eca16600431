'use client'
import { useCallback, useEffect, useState } from 'react'
import type { PipelineDetail } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { usePipelines } from '../hooks/pipelines.ts'

/** A pipeline's document, graph and rules, fetched again whenever it was saved or deployed by anybody. */
export function useDetail(name: string): { readonly detail: PipelineDetail | null; readonly error: unknown; readonly reload: () => void } {
  const [detail, setDetail] = useState<PipelineDetail | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [asked, setAsked] = useState(0)
  const row = usePipelines().rows?.find((r) => r.name === name)
  const told = `${row?.live}/${row?.changed}/${row?.updatedAt}/${asked}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` says that there is something new to fetch
  useEffect(() => {
    const abort = new AbortController()
    api.pipeline(name, abort.signal).then(
      (found) => {
        setDetail(found)
        setError(null)
      },
      (failure: unknown) => {
        if (!abort.signal.aborted) setError(failure)
      },
    )
    return () => abort.abort()
  }, [name, told])
  const reload = useCallback(() => setAsked((n) => n + 1), [])
  return { detail, error, reload }
}
