'use client'
import { useEffect, useState } from 'react'
import type { PipelineDetail } from '../../../core/protocol.ts'
import { api } from '../../hooks/api.ts'

/** A version by its number, or the draft. */
export type Which = number | 'draft'

/** The text of a version, which never changes, or of the draft; null = on its way, or nothing was asked for. */
export function useTextOf(
  { name, draft }: Pick<PipelineDetail, 'name' | 'draft'>,
  which: Which | null,
): { readonly text: string | null; readonly error: unknown } {
  const [got, setGot] = useState<{ readonly of: string; readonly text: string | null; readonly error: unknown } | null>(null)
  const wanted = typeof which === 'number' ? `${name} ${which}` : null
  useEffect(() => {
    if (wanted === null) return
    const abort = new AbortController()
    api.version(name, Number(which), abort.signal).then(
      ({ text }) => setGot({ of: wanted, text, error: null }),
      (error: unknown) => !abort.signal.aborted && setGot({ of: wanted, text: null, error }),
    )
    return () => abort.abort()
  }, [name, which, wanted])
  if (which === 'draft') return { text: draft.text, error: null }
  return got?.of === wanted && got !== null ? got : { text: null, error: null }
}
