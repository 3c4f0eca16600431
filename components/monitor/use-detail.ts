'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PipelineDetail, PipelineSummary } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { usePipelines } from '../hooks/pipelines.ts'

/** A pipeline's document, graph and rules, fetched again whenever it was saved or deployed by anybody. */
export function useDetail(name: string): { readonly detail: PipelineDetail | null; readonly error: unknown; readonly reload: () => void } {
  const [detail, setDetail] = useState<PipelineDetail | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [asked, setAsked] = useState(0)
  const { rows } = usePipelines()
  const row = rows?.find((r) => r.name === name)
  // a list without it is news too: it was deleted
  const told = rows !== null && row === undefined ? `${name}/${asked}/gone` : stateOf(name, asked, row)
  const known = useRef<string | null>(null)
  useEffect(() => {
    // the list may say only now what the first answer said already
    if (told === known.current) return
    const abort = new AbortController()
    api.pipeline(name, abort.signal).then(
      (found) => {
        known.current = stateOf(name, asked, found)
        setDetail(found)
        setError(null)
      },
      (failure: unknown) => {
        if (!abort.signal.aborted) setError(failure)
      },
    )
    return () => abort.abort()
  }, [name, asked, told])
  const reload = useCallback(() => setAsked((n) => n + 1), [])
  return { detail, error, reload }
}

/** Changes whenever there is something new to fetch. */
const stateOf = (name: string, asked: number, row: Pick<PipelineSummary, 'live' | 'changed' | 'updatedAt'> | undefined): string =>
  `${name}/${asked}/${row?.live}/${row?.changed}/${row?.updatedAt}`
