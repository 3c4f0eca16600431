'use client'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { useT } from '../i18n/provider.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { useModKey } from './keys.ts'

/** A row of the sheet: keys pressed together stand in one string with `+`, keys after one another are items. */
export type KeyRow = { readonly keys: readonly string[]; readonly text: string }
export type KeySection = { readonly title: string; readonly rows: readonly KeyRow[] }

const shown = createStore<{ readonly sections: readonly KeySection[] }>(() => ({ sections: [] }))

/** Adds the shortcuts of a page to the sheet while the page is open. Give it a stable section. */
export function useKeySection(section: KeySection): void {
  useEffect(() => {
    shown.setState(({ sections }) => ({ sections: [...sections, section] }))
    return () => shown.setState(({ sections }) => ({ sections: sections.filter((each) => each !== section) }))
  }, [section])
}

/** All shortcuts that work where you are. */
export function KeyList() {
  const t = useT()
  const { sections } = useStore(shown)
  const mod = useModKey()
  const everywhere: KeySection = {
    title: t('keys.everywhere'),
    rows: [
      { keys: [`${mod}+K`], text: t('keys.palette') },
      { keys: ['G', 'P'], text: t('keys.go-pipelines') },
      { keys: ['G', 'T'], text: t('keys.go-templates') },
      { keys: ['G', 'A'], text: t('keys.go-alerts') },
      { keys: ['G', 'S'], text: t('keys.go-settings') },
      { keys: ['?'], text: t('keys.help') },
    ],
  }
  return (
    <div className="flex flex-col gap-5">
      {[everywhere, ...sections].map(({ title, rows }) => (
        <section key={title}>
          <h3 className="mb-1 text-xs font-medium text-subtle">{title}</h3>
          <dl>
            {rows.map(({ keys, text }) => (
              <div key={text} className="flex min-h-8 items-center justify-between gap-4 border-b border-line py-1">
                <dt>{text}</dt>
                <dd className="flex items-center gap-1">
                  {keys.map((combination, i) => (
                    <span key={combination} className="flex items-center gap-1">
                      {i > 0 && <span className="text-xs text-subtle">{t('keys.then')}</span>}
                      {combination.split('+').map((key) => (
                        <Kbd key={key}>{key}</Kbd>
                      ))}
                    </span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

export function KeySheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useT()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('keys.title')}>
      <div className="overflow-auto px-4 py-3">
        <KeyList />
      </div>
    </Dialog>
  )
}
