'use client'
import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { useT } from '../i18n/provider.tsx'
import { type KeySection, useKeySection } from '../shell/key-sheet.tsx'
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

/** Tells on the sheet of keys how thresholds are set. */
export function useThresholdKeys(): void {
  const t = useT()
  useKeySection(
    useMemo(
      (): KeySection => ({
        title: t('threshold.keys'),
        rows: [
          { keys: ['A'], text: t('threshold.key-new') },
          { keys: ['↑'], text: t('threshold.key-move') },
          { keys: ['Shift+↑'], text: t('threshold.key-far') },
        ],
      }),
      [t],
    ),
  )
}
