'use client'
import { useState } from 'react'

/** Something that a click does: whether it is at work, and why it failed. A second click meanwhile does nothing. */
export function useAction(): {
  readonly busy: boolean
  readonly error: unknown
  readonly run: (act: () => Promise<unknown>) => void
  readonly clear: () => void
} {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const run = (act: () => Promise<unknown>) => {
    if (busy) return
    setBusy(true)
    setError(null)
    act()
      .catch(setError)
      .finally(() => setBusy(false))
  }
  return { busy, error, run, clear: () => setError(null) }
}
