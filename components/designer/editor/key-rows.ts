'use client'
import { useMemo } from 'react'
import { useT } from '../../i18n/provider.tsx'
import type { KeySection } from '../../shell/key-sheet.tsx'
import { useModKey } from '../../shell/keys.ts'

/** The keys of the designer, for the sheet of shortcuts. */
export function useKeyRows(): KeySection {
  const t = useT()
  const mod = useModKey()
  return useMemo(
    () => ({
      title: t('keys.editing'),
      rows: [
        { keys: ['Tab'], text: t('keys.add-behind') },
        { keys: ['↑ ↓ ← →'], text: t('keys.arrows-focus') },
        { keys: ['Shift+↑ ↓ ← →'], text: t('keys.move-far') },
        { keys: ['Alt+← →'], text: t('keys.follow') },
        { keys: ['Enter'], text: t('keys.select') },
        { keys: ['C'], text: t('keys.wire') },
        { keys: ['E'], text: t('keys.cycle') },
        { keys: ['Delete'], text: t('keys.delete') },
        { keys: [`${mod}+Delete`], text: t('keys.delete-heal') },
        { keys: [`${mod}+Z`], text: t('keys.undo') },
        { keys: [`${mod}+Shift+Z`], text: t('keys.redo') },
        { keys: [`${mod}+C`], text: t('keys.copy') },
        { keys: [`${mod}+X`], text: t('keys.cut') },
        { keys: [`${mod}+V`], text: t('keys.paste') },
        { keys: [`${mod}+Shift+V`], text: t('keys.paste-inputs') },
        { keys: [`${mod}+D`], text: t('keys.duplicate') },
        { keys: [`${mod}+A`], text: t('keys.all') },
        { keys: ['Esc'], text: t('keys.none') },
        { keys: ['Shift+L'], text: t('keys.tidy') },
        { keys: ['1'], text: t('keys.fit') },
        { keys: ['2'], text: t('keys.fit-selection') },
        { keys: ['0'], text: t('keys.zoom-one') },
        { keys: ['='], text: t('keys.zoom-in') },
        { keys: ['−'], text: t('keys.zoom-out') },
        { keys: ['Space'], text: t('keys.pan') },
        { keys: ['F8'], text: t('keys.problem') },
        { keys: ['O'], text: t('keys.outline') },
        { keys: ['M'], text: t('keys.minimap') },
        { keys: [`${mod}+S`], text: t('keys.version') },
        { keys: ['Shift+P'], text: t('keys.deploy') },
      ],
    }),
    [t, mod],
  )
}
