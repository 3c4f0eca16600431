import { useEffect, useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'
import { LATER } from './later.ts'
import { loadCode } from './load-code.ts'

/** What somebody does who is about to use the page. */
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const

/** Makes a hook for code that a page can be seen and read without: null until it is there, a moment after the page, as soon as somebody turns to it, or at once where it is needed `now`. */
export function arriving<M>(load: () => Promise<M>): (now?: boolean) => M | null {
  const called = Promise.withResolvers<void>()
  let module: M | null = null
  let begun = false
  const waiting = new Set<() => void>()
  const begin = async (): Promise<void> => {
    const over = new AbortController()
    const released = watchPointer(over.signal)
    try {
      await Promise.race([turnedTo(over.signal), called.promise])
      const loaded = await loadCode(load)
      await released()
      module = loaded
    } finally {
      over.abort()
    }
    keepingFocus(() => {
      for (const changed of waiting) changed()
    })
  }
  const listen = (changed: () => void): (() => void) => {
    waiting.add(changed)
    if (!begun) {
      begun = true
      begin().catch(() => {
        begun = false
      })
    }
    return () => waiting.delete(changed)
  }
  return (now = false) => {
    useEffect(() => {
      if (now) called.resolve()
    }, [now])
    return useSyncExternalStore(
      listen,
      () => module,
      () => null,
    )
  }
}

/** Resolves at the first sign of somebody, at the latest in a moment. */
function turnedTo(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LATER)
    for (const sign of SIGNS) window.addEventListener(sign, () => resolve(), { capture: true, passive: true, signal })
  })
}

/** Answers when no pointer is down: what is pressed must not be made anew before its click. */
function watchPointer(signal: AbortSignal): () => Promise<void> {
  let pressed = Promise.resolve()
  const options = { capture: true, passive: true, signal }
  const onDown = (): void => {
    pressed = new Promise((resolve) => {
      // the click comes right behind
      for (const end of ['pointerup', 'pointercancel']) window.addEventListener(end, () => setTimeout(resolve), options)
    })
  }
  window.addEventListener('pointerdown', onDown, options)
  return () => pressed
}

/** Elements are made anew when they are wrapped: the one that had the focus has it again, unless what opens takes it. */
function keepingFocus(change: () => void): void {
  // what opens puts guards before and behind everything: they are no stops of the page
  const stops = (): HTMLElement[] => [
    ...document.querySelectorAll<HTMLElement>('a, button, input, textarea, [tabindex]:not([data-radix-focus-guard])'),
  ]
  const before = document.activeElement
  const at = stops().indexOf(before as HTMLElement)
  flushSync(change)
  if (at !== -1 && document.activeElement === document.body) stops()[at]?.focus({ preventScroll: true })
}
