'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PipelineDetail, PipelineSummary } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { usePipelines } from '../hooks/pipelines.ts'

/** A pipeline's document, graph and rules, fetched again whenever it was saved or deployed by anybody. `reload` ends once they are there, or cannot be had. */
export function useDetail(name: string): {
  readonly detail: PipelineDetail | null
  readonly error: unknown
  readonly reload: () => Promise<void>
} {
  const [detail, setDetail] = useState<PipelineDetail | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [asked, setAsked] = useState(0)
  const { rows } = usePipelines()
  const row = rows?.find((r) => r.name === name)
  // a list without it is news too: it was deleted
  const told = rows !== null && row === undefined ? `${name}/${asked}/gone` : stateOf(name, asked, row)
  const known = useRef<string | null>(null)
  const waiting = useRef<Waiting[]>([])
  const times = useRef(0)
  useEffect(() => {
    // the list may say only now what the first answer said already
    if (told === known.current) return
    const abort = new AbortController()
    api.pipeline(name, abort.signal).then(
      (found) => {
        known.current = stateOf(name, asked, found)
        setDetail(found)
        setError(null)
        release(waiting.current, asked)
      },
      (failure: unknown) => {
        if (abort.signal.aborted) return
        setError(failure)
        release(waiting.current, asked)
      },
    )
    return () => abort.abort()
  }, [name, asked, told])
  useEffect(() => () => release(waiting.current, Number.POSITIVE_INFINITY), [])
  const reload = useCallback(
    () =>
      new Promise<void>((resolve) => {
        times.current++
        waiting.current.push({ asked: times.current, resolve })
        setAsked(times.current)
      }),
    [],
  )
  return { detail, error, reload }
}

type Waiting = { readonly asked: number; readonly resolve: () => void }

/** Lets go those who asked no later. */
function release(waiting: Waiting[], asked: number): void {
  const [done, later] = [waiting.filter((w) => w.asked <= asked), waiting.filter((w) => w.asked > asked)]
  waiting.splice(0, waiting.length, ...later)
  for (const { resolve } of done) resolve()
}

/** Changes whenever there is something new to fetch. */
const stateOf = (name: string, asked: number, row: Pick<PipelineSummary, 'live' | 'changed' | 'updatedAt'> | undefined): string =>
  `${name}/${asked}/${row?.live}/${row?.changed}/${row?.updatedAt}`
