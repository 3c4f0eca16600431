import { useEffect, useRef } from 'react'
import type { LiveStore } from './live-store.ts'

/** Writes a text only when it changed: most figures of most seconds do not. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** A figure that is written into the page once a second without rendering React. */
export function LiveText({ store, of, className }: { store: LiveStore; of: () => string; className?: string }) {
  const element = useRef<HTMLSpanElement>(null)
  const latest = useRef(of)
  useEffect(() => {
    latest.current = of
    if (element.current !== null) write(element.current, of())
  })
  useEffect(
    () =>
      store.onPaint(() => {
        if (element.current !== null) write(element.current, latest.current())
      }),
    [store],
  )
  return <span ref={element} className={className} />
}
