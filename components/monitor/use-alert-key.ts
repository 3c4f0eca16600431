'use client'
import { type RefObject, useEffect, useRef } from 'react'
import { combinationOf, runKey } from '../shell/key-table.ts'
import { isSecondKey } from '../shell/keys.ts'
import { chartKeys } from './chart-keys.ts'

/** Runs `act` when `A` is pressed inside an element, and not into a field. */
export function useAlertKey(inside: RefObject<HTMLElement | null>, act: () => void): void {
  const newest = useRef(act)
  useEffect(() => {
    newest.current = act
  })
  useEffect(() => {
    const element = inside.current
    const onKey = (event: KeyboardEvent) => {
      const typed = (event.target as HTMLElement).closest('input, textarea, select, [contenteditable=true], [role=menu], [role=dialog]')
      if (event.isComposing || event.defaultPrevented || typed !== null || isSecondKey(event)) return
      if (!runKey(chartKeys, combinationOf(event), newest.current)) return
      event.preventDefault()
      event.stopPropagation()
    }
    element?.addEventListener('keydown', onKey)
    return () => element?.removeEventListener('keydown', onKey)
  }, [inside])
}
