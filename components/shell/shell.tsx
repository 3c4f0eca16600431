'use client'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { AlertToasts } from '../alerts/alert-toasts.tsx'
import { useFiring } from '../hooks/alerts.ts'
import { useT } from '../i18n/provider.tsx'
import { Toasts } from '../ui/toast.tsx'
import { ConnectionBanner } from './connection-state.tsx'
import { KeySheet } from './key-sheet.tsx'
import { type everywhere, useShortcuts } from './keys.ts'
import { CONTENT, usePageFocus } from './page-focus.ts'
import { LazyPalette } from './palette-lazy.tsx'
import { Rail } from './rail.tsx'
import { useTitleDot } from './title.ts'
import { TopBar } from './top-bar.tsx'

/** What stands around every page: rail, top bar, notices, shortcuts. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useT()
  const router = useRouter()
  const [sheet, setSheet] = useState(false)
  const [palette, setPalette] = useState(false)
  const firing = useFiring()
  useTitleDot(firing.length, t('alerts.title-dot', { count: firing.length }))
  const shortcuts: Record<keyof typeof everywhere, () => void> = {
    'mod+k': () => setPalette((open) => !open),
    'g p': () => router.push('/'),
    'g t': () => router.push('/templates'),
    'g a': () => router.push('/alerts'),
    'g s': () => router.push('/settings'),
    '?': () => setSheet(true),
  }
  useShortcuts(shortcuts)
  usePageFocus()
  return (
    <>
      <a
        href={`#${CONTENT}`}
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-primary px-3 py-2 text-on-primary focus:translate-y-0"
      >
        {t('app.skip')}
      </a>
      <div className="grid h-dvh grid-rows-[auto_minmax(0,1fr)_auto] sm:grid-cols-[var(--rail)_minmax(0,1fr)] sm:grid-rows-[auto_minmax(0,1fr)]">
        <Rail firing={firing.length} onKeys={() => setSheet(true)} />
        <div className="min-w-0 sm:col-start-2 sm:row-start-1">
          <TopBar firing={firing} onSearch={() => setPalette(true)} />
          <ConnectionBanner />
        </div>
        <main id={CONTENT} tabIndex={-1} className="min-h-0 min-w-0 overflow-auto outline-none sm:col-start-2 sm:row-start-2">
          {children}
        </main>
      </div>
      <AlertToasts />
      <Toasts />
      <KeySheet open={sheet} onOpenChange={setSheet} />
      <LazyPalette open={palette} onOpenChange={setPalette} onKeys={() => setSheet(true)} />
    </>
  )
}
