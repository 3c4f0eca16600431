'use client'
import { ClipboardCopy, CopyPlus, Ellipsis, Pencil, Pin, PinOff, Replace, Trash2, Unplug, X } from 'lucide-react'
import { useId, useState } from 'react'
import { mapIn } from '../../../core/edit/data.ts'
import { copyFragment } from '../../../core/edit/index.ts'
import { NODE_ID } from '../../../core/graph.ts'
import { useT, useWords } from '../../i18n/provider.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/input.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Popover } from '../../ui/popover.tsx'
import { stageColor } from '../../ui/stage-icon.tsx'
import { Switch } from '../../ui/switch.tsx'
import { toastDone, toastError } from '../../ui/toast.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { togglePin } from '../editor/pin.ts'
import { isPinned } from '../editor/places.ts'
import { useDesk } from '../editor/use-desk.ts'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { TypeIcon } from '../type-icon.tsx'
import { ChangeType } from './change-type.tsx'
import { Editable } from './editable.tsx'
import { type DraftNode, useDocument } from './state.ts'

/** What a node is and is called, whether it takes part, and what can be done to it as a whole. */
export function NodeHeader({ node, onClose }: { node: DraftNode; onClose: () => void }) {
  const t = useT()
  const words = useWords()
  const editor = useEditor()
  const { id, type, known } = node
  const stage = known?.stage ?? null
  return (
    <header className="relative shrink-0 border-b border-line pt-2 pr-2 pb-2 pl-3">
      <span
        aria-hidden="true"
        className="absolute inset-y-0 left-0 w-1"
        style={{ background: stage === null ? 'var(--idle)' : stageColor[stage] }}
      />
      <div className="flex items-center gap-1">
        {stage !== null && <TypeIcon type={type} stage={stage} size={18} />}
        <Editable>
          <Input
            value={node.title ?? ''}
            placeholder={id}
            aria-label={t('inspector.title-of', { id })}
            onChange={({ target: { value } }) =>
              editor.run({ do: 'set-node', id, key: 'title', value: value === '' ? null : value }, { coalesce: `title:${id}` })
            }
            className="h-7! flex-1 border-transparent! bg-transparent! px-1.5! text-base! font-semibold hover:border-control! focus:border-control!"
          />
        </Editable>
        <NodeMenu node={node} />
        <IconButton label={t('do.close')} size="small" onClick={onClose}>
          <X size={16} />
        </IconButton>
      </div>
      <div className="flex items-center gap-2 pl-1 text-xs text-subtle">
        <span className="truncate">{stage === null ? type : `${t(`stage.${stage}`)} · ${words(known!.title)}`}</span>
        <Editable>
          <Rename id={id} />
          <span className="flex-1" />
          <Tooltip text={t('inspector.enabled')}>
            <span>
              <Switch
                label={t('inspector.enabled')}
                checked={node.enabled}
                onChange={(value) => editor.run({ do: 'set-node', id, key: 'enabled', value })}
              />
            </span>
          </Tooltip>
        </Editable>
      </div>
    </header>
  )
}

function Rename({ id }: { id: string }) {
  const t = useT()
  const editor = useEditor()
  const form = useId()
  const taken = Object.keys(mapIn(useDocument(), 'nodes'))
  const [open, setOpen] = useState(false)
  const [to, setTo] = useState(id)
  const wrong = !NODE_ID.test(to)
    ? t('inspector.rename-form')
    : to !== id && taken.includes(to)
      ? t('inspector.rename-taken', { id: to })
      : undefined
  return (
    <Popover
      label={t('inspector.rename', { id })}
      align="start"
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setTo(id)
      }}
      className="w-72 p-3"
      trigger={
        <button
          type="button"
          aria-label={t('inspector.rename', { id })}
          className="inline-flex min-w-0 items-center gap-1 rounded-sm px-1 font-mono hover:bg-hover hover:text-fg"
        >
          <span className="truncate">{id}</span>
          <Pencil size={11} aria-hidden="true" className="shrink-0" />
        </button>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (wrong !== undefined) return
          if (to === id || editor.run({ do: 'rename-node', id, to }) !== null) setOpen(false)
        }}
      >
        <Field label={t('inspector.rename-to')} hint={t('inspector.rename-hint')} error={wrong}>
          {(ids) => (
            <Input
              {...ids}
              value={to}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
              onChange={(e) => setTo(e.target.value)}
            />
          )}
        </Field>
        <Button type="submit" look="primary" size="small" disabled={wrong !== undefined} className="self-end">
          {t('inspector.rename-do')}
        </Button>
      </form>
    </Popover>
  )
}

function NodeMenu({ node: { id, title, type } }: { node: DraftNode }) {
  const t = useT()
  const editor = useEditor()
  const desk = useDesk()
  const broken = useEditorState((s) => s.read.stale)
  const pinned = useEditorState((s) => isPinned(s.read, id))
  const [changing, setChanging] = useState(false)
  const copy = (): void => {
    const text = copyFragment(editor.now.text, [id], editor.catalogue)
    navigator.clipboard.writeText(text).then(
      () => toastDone(t('inspector.copied', { id })),
      () => toastError(new Error(t('inspector.copy-failed'))),
    )
  }
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t('do.more-of', { name: title ?? id })} size="small">
            <Ellipsis size={16} />
          </IconButton>
        }
      >
        <MenuItem icon={<CopyPlus size={14} />} disabled={broken} onSelect={() => editor.run({ do: 'duplicate', ids: [id] })}>
          {t('inspector.duplicate')}
        </MenuItem>
        <MenuItem icon={pinned ? <PinOff size={14} /> : <Pin size={14} />} disabled={broken} onSelect={() => togglePin(desk, [id])}>
          {t(pinned ? 'inspector.unpin' : 'inspector.pin')}
        </MenuItem>
        <MenuItem icon={<Replace size={14} />} disabled={broken} onSelect={() => setChanging(true)}>
          {t('inspector.change-type')}
        </MenuItem>
        <MenuItem icon={<ClipboardCopy size={14} />} disabled={broken} onSelect={copy}>
          {t('inspector.copy-yaml')}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Unplug size={14} />} disabled={broken} onSelect={() => editor.run({ do: 'remove-nodes', ids: [id], heal: true })}>
          {t('inspector.delete-heal')}
        </MenuItem>
        <MenuItem icon={<Trash2 size={14} />} danger disabled={broken} onSelect={() => editor.run({ do: 'remove-nodes', ids: [id] })}>
          {t('inspector.delete')}
        </MenuItem>
      </Menu>
      {changing && <ChangeType id={id} type={type} onClose={() => setChanging(false)} />}
    </>
  )
}
