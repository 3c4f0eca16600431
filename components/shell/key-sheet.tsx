'use client'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { KeyText } from '../i18n/en.ts'
import { useT } from '../i18n/provider.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { type KeyBinding, keySection, partsOf, printed } from './key-table.ts'
import { everywhere, useModKey } from './keys.ts'

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

/** Adds the keys of a table to the sheet while what they belong to is shown. */
export function useKeyTable<Context>(title: KeyText, table: readonly KeyBinding<Context>[]): void {
  const t = useT()
  const mod = useModKey()
  useKeySection(useMemo(() => keySection(title, table, t, mod), [title, table, t, mod]))
}

/** All shortcuts that work where you are. */
export function KeyList() {
  const t = useT()
  const { sections } = useStore(shown)
  const mod = useModKey()
  const first: KeySection = {
    title: t('keys.everywhere'),
    rows: Object.entries(everywhere).map(([keys, text]) => ({ keys: keys.split(' ').map((each) => printed(each, mod)), text: t(text) })),
  }
  return (
    <div className="flex flex-col gap-5">
      {[first, ...sections].map(({ title, rows }) => (
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
                      {partsOf(combination).map((key) => (
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
