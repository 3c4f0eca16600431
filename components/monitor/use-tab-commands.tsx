'use client'
import { ArrowRight } from 'lucide-react'
import { useMemo } from 'react'
import { useT } from '../i18n/provider.tsx'
import { type PaletteGroup, usePaletteGroups } from '../shell/palette-groups.ts'
import { type TabName, tabs } from './use-place.ts'

/** The tabs of a pipeline in the palette of commands. `onTab` must be stable. */
export function useTabCommands(onTab: (tab: TabName) => void): void {
  const t = useT()
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
