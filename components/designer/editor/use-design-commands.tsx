'use client'
import { CircleAlert, ListTree, Plus, Rocket, Workflow } from 'lucide-react'
import { useMemo } from 'react'
import { useLang, useT } from '../../i18n/provider.tsx'
import type { PaletteEntry, PaletteGroup } from '../../shell/palette-groups.ts'
import { entriesOf, searchTypes } from '../palette/search.ts'
import { TypeIcon } from '../type-icon.tsx'
import { useDesk } from './use-desk.ts'

/** More of a kind than this are not offered at once. */
const MOST = 12

/** What the designer adds to the palette of commands: nodes to add, nodes to go to, and what can be done with the draft. */
export function useDesignCommands(): readonly PaletteGroup[] {
  const t = useT()
  const lang = useLang()
  const desk = useDesk()
  return useMemo((): readonly PaletteGroup[] => {
    const go = (id: string): void => {
      desk.editor.select({ nodes: [id] })
      desk.canvas?.reveal([id])
      // once the dialog has given the focus back
      requestAnimationFrame(() => requestAnimationFrame(() => desk.canvas?.focus(id)))
    }
    const actions: readonly PaletteEntry[] = [
      { key: 'deploy', text: t('keys.deploy'), icon: <Rocket size={14} />, end: 'Shift+P', run: () => desk.set({ asked: 'deploy' }) },
      { key: 'problem', text: t('palette.problem'), icon: <CircleAlert size={14} />, end: 'F8', run: () => desk.goToProblem('next') },
      { key: 'tidy', text: t('keys.tidy'), icon: <Workflow size={14} />, end: 'Shift+L', run: () => desk.tidy() },
      { key: 'outline', text: t('keys.outline'), icon: <ListTree size={14} />, end: 'O', run: () => desk.set({ outline: true }) },
    ]
    return [
      { heading: t('palette.design'), find: () => actions },
      {
        heading: t('palette.nodes'),
        find(text) {
          const wanted = text.trim().toLowerCase()
          if (wanted === '') return []
          return desk.read.graph.nodes
            .filter(({ id, title, type }) => `${id} ${title} ${type}`.toLowerCase().includes(wanted))
            .slice(0, MOST)
            .map(({ id, title, type, stage }) => ({
              key: `node ${id}`,
              text: title,
              also: `${id} ${type}`,
              icon: <TypeIcon type={type} stage={stage} />,
              end: title === id ? undefined : id,
              run: () => go(id),
            }))
        },
      },
      {
        heading: t('palette.add'),
        find(text) {
          if (text.trim() === '') return []
          return searchTypes(entriesOf(desk.editor.catalogue), text, lang)
            .slice(0, MOST)
            .map(({ id, type }) => ({
              key: `add ${id}`,
              text: t('design.palette-add', { name: type.title[lang] }),
              also: [type.title.en, type.title.zh, ...(type.alsoCalled ?? []), type.summary.en, type.summary.zh].join(' '),
              icon: <Plus size={14} />,
              end: id,
              run: () => desk.addFree(id),
            }))
        },
      },
    ]
  }, [t, lang, desk])
}
