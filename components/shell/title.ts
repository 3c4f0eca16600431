'use client'
import { useEffect } from 'react'

/** Marks the tab while something fires: a dot in the title and in the icon. */
export function useTitleDot(firing: number, text: string): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    icon?.setAttribute('href', firing > 0 ? '/icon-firing.svg' : '/icon.svg')
    if (firing === 0) return
    const mark = `● ${text} · `
    const put = () => {
      if (!document.title.startsWith(mark)) document.title = `${mark}${document.title.replace(/^● .*? · /, '')}`
    }
    put()
    // pages set their own title as they are opened
    const watch = new MutationObserver(put)
    watch.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => {
      watch.disconnect()
      document.title = document.title.replace(/^● .*? · /, '')
    }
  }, [firing, text])
}
