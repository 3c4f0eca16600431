'use client'
import { useCallback, useEffect, useRef } from 'react'

/** Keeps what is typed while the dialog that it is for is opening and its field not there yet; the answer hands it over. */
export function useTypedAhead(open: boolean): () => string {
  const typed = useRef('')
  useEffect(() => {
    if (!open) return
    typed.current = ''
    const keep = (event: KeyboardEvent): void => {
      const { key } = event
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || (key.length !== 1 && key !== 'Backspace')) return
      if (document.activeElement?.closest('[role="dialog"]')) return
      // nothing below the dialog is meant
      event.preventDefault()
      event.stopPropagation()
      typed.current = key === 'Backspace' ? typed.current.slice(0, -1) : typed.current + key
    }
    document.addEventListener('keydown', keep, true)
    return () => document.removeEventListener('keydown', keep, true)
  }, [open])
  return useCallback(() => {
    const text = typed.current
    typed.current = ''
    return text
  }, [])
}
