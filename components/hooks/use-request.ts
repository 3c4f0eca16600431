'use client'
import { useCallback, useEffect, useState } from 'react'

export type Requested<T> = { readonly value: T | null; readonly error: unknown; readonly again: () => void }

/** Sends a request when the page opens, and again on `again`. Give it a stable function; an older answer never replaces a newer one. */
export function useRequest<T>(request: (signal: AbortSignal) => Promise<T>): Requested<T> {
  const [state, setState] = useState<{ value: T | null; error: unknown }>({ value: null, error: null })
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round sends the same request again
  useEffect(() => {
    const abort = new AbortController()
    request(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ value, error: null })
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, error }))
      },
    )
    return () => abort.abort()
  }, [request, round])
  return { ...state, again: useCallback(() => setRound((n) => n + 1), []) }
}
