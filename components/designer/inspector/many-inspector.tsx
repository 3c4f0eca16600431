'use client'
import { CopyPlus, Pin, PinOff, Trash2, Unplug, X } from 'lucide-react'
import { useMemo } from 'react'
import { sameData, valueAt } from '../../../core/edit/data.ts'
import type { Command, Data, DataMap, DataPath } from '../../../core/edit/index.ts'
import { type FormField, formOf } from '../../../core/form.ts'
import { fixesOf } from '../../../core/suggest/index.ts'
import type { Words } from '../../../core/words.ts'
import { Form } from '../../fields/form.tsx'
import { issuesUnder } from '../../fields/issues-under.ts'
import { useT } from '../../i18n/provider.tsx'
import { Section } from '../../monitor/panel.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Switch } from '../../ui/switch.tsx'
import { togglePin } from '../editor/pin.ts'
import { isPinned } from '../editor/places.ts'
import { useDesk } from '../editor/use-desk.ts'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { TypeIcon } from '../type-icon.tsx'
import { Editable } from './editable.tsx'
import { type DraftNode, draftNode, useDocument, useReading } from './state.ts'

/** What can be done to several nodes and wires at once, and the settings that the nodes share. */
export function ManyInspector({ nodes, wires, onClose }: { nodes: readonly string[]; wires: readonly string[]; onClose: () => void }) {
  const t = useT()
  const editor = useEditor()
  const desk = useDesk()
  const pinned = useEditorState((s) => nodes.every((id) => isPinned(s.read, id)))
  const document = useDocument()
  const all = useMemo(() => nodes.flatMap((id) => draftNode(document, id, editor.catalogue) ?? []), [nodes, document, editor])
  const title = [
    nodes.length > 0 ? t('inspector.selected', { count: nodes.length }) : '',
    wires.length > 0 ? t('inspector.selected-wires', { count: wires.length }) : '',
  ]
    .filter(Boolean)
    .join(', ')
  return (
    <>
      <header className="flex shrink-0 items-center gap-1 border-b border-line py-2 pr-2 pl-3">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold">{title}</h2>
        <Editable>
          {nodes.length > 0 && (
            <>
              <IconButton label={t('inspector.duplicate')} size="small" onClick={() => editor.run({ do: 'duplicate', ids: nodes })}>
                <CopyPlus size={14} />
              </IconButton>
              <IconButton label={t(pinned ? 'inspector.unpin' : 'inspector.pin')} size="small" onClick={() => togglePin(desk, nodes)}>
                {pinned ? <PinOff size={14} /> : <Pin size={14} />}
              </IconButton>
              <IconButton
                label={t('inspector.delete-heal')}
                size="small"
                onClick={() => editor.run({ do: 'remove-nodes', ids: nodes, heal: true })}
              >
                <Unplug size={14} />
              </IconButton>
            </>
          )}
          <IconButton label={t('inspector.delete')} size="small" onClick={() => editor.run(removal(nodes, wires))}>
            <Trash2 size={14} />
          </IconButton>
        </Editable>
        <IconButton label={t('do.close')} size="small" onClick={onClose}>
          <X size={16} />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {all.length > 0 && (
          <>
            <Members nodes={all} />
            <Section title={t('inspector.shared')}>
              <Shared nodes={all} />
            </Section>
          </>
        )}
      </div>
    </>
  )
}

function removal(nodes: readonly string[], wires: readonly string[]): Command {
  const cut: Command = { do: 'remove-wires', wires }
  if (nodes.length === 0) return cut
  const remove: Command = { do: 'remove-nodes', ids: nodes }
  // wires of the nodes go with them
  const others = wires.filter((wire) => !wire.split('>').some((end) => nodes.includes(end.split('.')[0])))
  if (others.length === 0) return remove
  return {
    do: 'all',
    commands: [{ do: 'remove-wires', wires: others }, remove],
    name: { en: `Delete ${nodes.length + others.length} things`, zh: `删除 ${nodes.length + others.length} 项` },
  }
}

