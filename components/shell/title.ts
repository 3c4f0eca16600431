'use client'
import { useEffect } from 'react'

/** Marks the tab while something fires: a dot in the title and in the icon. */
export function useTitleDot(firing: number, text: string): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    icon?.setAttribute('href', firing > 0 ? '/icon-firing.svg' : '/icon.svg')
    if (firing === 0) return
    const put = () => {
      const own = unmarked(document.title)
      // between two pages there is no title for a moment
      if (own !== '' && document.title !== `● ${text} · ${own}`) document.title = `● ${text} · ${own}`
    }
    put()
    // pages set their own title as they are opened
    const watch = new MutationObserver(put)
    watch.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => {
      watch.disconnect()
      document.title = unmarked(document.title)
    }
  }, [firing, text])
}

const unmarked = (title: string): string => title.replace(/^● .*? ·( |$)/, '')
