'use client'
import { useEffect } from 'react'
import { type Direction, neighbour } from '../focus.ts'
import type { Desk } from './desk.ts'
import { drawByKeys, finishLetters, nextPort, typeLetter } from './draw.ts'
import { useDesk } from './use-desk.ts'
import { follow, nextWire } from './walk.ts'

const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }
const STEP: Readonly<Record<Direction, readonly [number, number]>> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }
const NUDGE = 8
const FAR = 40
/** Letters that mean something; all others begin to search for a node to add. */
const COMMANDS = new Set(['c', 'e', 'o', 'm', 'g'])
/** Time within which a letter after `g` belongs to the shortcut of a page. */
const GO_WITHIN = 1_200

/** Typing belongs to whoever is typed into, and keys of menus, lists and dialogs to those. */
const taken = (at: Element): boolean =>
  (at instanceof HTMLElement && at.isContentEditable) ||
  at.closest('input, textarea, select, [role="menu"], [role="listbox"], [role="combobox"], [role="dialog"], [role="slider"]') !== null

/** Whether something that has the focus is a part of the designer. */
export const inEditor = (at: Element): boolean => at === document.body || at.closest('[data-editor]') !== null

/** The keys of the designer; those pressed in other parts of the page are not its own. */
export function useEditorKeys(): void {
  const desk = useDesk()
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY
    let escaped = false
    const press = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return
      const at = event.target instanceof Element ? event.target : document.body
      if (!inEditor(at)) return
      const mod = event.ctrlKey || event.metaKey
      const free = !taken(at)
      // these two mean the same wherever the cursor stands
      const done = anywhere(desk, event, mod) || (free && (withModifier(desk, event, mod) || (!mod && ofView(desk, event))))
      if (done) {
        event.preventDefault()
        return
      }
      const onCanvas = at === document.body || at.closest('#design-canvas') !== null
      if (!free || !onCanvas || mod) return
      if (desk.now.drawing?.letters != null) {
        drawingKey(desk, event)
        return
      }
      if (event.key === 'Tab' && escaped && desk.one === null) {
        escaped = false
        return
      }
      escaped = event.key === 'Escape'
      const node = at.closest<HTMLElement>('.react-flow__node')?.dataset.id ?? desk.one
      const after = event.timeStamp - wentAt < GO_WITHIN
      wentAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (!after && canvasKey(desk, event, node)) event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [desk])
}

function anywhere(desk: Desk, { key, shiftKey }: KeyboardEvent, mod: boolean): boolean {
  if (key === 'F8') desk.goToProblem(shiftKey ? 'previous' : 'next')
  else if (mod && !shiftKey && key.toLowerCase() === 's') desk.set({ asked: 'version' })
  else return false
  return true
}

function withModifier(desk: Desk, { key, shiftKey, altKey }: KeyboardEvent, mod: boolean): boolean {
  const letter = key.toLowerCase()
  if (altKey) return false
  if (mod && letter === 'z') shiftKey ? desk.redo() : desk.undo()
  else if (mod && letter === 'y') desk.redo()
  else if (mod && letter === 'd') desk.duplicate()
  else if (mod && letter === 'a') desk.selectAll()
  else if (mod && (key === 'Delete' || key === 'Backspace')) desk.remove(true)
  else if (!mod && shiftKey && letter === 'l') desk.tidy()
  else if (!mod && shiftKey && letter === 'p') desk.set({ asked: 'deploy' })
  else return false
  return true
}

/** Keys that change what is seen. */
function ofView(desk: Desk, { key, altKey, shiftKey }: KeyboardEvent): boolean {
  if (altKey || desk.now.drawing?.letters != null) return false
  switch (key) {
    case '1':
      desk.canvas?.fit()
      return true
    case '2':
      desk.canvas?.fit(desk.editor.now.selection.nodes)
      return true
    case '0':
      desk.canvas?.zoom('one')
      return true
    case '+':
    case '=':
      desk.canvas?.zoom('in')
      return true
    case '-':
      desk.canvas?.zoom('out')
      return true
    case 'o':
      if (shiftKey) return false
      desk.set({ outline: !desk.now.outline })
      return true
    case 'm':
      desk.set({ minimap: !desk.now.minimap })
      return true
  }
  return false
}

/** Keys of the canvas; `node` has the focus, or is the one that is selected. */
function canvasKey(desk: Desk, event: KeyboardEvent, node: string | null): boolean {
  const { key, altKey, shiftKey } = event
  const direction = ARROWS[key]
  if (direction !== undefined) return arrow(desk, direction, node, altKey, shiftKey)
  if (altKey) return false
  switch (key) {
    case 'Tab':
      // from elsewhere the key goes on, and so it does after Esc: nobody is held here
      if (document.activeElement === document.body || shiftKey || (desk.one === null && desk.read.graph.nodes.length > 0)) return false
      desk.openBehind(desk.one)
      return true
    case 'Enter':
      if (node === null) return false
      desk.enter(node)
      return true
    case 'Delete':
    case 'Backspace':
      desk.remove(false)
      return true
    case 'Escape':
      return desk.escape()
  }
  const letter = key.toLowerCase()
  if (!/^\p{L}$/u.test(letter) || shiftKey) return false
  if (letter === 'c' && node !== null) drawByKeys(desk, node)
  else if (letter === 'e' && node !== null) nextWire(desk, node)
  else if (COMMANDS.has(letter)) return false
  else desk.openBehind(desk.one ?? node, key)
  return true
}

function arrow(desk: Desk, direction: Direction, node: string | null, along: boolean, far: boolean): boolean {
  if (along) {
    if (node === null) return false
    follow(desk, node, direction)
    return true
  }
  if (desk.editor.now.selection.nodes.length > 0) {
    const [x, y] = STEP[direction]
    const by = far ? FAR : NUDGE
    desk.nudge(x * by, y * by)
    return true
  }
  const next = node === null ? null : neighbour(desk.places, node, direction)
  if (next === null) return false
  desk.canvas?.reveal([next])
  desk.canvas?.focus(next)
  return true
}

/** While a wire is drawn by letters, all keys are about it. */
function drawingKey(desk: Desk, event: KeyboardEvent): void {
  const { key } = event
  if (key === 'Escape') desk.stopDrawing()
  else if (key === 'Enter') finishLetters(desk)
  else if (/^[a-z]$/i.test(key)) typeLetter(desk, key.toLowerCase())
  else if (key === 'Tab') nextPort(desk)
  else return
  event.preventDefault()
}