function Members({ nodes }: { nodes: readonly DraftNode[] }) {
  const t = useT()
  const editor = useEditor()
  return (
    <ul className="border-b border-line px-3 py-2">
      {nodes.map(({ id, title, type, known, enabled }) => (
        <li key={id} className="flex h-8 items-center gap-2">
          {known !== null && <TypeIcon type={type} stage={known.stage} size={14} />}
          <Button
            look="ghost"
            size="small"
            className="min-w-0 flex-1 justify-start! truncate"
            onClick={() => editor.select({ nodes: [id] })}
          >
            {title ?? id}
          </Button>
          <Editable>
            <Switch
              label={`${t('inspector.enabled')}: ${title ?? id}`}
              checked={enabled}
              onChange={(value) => editor.run({ do: 'set-node', id, key: 'enabled', value })}
            />
          </Editable>
        </li>
      ))}
    </ul>
  )
}

/** A form of the settings that all have. One that differs is empty, and what is put in goes to all. */
function Shared({ nodes }: { nodes: readonly DraftNode[] }) {
  const t = useT()
  const editor = useEditor()
  const reading = useReading()
  const stale = useEditorState((s) => s.read.stale)
  const form = useMemo(() => sharedForm(nodes), [nodes])
  const top = form.filter(({ path }) => path.length === 1).map(({ path }) => path[0])
  const value: DataMap = Object.fromEntries(
    top.flatMap((name) => {
      const [first, ...others] = nodes.map(({ config }) => config[name])
      return first !== undefined && others.every((other) => sameData(first, other)) ? [[name, first]] : []
    }),
  )
  const mixed = top.filter((name) => value[name] === undefined && nodes.some(({ config }) => config[name] !== undefined))
  if (top.length === 0) return <p className="text-subtle">{t('inspector.shared-none')}</p>
  const edit = (path: DataPath, next: Data | undefined): void => {
    const title = form.find((field) => field.path[0] === path[0])!.meta.title
    const commands = nodes.flatMap(({ id, config }): Command[] =>
      next === undefined
        ? valueAt(config, path) === undefined
          ? []
          : [{ do: 'unset-config', id, path }]
        : [{ do: 'set-config', id, path, value: next }],
    )
    editor.run(
      { do: 'all', commands, name: setOf(title, nodes.length) },
      { coalesce: `config:${nodes.map(({ id }) => id).join()}:${path.join('.')}` },
    )
  }
  return (
    <div className="flex flex-col gap-3">
      {mixed.length > 0 && (
        <p className="text-xs text-subtle">
          {t('inspector.mixed')}: <code className="font-mono">{mixed.join(', ')}</code>
        </p>
      )}
      <Form
        form={form}
        value={value}
        disabled={stale}
        issues={issuesUnder(['nodes', nodes[0].id, 'config'], [], (issue) => fixesOf(issue, reading))}
        context={{ shape: null, sample: null, now: Date.now, params: reading.pipeline?.params ?? {} }}
        edits={{
          set: edit,
          unset: (path) => edit(path, undefined),
          rename: (path, to) => {
            const commands = nodes.map(({ id }): Command => ({ do: 'rename-key', path: ['nodes', id, 'config', ...path], to }))
            editor.run({ do: 'all', commands, name: setOf({ en: to, zh: to }, nodes.length) })
          },
          apply: (command) => editor.run(command),
        }}
      />
    </div>
  )
}

const setOf = (title: Words, count: number): Words => ({
  en: `Set “${title.en}” of ${count} nodes`,
  zh: `设置 ${count} 个节点的“${title.zh}”`,
})

/** Settings of the same name and kind in every type, but lists: their items mean something per node only. */
function sharedForm(nodes: readonly DraftNode[]): readonly FormField[] {
  const [first, ...others] = nodes.map(({ known }) => (known === null ? [] : formOf(known.config)))
  const has = (fields: readonly FormField[], { path, meta, choices }: FormField): boolean =>
    fields.some((f) => f.path.join('.') === path.join('.') && f.meta.widget === meta.widget && sameData(f.choices, choices))
  const shared = first.filter((field) => others.every((fields) => has(fields, field)))
  return shared.filter(({ path }) => shared.some((field) => field.path.length === 1 && field.path[0] === path[0]))
}
