'use client'
import { ArrowRight } from 'lucide-react'
import { useMemo } from 'react'
import { useT } from '../i18n/provider.tsx'
import { useKeySection } from '../shell/key-sheet.tsx'
import { type Shortcuts, useShortcuts } from '../shell/keys.ts'
import { type PaletteGroup, usePaletteGroups } from '../shell/palette-groups.ts'
import { type TabName, tabs } from './use-place.ts'

const keys: readonly (readonly [second: string, TabName])[] = [
  ['e', 'edit'],
  ['l', 'live'],
  ['d', 'monitor'],
]

/** The tabs of a pipeline by keys, in the sheet of shortcuts, and in the palette of commands. `onTab` must be stable. */
export function useTabCommands(onTab: (tab: TabName) => void): void {
  const t = useT()
  useShortcuts(
    useMemo(
      (): Shortcuts =>
        Object.fromEntries(
          keys.map(([key, tab]) => [
            `g ${key}`,
            () => {
              onTab(tab)
              requestAnimationFrame(() => focusTab(tab))
            },
          ]),
        ),
      [onTab],
    ),
  )
  useKeySection(
    useMemo(
      () => ({ title: t('live.tabs'), rows: keys.map(([key, tab]) => ({ keys: ['G', key.toUpperCase()], text: t(`live.tab.${tab}`) })) }),
      [t],
    ),
  )
  usePaletteGroups(
    useMemo(
      (): readonly PaletteGroup[] => [
        {
          heading: t('live.tabs'),
          find: () =>
            tabs.map((tab) => ({
              key: `tab ${tab}`,
              text: t(`live.tab.${tab}`),
              icon: <ArrowRight size={14} />,
              run: () => {
                onTab(tab)
                // once the dialog has given the focus back
                requestAnimationFrame(() => requestAnimationFrame(() => focusTab(tab)))
              },
            })),
        },
      ],
      [t, onTab],
    ),
  )
}

const focusTab = (tab: TabName): void => document.querySelector<HTMLElement>(`[role="tab"][id$="-trigger-${tab}"]`)?.focus()
