'use client'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { KeyText } from '../i18n/en.ts'

/** The shortcuts of every page, and what they do. */
export const everywhere = {
  'mod+k': 'keys.palette',
  'g p': 'keys.go-pipelines',
  'g t': 'keys.go-templates',
  'g a': 'keys.go-alerts',
  'g s': 'keys.go-settings',
  '?': 'keys.help',
} as const satisfies Readonly<Record<string, KeyText>>

/** A key, or two after one another, and what they do. `mod+k` = Ctrl or ⌘. */
export type Shortcuts = Readonly<Record<string, () => void>>

const SECOND_KEY_WITHIN = 1200

/** Typing belongs to whoever is typed into, and arrow keys to menus; an input method sends keys that are none. */
function taken(event: KeyboardEvent): boolean {
  if (event.isComposing || event.defaultPrevented || event.repeat) return true
  const at = event.target as HTMLElement | null
  if (at === null || typeof at.closest !== 'function') return false
  return (
    at.isContentEditable ||
    at.closest('input, textarea, select, [role="menu"], [role="listbox"], [role="combobox"], [role="dialog"]') !== null
  )
}

/** When a key was pressed with which a shortcut of two keys begins; event time. */
let begun = Number.NEGATIVE_INFINITY

/** Whether a key belongs to a shortcut of two keys that was begun: whoever takes single keys leaves it alone. */
export const isSecondKey = (event: KeyboardEvent): boolean => event.timeStamp - begun < SECOND_KEY_WITHIN

/** Runs shortcuts of the whole page: `g p`, `?`, `mod+k`. Only those with a modifier work inside fields. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const newest = useRef(shortcuts)
  useEffect(() => {
    newest.current = shortcuts
  })
  useEffect(() => {
    let first = { key: '', at: 0 }
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.altKey) return
      const mod = event.ctrlKey || event.metaKey
      if (!mod && taken(event)) return
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
      const two = `${first.key} ${key}`
      const name = mod ? `mod+${key}` : event.timeStamp - first.at < SECOND_KEY_WITHIN && two in newest.current ? two : key
      first = { key: mod ? '' : key, at: event.timeStamp }
      if (!mod && Object.keys(newest.current).some((shortcut) => shortcut.startsWith(`${key} `))) begun = event.timeStamp
      const run = newest.current[name]
      if (run === undefined) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}

const never = () => () => {}

/** The modifier of this machine, as it is printed on its keys. */
export const useModKey = (): string =>
  useSyncExternalStore(
    never,
    () => (/mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl'),
    () => 'Ctrl',
  )
