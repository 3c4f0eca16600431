'use client'
import { Plus, Trash2, Workflow, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { paramNotes } from '../../../core/document.ts'
import { type Data, type DataMap, isDataMap } from '../../../core/edit/data.ts'
import type { DocumentKey } from '../../../core/edit/index.ts'
import { type Durability, durabilities } from '../../../core/plan.ts'
import { AutoTextarea } from '../../fields/auto-textarea.tsx'
import { paramMistake, paramText, paramValue } from '../../fields/param-text.ts'
import { useDraft } from '../../fields/use-draft.ts'
import { useT } from '../../i18n/provider.tsx'
import { Section } from '../../monitor/panel.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { cx } from '../../ui/cx.ts'
import { Field, Input } from '../../ui/input.tsx'
import { Panel, Tabs } from '../../ui/tabs.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { Editable } from './editable.tsx'
import { Problems } from './problems.tsx'
import { renameParam } from './rename-param.ts'
import { RulesOn } from './rules-on.tsx'
import { useDocument } from './state.ts'

type Tab = 'config' | 'alerts'
const PARAM = /^[A-Za-z_][\w-]*$/

/** The pipeline's own settings, parameters and rules. */
export function PipelineInspector({ onClose }: { onClose: () => void }) {
  const t = useT()
  const editor = useEditor()
  const document = useDocument()
  const issues = useEditorState((s) => s.read.issues).filter(
    ({ at }) => at.node === undefined && at.wire === undefined && at.path?.[0] !== 'alerts',
  )
  const [tab, setTab] = useState<Tab>('config')
  return (
    <>
      <header className="flex shrink-0 items-center gap-2 border-b border-line py-2 pr-2 pl-3">
        <Workflow size={18} className="shrink-0 text-subtle" aria-hidden="true" />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base leading-5 font-semibold">
            {typeof document.title === 'string' ? document.title : editor.name}
          </h2>
          <p className="truncate font-mono text-xs text-subtle">{editor.name}</p>
        </div>
        <IconButton label={t('do.close')} size="small" onClick={onClose}>
          <X size={16} />
        </IconButton>
      </header>
      <Tabs<Tab>
        value={tab}
        onChange={setTab}
        label={t('inspector.tabs', { name: editor.name })}
        tabs={(['config', 'alerts'] as const).map((value) => ({ value, label: t(`inspector.tab.${value}`) }))}
        className="flex-1"
      >
        <Panel value="config" className="overflow-y-auto">
          <Problems issues={issues} />
          <Editable>
            <Own document={document} />
            <Params document={document} />
          </Editable>
        </Panel>
        <Panel value="alerts" className="overflow-y-auto">
          <RulesOn on={null} />
        </Panel>
      </Tabs>
    </>
  )
}

function Own({ document }: { document: DataMap }) {
  const t = useT()
  const editor = useEditor()
  const set = (key: DocumentKey, value: Data): void => {
    editor.run({ do: 'set-document', key, value }, { coalesce: `document:${key}` })
  }
  const text = (key: 'title' | 'description'): string => (typeof document[key] === 'string' ? document[key] : '')
  const durability = durabilities.find((each) => each === document.durability) ?? 'safe'
  return (
    <Section title={t('inspector.pipeline')}>
      <div className="flex flex-col gap-3">
        <Field label={t('inspector.title')}>
          {(ids) => (
            <Input
              {...ids}
              value={text('title')}
              placeholder={editor.name}
              onChange={({ target: { value } }) => set('title', value === '' ? null : value)}
            />
          )}
        </Field>
        <Field label={t('inspector.description')}>
          {(ids) => (
            <AutoTextarea
              {...ids}
              value={text('description')}
              onChange={({ target: { value } }) => set('description', value === '' ? null : value)}
            />
          )}
        </Field>
        <Trigger trigger={document.trigger} onChange={(value) => set('trigger', value)} />
        <div className="flex flex-col gap-1">
          <p className="text-sm font-medium">{t('inspector.durability')}</p>
          <Choice<Durability>
            label={t('inspector.durability')}
            value={durability}
            onChange={(value) => set('durability', value === 'safe' ? null : value)}
            options={durabilities.map((value) => ({ value, label: t(`inspector.durability.${value}`) }))}
          />
          <p className="text-xs text-subtle">{t(`inspector.durability-hint.${durability}`)}</p>
        </div>
      </div>
    </Section>
  )
}

function Trigger({ trigger, onChange }: { trigger: Data | undefined; onChange: (value: Data) => void }) {
  const t = useT()
  const every = isDataMap(trigger) ? trigger.every : undefined
  const draft = useDraft(every, (value) => onChange({ every: value ?? '' }))
  return (
    <div className="flex flex-col gap-1">
      <p className="text-sm font-medium">{t('inspector.trigger')}</p>
      <div className="flex items-center gap-2">
        <Choice<'asap' | 'every'>
          label={t('inspector.trigger')}
          value={every === undefined ? 'asap' : 'every'}
          onChange={(value) => onChange(value === 'asap' ? null : { every: '1s' })}
          options={(['asap', 'every'] as const).map((value) => ({ value, label: t(`inspector.trigger.${value}`) }))}
        />
        {every !== undefined && (
          <Input
            value={draft.value}
            aria-label={t('inspector.trigger-every')}
            className="num w-24"
            onChange={({ target }) => draft.type(target.value)}
            onBlur={draft.onBlur}
          />
        )}
      </div>
      <p className="text-xs text-subtle">{t(every === undefined ? 'inspector.trigger-hint.asap' : 'inspector.trigger-hint.every')}</p>
    </div>
  )
}

/** Parameters and their values, written as in YAML, so that 80 stays a number and '80' a text. */
function Params({ document }: { document: DataMap }) {
  const t = useT()
  const editor = useEditor()
  const params = isDataMap(document.params) ? document.params : {}
  const text = useEditorState((s) => s.text)
  const notes = useMemo(() => paramNotes(text), [text])
  const [name, setName] = useState('')
  const wrong =
    name !== '' &&
    (!PARAM.test(name) ? t('inspector.param-form') : Object.hasOwn(params, name) ? t('inspector.param-taken', { name }) : false)
  return (
    <Section title={t('inspector.params')}>
      <p className="mb-2 text-xs text-subtle">{t('inspector.params-hint', { reference: `\${param.name}` })}</p>
      <ul className="flex flex-col gap-1.5">
        {Object.entries(params).map(([key, value]) => (
          <Param key={key} name={key} value={value} params={params} note={notes[key]} />
        ))}
      </ul>
      <form
        className="mt-2 flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault()
          if (name === '' || wrong !== false) return
          if (editor.run({ do: 'set-param', name, value: '' }) !== null) setName('')
        }}
      >
        <div className="flex gap-1.5">
          <Input
            value={name}
            aria-label={t('inspector.param-new')}
            placeholder={t('inspector.param-new')}
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setName(target.value)}
          />
          <Button type="submit" icon={<Plus size={13} />} disabled={name === '' || wrong !== false}>
            {t('inspector.param-add')}
          </Button>
        </div>
        {wrong !== false && <p className="text-xs text-crit">{wrong}</p>}
      </form>
    </Section>
  )
}

