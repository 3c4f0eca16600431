'use client'
import { Command } from 'cmdk'
import { useMemo, useRef, useState } from 'react'
import { formOf } from '../../../core/form.ts'
import { type AnyNodeType, stages, typeId } from '../../../core/node-type.ts'
import { useT, useWords } from '../../i18n/provider.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { NothingFits } from '../../ui/states.tsx'
import { useEditor } from '../editor/use-editor.ts'
import { TypeIcon } from '../type-icon.tsx'
import { useDraftNode } from './state.ts'

/** Makes a node one of another type. It keeps its wires, and the settings that the new type has too. */
export function ChangeType({ id, type, onClose }: { id: string; type: string; onClose: () => void }) {
  const t = useT()
  const words = useWords()
  const editor = useEditor()
  const config = useDraftNode(id)?.config
  const [at, setAt] = useState(type)
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const types = useMemo(
    () => (Object.values(editor.catalogue) as AnyNodeType[]).toSorted((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage)),
    [editor],
  )
  const lostBy = (to: string): string[] => {
    const known = formOf(editor.catalogue[to].config).map(({ path }) => path[0])
    return Object.keys(config ?? {}).filter((name) => !known.includes(name))
  }
  const change = (to: string): void => {
    const lost = new Set(lostBy(to))
    const kept = Object.fromEntries(Object.entries(config ?? {}).filter(([name]) => !lost.has(name)))
    editor.run({ do: 'set-type', id, type: to, config: kept })
    onClose()
  }
  const lost = Object.hasOwn(editor.catalogue, at) ? lostBy(at) : []
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('inspector.change-type-of', { id })}>
      <Command label={t('inspector.change-type-of', { id })} value={at} onValueChange={setAt} loop className="flex min-h-0 flex-col">
        <Command.Input
          ref={field}
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder={t('inspector.type-search')}
          className="h-11 shrink-0 border-b border-line bg-transparent px-4 outline-none"
        />
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
          <Command.Empty>
            <NothingFits text={text} field={field} onClear={() => setText('')} className="py-6" />
          </Command.Empty>
          {types.map((each) => (
            <Command.Item
              key={typeId(each)}
              value={typeId(each)}
              keywords={[each.title.en, each.title.zh, ...(each.alsoCalled ?? [])]}
              onSelect={change}
              className="flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 data-[selected=true]:bg-selected"
            >
              <TypeIcon type={typeId(each)} stage={each.stage} size={16} />
              <span className="shrink-0 font-medium">{words(each.title)}</span>
              <span className="truncate text-xs text-subtle">{words(each.summary)}</span>
            </Command.Item>
          ))}
        </Command.List>
        {lost.length > 0 && (
          <p className="border-t border-line px-4 py-2 text-xs text-warn">{t('inspector.type-lost', { names: lost.join(', ') })}</p>
        )}
      </Command>
    </Dialog>
  )
}
