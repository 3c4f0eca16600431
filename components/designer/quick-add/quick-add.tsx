'use client'
import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useLang, useT, useWords } from '../../i18n/provider.tsx'
import { useModKey } from '../../shell/keys.ts'
import { Kbd } from '../../ui/kbd.tsx'
import { NothingFits } from '../../ui/states.tsx'
import type { Adding } from '../editor/desk-state.ts'
import { PopAt } from '../editor/pop-at.tsx'
import { useDesk, useDeskState } from '../editor/use-desk.ts'
import { searchTypes, settingNamed } from '../palette/search.ts'
import { TypeIcon } from '../type-icon.tsx'
import { type Choice, choicesFor } from './choices.ts'
import { keepRecent, recentTypes } from './recent.ts'

/** The list of types for a node that is about to be added, where it will stand. */
export function QuickAdd() {
  const t = useT()
  const desk = useDesk()
  const adding = useDeskState((s) => s.adding)
  if (adding === null) return null
  return (
    <PopAt anchor={adding.anchor} label={titleOf(adding, t)} onClose={() => desk.closeList()} className="w-80">
      <List key={`${adding.at.x},${adding.at.y}`} adding={adding} />
    </PopAt>
  )
}

function titleOf({ from, to, into }: Adding, t: ReturnType<typeof useT>): string {
  if (from !== null) return t('design.add-behind', { name: from.node })
  if (to !== null) return t('design.add-front', { name: to.node })
  return t(into === null ? 'design.add' : 'design.add-into')
}

function List({ adding }: { adding: Adding }) {
  const t = useT()
  const lang = useLang()
  const desk = useDesk()
  const mod = useModKey()
  const [text, setText] = useState(adding.text)
  const field = useRef<HTMLInputElement>(null)
  const choices = useMemo(() => choicesFor(desk.read, adding), [desk, adding])
  const found = searchTypes(choices, text, lang).map((choice): Found => {
    const named = settingNamed(choice, text, lang)
    return named === null
      ? { ...choice, named: null }
      : { ...choice, config: { [named.name]: named.value }, ready: false, named: named.value }
  })
  const recent = useMemo(recentTypes, [])
  const again = text === '' ? recent.flatMap((id) => found.find((choice) => choice.id === id) ?? []) : []
  // what is chosen with Ctrl or ⌘ held is followed by the next choice
  const on = useRef(false)
  const hold = (event: { ctrlKey: boolean; metaKey: boolean }): void => {
    on.current = event.ctrlKey || event.metaKey
  }
  const choose = ({ id, config }: Choice): void => {
    const { at, from, to, into } = adding
    desk.set({ adding: null })
    keepRecent(id)
    desk.add({ type: id, at, from, to, into, ...(config === null ? {} : { config }) }, on.current)
  }
  return (
    <Command
      label={titleOf(adding, t)}
      shouldFilter={false}
      loop
      onKeyDownCapture={hold}
      onClickCapture={hold}
      className="flex max-h-96 flex-col"
    >
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-3">
        <Search size={14} aria-hidden="true" className="text-subtle" />
        <Command.Input
          ref={field}
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder={t('design.add-search')}
          className="h-10 min-w-0 flex-1 bg-transparent outline-none"
        />
      </div>
      <Command.List className="min-h-0 flex-1 overflow-auto p-1">
        <Command.Empty>
          {choices.length === 0 ? (
            <p className="px-3 py-6 text-center text-muted">{t('design.add-none-fits')}</p>
          ) : (
            <NothingFits text={text} field={field} onClear={() => setText('')} className="py-6" />
          )}
        </Command.Empty>
        {again.length > 0 && (
          <Command.Group heading={t('design.add-recent')} className={groupClass}>
            {again.map((choice) => (
              <Entry key={choice.id} choice={choice} onSelect={() => choose(choice)} />
            ))}
          </Command.Group>
        )}
        <Command.Group heading={again.length > 0 ? t('design.add-all') : undefined} className={groupClass}>
          {found
            .filter((choice) => !again.includes(choice))
            .map((choice) => (
              <Entry key={choice.id} choice={choice} onSelect={() => choose(choice)} />
            ))}
        </Command.Group>
      </Command.List>
      {choices.length > 0 && (
        <p className="flex shrink-0 items-center gap-1 border-t border-line px-3 py-1.5 text-xs text-muted">
          <Kbd>{mod}</Kbd>
          <Kbd>Enter</Kbd>
          {t('design.add-on')}
        </p>
      )}
    </Command>
  )
}

/** `named` = the choice that was typed, with which it begins. */
type Found = Choice & { readonly named: string | null }

const groupClass =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-subtle'

function Entry({ choice: { id, type, ready, named }, onSelect }: { choice: Found; onSelect: () => void }) {
  const t = useT()
  const words = useWords()
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-sm px-2 py-1 data-[selected=true]:bg-selected"
    >
      <TypeIcon type={id} stage={type.stage} size={16} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="truncate font-medium">{words(type.title)}</span>
          {named !== null && <code className="font-mono text-xs">{named}</code>}
          <span className="text-xs text-subtle">{t(`stage.${type.stage}`)}</span>
          {ready && <span className="ml-auto shrink-0 text-xs text-muted">{t('design.add-ready')}</span>}
        </span>
        <span className="block truncate text-xs text-muted">{words(type.summary)}</span>
      </span>
    </Command.Item>
  )
}