function Param({ name, value, params, note }: { name: string; value: Data; params: DataMap; note: string | undefined }) {
  const t = useT()
  const editor = useEditor()
  const document = useDocument()
  const [typed, setTyped] = useState<string | null>(null)
  const [called, setCalled] = useState<string | null>(null)
  const text = typed ?? paramText(value)
  const mistake = paramMistake(text)
  const taken = called !== null && called !== name && (!PARAM.test(called) || Object.hasOwn(params, called))
  const change = (next: string): void => {
    setTyped(next)
    if (paramMistake(next) === null) editor.run({ do: 'set-param', name, value: paramValue(next) ?? '' }, { coalesce: `param:${name}` })
  }
  const rename = (): void => {
    if (called !== null && called !== name && !taken) editor.run(renameParam(document, name, called))
    setCalled(null)
  }
  const control = { value: text, 'aria-label': t('inspector.param-value', { name }), spellCheck: false, onBlur: () => setTyped(null) }
  return (
    <li className="flex flex-col gap-0.5">
      <div className="flex items-start gap-1.5">
        <Input
          value={called ?? name}
          aria-label={t('inspector.param-name', { name })}
          aria-invalid={taken || undefined}
          className="w-32! shrink-0 font-mono"
          spellCheck={false}
          onChange={({ target }) => setCalled(target.value)}
          onBlur={rename}
          onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && rename()}
        />
        {text.includes('\n') ? (
          <AutoTextarea {...control} code onChange={({ target }) => change(target.value)} />
        ) : (
          <Input
            {...control}
            aria-invalid={mistake !== null || undefined}
            className="font-mono"
            onChange={({ target }) => change(target.value)}
          />
        )}
        <IconButton label={t('inspector.param-remove', { name })} onClick={() => editor.run({ do: 'remove-param', name })}>
          <Trash2 size={14} />
        </IconButton>
      </div>
      {(mistake ?? note) !== undefined && (
        <p className={cx('text-xs', mistake === null ? 'text-subtle' : 'text-crit')}>{mistake ?? note}</p>
      )}
    </li>
  )
}
