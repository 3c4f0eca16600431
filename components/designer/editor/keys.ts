'use client'
import { useEffect } from 'react'
import { useKeyTable } from '../../shell/key-sheet.tsx'
import { combinationOf, runKey } from '../../shell/key-table.ts'
import { isSecondKey } from '../../shell/keys.ts'
import { isPage } from '../../shell/page-focus.ts'
import type { Desk } from './desk.ts'
import { finishLetters, nextPort, typeLetter } from './draw.ts'
import { editorKeys, keysWithin } from './key-table.ts'
import { useDesk } from './use-desk.ts'

/** Typing belongs to whoever is typed into, and keys of menus, lists and dialogs to those. */
const taken = (at: Element): boolean =>
  (at instanceof HTMLElement && at.isContentEditable) ||
  at.closest('input, textarea, select, [role="menu"], [role="listbox"], [role="combobox"], [role="dialog"], [role="slider"]') !== null

/** Whether something that has the focus is a part of the designer. */
export const inEditor = (at: Element): boolean => isPage(at) || at.closest('[data-editor]') !== null

/** The keys of the designer; those pressed in other parts of the page are not its own. */
export function useEditorKeys(): void {
  const desk = useDesk()
  useKeyTable('keys.editing', editorKeys)
  useEffect(() => {
    let escaped = false
    const press = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return
      const at = event.target instanceof Element ? event.target : document.body
      if (!inEditor(at)) return
      const { key } = event
      const combination = combinationOf(event)
      const onCanvas = isPage(at) || at.closest('#design-canvas') !== null
      const reach = taken(at) ? 'always' : onCanvas ? 'canvas' : 'editor'
      if (reach === 'canvas' && desk.now.drawing?.letters != null && !combination.startsWith('mod+')) {
        if (drawingKey(desk, key)) event.preventDefault()
        return
      }
      const passes = key === 'Tab' && escaped && desk.one === null
      escaped = key === 'Escape'
      if (passes || (isSecondKey(event) && isLetter(combination))) return
      const node = at.closest<HTMLElement>('.react-flow__node')?.dataset.id ?? desk.one
      if (runKey(keysWithin(reach), combination, { desk, node, key })) event.preventDefault()
      else if (reach === 'canvas' && isLetter(combination) && combination !== 'g' && !isKnown(combination)) {
        // all other letters begin to search for a node to add
        event.preventDefault()
        desk.openBehind(desk.one ?? node, key)
      }
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [desk])
}

const isLetter = (combination: string): boolean => /^\p{L}$/u.test(combination)
const isKnown = (combination: string): boolean => editorKeys.some(({ on }) => on.includes(combination))

/** While a wire is drawn by letters, all keys are about it. */
function drawingKey(desk: Desk, key: string): boolean {
  if (key === 'Escape') desk.stopDrawing()
  else if (key === 'Enter') finishLetters(desk)
  else if (/^[a-z]$/i.test(key)) typeLetter(desk, key.toLowerCase())
  else if (key === 'Tab') nextPort(desk)
  else return false
  return true
}
