'use client'
import { type FocusEvent, useState } from 'react'

/** What stood there stays where it stood, new ones come last. */
export const heldKeys = (held: readonly string[], keys: readonly string[]): readonly string[] => {
  const known = new Set(held)
  return [...held, ...keys.filter((key) => !known.has(key))]
}

/**
 * Keeps the rows of a table where they are while the pointer or the focus is inside: nothing may move below a pointer. The keys that come back may
 * name rows that are no longer among `keys`; it is for the caller to know whether they still are anything.
 */
export function useHeldOrder(keys: readonly string[]) {
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const shown = held === null ? keys : heldKeys(held, keys)
  const hold = () => setHeld((before) => before ?? keys)
  return {
    keys: shown,
    handlers: {
      onPointerEnter: hold,
      onPointerLeave: () => setHeld(null),
      onFocus: hold,
      onBlur: (event: FocusEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setHeld(null)
      },
    },
  }
}
