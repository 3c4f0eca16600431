'use client'
import { BellPlus, ChevronDown, Crosshair, Pencil, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { AlertStatus, Rule } from '../../../core/alert.ts'
import { type DataMap, isDataMap, listIn } from '../../../core/edit/data.ts'
import { Silence, SilencedMark } from '../../alerts/silence.tsx'
import { AlertStateLabel } from '../../alerts/state-label.tsx'
import { useFormat, useLang, useT } from '../../i18n/provider.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { ruleWords } from '../rule-words.ts'
import { Editable } from './editable.tsx'
import { kindsFor, newRule } from './new-rule.ts'
import { RuleForm } from './rule-form.tsx'
import { RulePreview } from './rule-preview.tsx'
import { SendTest } from './send-test.tsx'
import { useDocument, useRunning } from './state.ts'

/** The rules on a node, a wire or the pipeline, as the draft has them; without `on` all rules there are. */
export function RulesOn({ on }: { on: string | null }) {
  const t = useT()
  const { statuses } = useRunning()
  const compiled = useEditorState((s) => s.read.compiled)
  const rows = useRules(on)
  const [editing, setEditing] = useState<string | null>(null)
  const targets = compiled?.targets ?? []
  const list = useRef<HTMLUListElement>(null)
  const adds = useRef<HTMLDivElement>(null)
  const editor = useEditor()
  const remove = (name: string, place: number) => {
    if (editor.run({ do: 'remove-rule', name }) === null) return
    // the focus was on what is gone: on to the rule in its place
    requestAnimationFrame(() => {
      const rows = list.current?.querySelectorAll<HTMLElement>('[data-testid=rule]') ?? []
      const next = rows[Math.min(place, rows.length - 1)]?.querySelector<HTMLElement>('button')
      ;(next ?? adds.current?.querySelector<HTMLElement>('button'))?.focus()
    })
  }
  /** A rule that was just added is to be filled in. */
  const focusOn = (name: string): boolean => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-testid=rule]') ?? [])]
    const field = rows.find((row) => row.dataset.rule === name)?.querySelector<HTMLElement>('input')
    field?.focus()
    return field != null
  }
  return (
    <>
      <div ref={adds} className="flex items-center justify-between gap-2 border-b border-line px-3 py-2">
        <span className="text-xs text-subtle">{t('inspector.rules', { count: rows.length })}</span>
        <Editable>
          <AddRule on={on ?? 'pipeline'} onAdded={setEditing} onClosed={focusOn} />
        </Editable>
      </div>
      {rows.length === 0 && <p className="px-3 py-6 text-center text-subtle">{t('inspector.rules-none')}</p>}
      <ul ref={list}>
        {rows.map((row, place) => (
          <RuleRow
            key={row.key}
            row={row}
            on={on}
            status={statuses.find((status) => status.rule === row.name) ?? null}
            open={editing === row.name}
            onOpen={(open) => setEditing(open ? row.name : null)}
            onRename={setEditing}
            onRemove={() => remove(row.name, place)}
          />
        ))}
      </ul>
      {rows.length > 0 && (
        <section className="px-3 py-3">
          <h3 className="mb-2 text-xs font-medium text-subtle">{t('inspector.told')}</h3>
          {targets.length === 0 && <p className="text-subtle">{t('inspector.told-page')}</p>}
          <ul className="flex flex-col gap-3">
            {targets.map(({ name, url }) => (
              <li key={name} className="flex flex-col gap-1.5">
                <p className="truncate">
                  <span className="font-medium">{name}</span> <code className="font-mono text-xs text-subtle">{url}</code>
                </p>
                <SendTest name={name} url={url} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

/** Where a rule stands: under `alerts:` by its place in the list, in a control node, or in no text because it comes for free. */
type Row = {
  readonly key: string
  readonly name: string
  readonly source: { readonly alert: number; readonly raw: DataMap } | { readonly node: string } | 'free'
  /** null = it has a mistake. */
  readonly rule: Rule | null
}

function useRules(on: string | null): readonly Row[] {
  const document = useDocument()
  const compiled = useEditorState((s) => s.read.compiled)
  const graph = useEditorState((s) => s.read.graph)
  const ruleOf = (name: string): Rule | null => compiled?.rules.find((rule) => rule.name === name) ?? null
  const fits = (watched: unknown): boolean => on === null || (watched ?? 'pipeline') === on
  const alerts = alertsIn(document).flatMap((raw, alert): Row[] => {
    const name = String(raw.name)
    return fits(raw.on) ? [{ key: `alert ${alert}`, name, source: { alert, raw }, rule: ruleOf(name) }] : []
  })
  // a threshold node that is looked at itself shows its own rule
  const nodes = graph.nodes.flatMap(({ id, type, config }): Row[] =>
    type === 'control.threshold' && (id === on || fits((config as { on?: unknown }).on))
      ? [{ key: `node ${id}`, name: id, source: { node: id }, rule: ruleOf(id) }]
      : [],
  )
  const known = new Set([...alerts, ...nodes].map(({ name }) => name))
  const free = (compiled?.rules ?? []).flatMap((rule): Row[] =>
    fits(rule.on) && !known.has(rule.name) && rule.name === `silence-${rule.on}`
      ? [{ key: `free ${rule.name}`, name: rule.name, source: 'free', rule }]
      : [],
  )
  return [...alerts, ...nodes, ...free]
}

function alertsIn(document: DataMap): readonly DataMap[] {
  const alerts = Array.isArray(document.alerts) ? listIn(document, 'alerts') : []
  return alerts.map((alert) => (isDataMap(alert) ? alert : {}))
}

function AddRule({
  on,
  onAdded,
  onClosed,
}: {
  on: string
  onAdded: (name: string) => void
  /** The menu is gone that added a rule; true = the focus is where it should be. */
  onClosed: (name: string) => boolean
}) {
  const t = useT()
  const editor = useEditor()
  const document = useDocument()
  const graph = useEditorState((s) => s.read.graph)
  const taken = new Set([...alertsIn(document).map(({ name }) => String(name)), ...graph.nodes.map(({ id }) => id)])
  const kinds = kindsFor(on, graph)
  const added = useRef<string | null>(null)
  return (
    <Menu
      onClosed={() => {
        const name = added.current
        added.current = null
        return name !== null && onClosed(name)
      }}
      trigger={
        <Button size="small" icon={<BellPlus size={13} />}>
          {t('inspector.rule-add')}
          <ChevronDown size={12} aria-hidden="true" />
        </Button>
      }
    >
      {kinds.map((kind) => (
        <MenuItem
          key={kind}
          onSelect={() => {
            const rule = newRule(kind, on, graph, taken)
            if (editor.run({ do: 'add-rule', rule }) === null) return
            added.current = rule.name
            onAdded(rule.name)
          }}
        >
          {t(`inspector.rule-kind.${kind}`)}
        </MenuItem>
      ))}
    </Menu>
  )
}

function RuleRow({
  row,
  on,
  status,
  open,
  onOpen,
  onRename,
  onRemove,
}: {
  row: Row
  on: string | null
  status: AlertStatus | null
  open: boolean
  onOpen: (open: boolean) => void
  onRename: (name: string) => void
  onRemove: () => void
}) {
  const t = useT()
  const format = useFormat()
  const lang = useLang()
  const editor = useEditor()
  const { name, source, rule } = row
  const take = (): void => {
    const { on: watched, silence } = rule!
    if (editor.run({ do: 'add-rule', rule: { name, on: watched, silence: `${silence! / 1000}s`, severity: 'info' } }) !== null) onOpen(true)
  }
  return (
    <li className="border-b border-line" data-testid="rule" data-rule={name}>
      <div className="flex items-start gap-1 py-2 pr-2 pl-3">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-x-2">
            <span className="truncate font-medium">{name}</span>
            {status !== null ? (
              <AlertStateLabel state={status.state} severity={status.severity} />
            ) : (
              <Badge>{t('inspector.rule-new')}</Badge>
            )}
          </p>
          <p className="num text-xs text-muted">
            {rule === null ? t('inspector.rule-mistake') : ruleWords(rule, t, format, lang)}
            {on === null && rule !== null && <code className="font-mono text-subtle"> · {rule.on}</code>}
          </p>
          {status !== null && <SilencedMark status={status} />}
          {source === 'free' && <p className="text-xs text-subtle">{t('inspector.rule-free')}</p>}
        </div>
        {status !== null && <Silence status={status} bare />}
        {typeof source === 'object' && 'node' in source && source.node !== on && (
          <IconButton
            label={t('inspector.rule-node', { node: source.node })}
            size="small"
            onClick={() => editor.select({ nodes: [source.node] })}
          >
            <Crosshair size={14} />
          </IconButton>
        )}
        {source === 'free' && (
          <Editable>
            <IconButton label={t('inspector.rule-take', { name })} size="small" onClick={take}>
              <Pencil size={14} />
            </IconButton>
          </Editable>
        )}
        {typeof source === 'object' && 'alert' in source && (
          <>
            <IconButton label={t('inspector.rule-edit', { name })} aria-expanded={open} size="small" onClick={() => onOpen(!open)}>
              <Pencil size={14} />
            </IconButton>
            <Editable>
              <IconButton label={t('inspector.rule-remove', { name })} size="small" onClick={onRemove}>
                <Trash2 size={14} />
              </IconButton>
            </Editable>
          </>
        )}
      </div>
      <div className="flex flex-col gap-3 px-3 pb-3">
        {rule !== null && (
          <Editable>
            <RulePreview
              rule={rule}
              onRecover={
                typeof source === 'object' && 'alert' in source
                  ? (recover) => editor.run({ do: 'set-rule', name, rule: { ...source.raw, name, recover } })
                  : null
              }
            />
          </Editable>
        )}
        {open && typeof source === 'object' && 'alert' in source && (
          <RuleForm alert={source.alert} raw={source.raw} onRename={onRename} fixedOn={on !== null} />
        )}
      </div>
    </li>
  )
}
