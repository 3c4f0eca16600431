'use client'
import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'

/** What the keyboard is led to on each page. */
export const CONTENT = 'content'

/** On the way to another page the keyboard goes to its content, unless something there, or a dialog, has it already. */
export function usePageFocus(): void {
  const pathname = usePathname()
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    const content = document.getElementById(CONTENT)
    const at = document.activeElement
    if (content?.contains(at) || at?.closest('[role="dialog"]')) return
    content?.focus({ preventScroll: true })
  }, [pathname])
}

/** Whether an element is the page as a whole: what has the focus while nothing on it has. */
export const isPage = (at: Element | null): boolean => at === document.body || at?.id === CONTENT
