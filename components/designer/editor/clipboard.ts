'use client'
import { useEffect } from 'react'
import { inEditor } from './keys.ts'
import { useDesk } from './use-desk.ts'

/** Copy, cut and paste of nodes by the browser's own clipboard. Shift while pasting keeps the wires into the nodes. */
export function useClipboard(): void {
  const desk = useDesk()
  useEffect(() => {
    let shift = false
    const own = ({ target }: Event): boolean => {
      const at = target instanceof Element ? target : document.body
      if (!inEditor(at) || at.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null) return false
      return window.getSelection()?.isCollapsed !== false
    }
    const key = (event: KeyboardEvent): void => {
      shift = event.shiftKey
    }
    const copy = (event: ClipboardEvent): void => {
      const text = own(event) ? desk.copied() : null
      if (text === null) return
      event.preventDefault()
      event.clipboardData?.setData('text/plain', text)
      if (event.type === 'cut') desk.remove(false)
    }
    const paste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (!own(event) || text.trim() === '') return
      event.preventDefault()
      desk.paste(text, shift)
    }
    document.addEventListener('keydown', key, true)
    document.addEventListener('copy', copy)
    document.addEventListener('cut', copy)
    document.addEventListener('paste', paste)
    return () => {
      document.removeEventListener('keydown', key, true)
      document.removeEventListener('copy', copy)
      document.removeEventListener('cut', copy)
      document.removeEventListener('paste', paste)
    }
  }, [desk])
}
