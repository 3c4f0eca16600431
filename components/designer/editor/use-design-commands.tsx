'use client'
import { ArrowLeftToLine, ArrowRightToLine, CircleAlert, ListTree, Network, Pin, Plus, Rocket, Workflow } from 'lucide-react'
import { useMemo } from 'react'
import { useLang, useT } from '../../i18n/provider.tsx'
import type { PaletteEntry, PaletteGroup } from '../../shell/palette-groups.ts'
import { entriesOf, searchTypes } from '../palette/search.ts'
import { TypeIcon } from '../type-icon.tsx'
import type { Desk } from './desk.ts'
import { togglePin } from './pin.ts'
import { issuesAt } from './read.ts'
import { useDesk } from './use-desk.ts'
import { selectAlong, type Way } from './walk.ts'

/** More of a kind than this are not offered at once. */
const MOST = 12

const references = (config: unknown): string[] =>
  [...JSON.stringify(config ?? {}).matchAll(/\$\{(?:param|secret|env)\.([\w-]+)\}/g)].map(([, name]) => `uses:${name.toLowerCase()}`)

/** What a node is found by: its names, and words for its state as one types them. */
function wordsOf(desk: Desk, { id, title, type, config }: Node): string {
  const { read, diff } = desk.editor.now
  const is = [
    issuesAt(read, id).some(({ level }) => level !== 'info') ? ['is:invalid'] : [],
    read.pipeline?.nodes[id]?.enabled === false ? ['is:disabled'] : [],
    diff?.nodes.some((change) => change.id === id) ? ['is:changed'] : [],
  ].flat()
  return ['n:', ...is, ...references(config), id, title, type].join(' ').toLowerCase()
}
type Node = Desk['read']['graph']['nodes'][number]

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
    const select = (way: Way) => () => selectAlong(desk, desk.editor.now.selection.nodes, way)
    const selections: readonly PaletteEntry[] = [
      {
        key: 'pin',
        text: t('palette.pin'),
        icon: <Pin size={14} />,
        end: 'Shift+K',
        run: () => togglePin(desk, desk.editor.now.selection.nodes),
      },
      { key: 'before', text: t('palette.select-before'), icon: <ArrowLeftToLine size={14} />, run: select('before') },
      { key: 'behind', text: t('palette.select-behind'), icon: <ArrowRightToLine size={14} />, run: select('behind') },
      { key: 'joined', text: t('palette.select-joined'), icon: <Network size={14} />, run: select('both') },
    ]
    const offered = (): readonly PaletteEntry[] =>
      (desk.editor.now.selection.nodes.length === 0 ? actions : [...actions, ...selections]).map((entry) => ({ also: 'a:', ...entry }))
    return [
      { heading: t('palette.design'), find: offered },
      {
        heading: t('palette.nodes'),
        find(text) {
          const wanted = text.trim().toLowerCase().split(/\s+/)
          if (wanted[0] === '') return []
          return desk.read.graph.nodes
            .map((node) => ({ ...node, also: wordsOf(desk, node) }))
            .filter(({ also }) => wanted.every((word) => also.includes(word)))
            .slice(0, MOST)
            .map(({ id, title, type, stage, also }) => ({
              key: `node ${id}`,
              text: title,
              also,
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
