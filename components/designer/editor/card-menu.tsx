'use client'
import { ClipboardCopy, CopyPlus, Pin, PinOff, Plus, Power, SlidersHorizontal, Trash2, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/provider.tsx'
import { useModKey } from '../../shell/keys.ts'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { toastDone, toastError } from '../../ui/toast.tsx'
import type { DeskState } from './desk-state.ts'
import { togglePin } from './pin.ts'
import { isPinned } from './places.ts'
import { openPorts } from './ports.ts'
import { useDesk, useDeskState } from './use-desk.ts'
import { useEditorState } from './use-editor.ts'

/** The menu of a right click on a card: what can be done with it, or with all that is selected. */
export function CardMenu() {
  const menu = useDeskState((s) => s.menu)
  return menu === null ? null : <Shown key={`${menu.node} ${menu.anchor.x} ${menu.anchor.y}`} menu={menu} />
}

function Shown({ menu }: { menu: NonNullable<DeskState['menu']> }) {
  const t = useT()
  const mod = useModKey()
  const desk = useDesk()
  const nodes = useEditorState((s) => s.selection.nodes)
  const read = useEditorState((s) => s.read)
  const { node, anchor } = menu
  const one = nodes.length === 1
  const pinned = nodes.every((id) => isPinned(read, id))
  const enabled = read.pipeline?.nodes[node]?.enabled !== false
  const feeds = one && (openPorts(read).get(node)?.out.length ?? 0) > 0
  const copy = (): void => {
    const text = desk.copied()
    if (text === null) return
    navigator.clipboard.writeText(text).then(
      () => toastDone(t('design.copied', { count: nodes.length })),
      () => toastError(new Error(t('inspector.copy-failed'))),
    )
  }
  const closed = (): boolean => {
    if (desk.now.menu === menu) desk.set({ menu: null })
    // what was chosen may have the focus elsewhere by now
    if (document.activeElement === document.body && desk.now.adding === null)
      desk.canvas?.focus(desk.read.graph.nodes.some(({ id }) => id === node) ? node : null)
    return true
  }
  const entry = (icon: ReactNode, text: string, key: string | null, run: () => void, danger = false) => (
    <MenuItem icon={icon} danger={danger} disabled={read.stale} onSelect={run}>
      <span className="flex-1">{text}</span>
      {key !== null && <span className="pl-4 text-xs text-subtle">{key}</span>}
    </MenuItem>
  )
  const name = one ? desk.titleOf(node) : t('design.selected', { count: nodes.length })
  return (
    <Menu
      opened
      align="start"
      onClosed={closed}
      trigger={
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('do.more-of', { name })}
          className="pointer-events-none fixed size-0"
          style={{ left: anchor.x, top: anchor.y }}
        />
      }
    >
      {one && entry(<SlidersHorizontal size={14} />, t('design.menu-settings'), 'Enter', () => desk.enter(node))}
      {feeds && entry(<Plus size={14} />, t('design.menu-behind'), 'Tab', () => desk.openBehind(node))}
      {one && <MenuLine />}
      {entry(<CopyPlus size={14} />, t('inspector.duplicate'), `${mod}+D`, () => desk.duplicate())}
      {entry(<ClipboardCopy size={14} />, t('inspector.copy-yaml'), `${mod}+C`, copy)}
      {entry(pinned ? <PinOff size={14} /> : <Pin size={14} />, t(pinned ? 'inspector.unpin' : 'inspector.pin'), 'Shift+K', () =>
        togglePin(desk, nodes),
      )}
      {one &&
        entry(<Power size={14} />, t(enabled ? 'design.menu-disable' : 'design.menu-enable'), null, () =>
          desk.run({ do: 'set-node', id: node, key: 'enabled', value: !enabled }),
        )}
      <MenuLine />
      {entry(<Unplug size={14} />, t('inspector.delete-heal'), `${mod}+Del`, () => desk.remove(true))}
      {entry(<Trash2 size={14} />, t('inspector.delete'), 'Del', () => desk.remove(false), true)}
    </Menu>
  )
}
