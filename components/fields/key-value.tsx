'use client'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { Data, DataMap } from '../../core/edit/data.ts'
import { fieldTypes } from '../../core/shape.ts'
import { useT } from '../i18n/provider.tsx'
import { IconButton } from '../ui/button.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { Combo } from './combo.tsx'
import { ExpressionWidget } from './expression.tsx'
import { fieldOptions } from './field.tsx'
import { IssueText } from './issue-text.tsx'
import { useDraft } from './use-draft.ts'
import { type FormEdits, type FormIssues, textOf, type WidgetProps } from './widget.ts'

const newValue = { type: 'string', expression: '', name: '', text: '' } as const

/** Names and what they stand for: types of fields, expressions, new names or texts. */
export function KeyValueWidget({ edits, found, ...props }: WidgetProps & { edits: FormEdits; found: FormIssues }) {
  const t = useT()
  const { field, path, value, label, context, disabled } = props
  const entries = Object.entries(typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as DataMap) : {})
  const kind = field.meta.values ?? 'text'
  const [name, setName] = useState('')
  const taken = entries.some(([key]) => key === name)
  const add = (key: string): void => {
    if (key === '' || entries.some(([k]) => k === key)) return
    setName('')
    edits.set([...path, key], newValue[kind])
  }
  const wide = kind === 'expression'
  const wrong = (key: string) => found.within([...path, key])
  return (
    <fieldset aria-label={label} aria-describedby={props.ids['aria-describedby']} className="flex min-w-0 flex-col gap-2">
      {entries.map(([key, v], i) => (
        // rows have no ids; their place keeps the focus while a key is typed
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={i} className={wide ? 'flex flex-col gap-1 border-l-2 border-line py-0.5 pl-2' : 'flex items-start gap-1.5'}>
          <div className="flex min-w-0 flex-1 items-start gap-1.5">
            <KeyInput
              name={key}
              label={t('fields.name-of', { number: i + 1 })}
              disabled={disabled}
              onRename={(to) => !entries.some(([k]) => k === to) && to !== '' && edits.rename([...path, key], to)}
            />
            {wide && <RemoveButton name={key} disabled={disabled} onClick={() => edits.unset([...path, key])} />}
          </div>
          <div className="min-w-0 flex-1">
            <Value
              {...props}
              kind={kind}
              name={key}
              value={v}
              invalid={wrong(key).some((i) => i.level === 'error') || undefined}
              onChange={(next) => edits.set([...path, key], next)}
            />
            {wrong(key).map((issue) => (
              <IssueText key={issue.message} issue={issue} found={found} edits={edits} />
            ))}
          </div>
          {!wide && <RemoveButton name={key} disabled={disabled} onClick={() => edits.unset([...path, key])} />}
        </div>
      ))}
      <div className="flex items-start gap-1.5">
        <div className="min-w-0 flex-1">
          {kind === 'name' ? (
            <Combo
              label={t('fields.new-name')}
              value={name}
              options={fieldOptions(context)}
              placeholder={t('fields.new-name')}
              disabled={disabled}
              onChange={setName}
              onEnter={add}
            />
          ) : (
            <Input
              id={props.ids.id}
              aria-label={t('fields.new-name')}
              aria-invalid={taken || undefined}
              className="font-mono"
              placeholder={t('fields.new-name')}
              spellCheck={false}
              disabled={disabled}
              value={name}
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
                event.preventDefault()
                add(name)
              }}
            />
          )}
        </div>
        <IconButton label={t('fields.add-to', { name: label })} disabled={disabled || name === '' || taken} onClick={() => add(name)}>
          <Plus size={14} />
        </IconButton>
      </div>
    </fieldset>
  )
}

const RemoveButton = ({ name, disabled, onClick }: { name: string; disabled: boolean; onClick: () => void }) => {
  const t = useT()
  return (
    <IconButton label={t('fields.remove', { name })} disabled={disabled} onClick={onClick}>
      <X size={14} />
    </IconButton>
  )
}

/** A key is given its new name when the control is left or Enter is pressed: half a name is no key. */
function KeyInput({ name, label, disabled, onRename }: { name: string; label: string; disabled: boolean; onRename: (to: string) => void }) {
  const [text, setText] = useState<string | null>(null)
  const done = (): void => {
    if (text !== null && text !== name) onRename(text)
    setText(null)
  }
  return (
    <Input
      aria-label={label}
      className="font-mono"
      spellCheck={false}
      disabled={disabled}
      value={text ?? name}
      onChange={(event) => setText(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) done()
        if (event.key === 'Escape') setText(null)
      }}
    />
  )
}

function Value({
  kind,
  name,
  value,
  invalid,
  onChange,
  ...props
}: Omit<WidgetProps, 'onChange' | 'value'> & {
  kind: keyof typeof newValue
  name: string
  value: Data
  invalid: true | undefined
  onChange: (value: Data) => void
}) {
  const t = useT()
  const label = t('fields.value-of', { name })
  const draft = useDraft(value, (text) => onChange(text ?? ''))
  const ids = { id: `${props.ids.id}-${name}`, 'aria-describedby': undefined, 'aria-invalid': invalid, 'aria-label': label }
  if (kind === 'expression')
    return (
      <ExpressionWidget
        {...props}
        ids={ids}
        label={label}
        path={[...props.path, name]}
        value={value}
        onChange={(text) => onChange(text ?? '')}
      />
    )
  if (kind === 'type') {
    const current = textOf(value)
    const options = (fieldTypes as readonly string[]).includes(current) ? fieldTypes : [...fieldTypes, current]
    return (
      <Select
        label={label}
        className="w-full"
        value={current}
        options={options.map((type) => ({ value: type, label: type }))}
        disabled={props.disabled}
        onChange={onChange}
      />
    )
  }
  return (
    <Input
      {...ids}
      className="font-mono"
      spellCheck={false}
      disabled={props.disabled}
      value={draft.value}
      onBlur={draft.onBlur}
      onChange={(event) => draft.type(event.target.value)}
    />
  )
}
