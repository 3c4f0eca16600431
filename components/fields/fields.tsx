'use client'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useT } from '../i18n/provider.tsx'
import { Combo } from './combo.tsx'
import { fieldOptions } from './field.tsx'
import type { WidgetProps } from './widget.ts'

/** Names of fields that arrive, in order. */
export function FieldsWidget({ value, label, ids, context, disabled, onChange }: WidgetProps) {
  const t = useT()
  const [text, setText] = useState('')
  const names = Array.isArray(value) ? value.map(String) : []
  const add = (name: string): void => {
    setText('')
    if (name !== '' && !names.includes(name)) onChange([...names, name])
  }
  const remove = (name: string): void => onChange(names.length === 1 ? undefined : names.filter((n) => n !== name))
  return (
    <div className="flex flex-col gap-1.5">
      {names.length > 0 && (
        <ul className="flex flex-wrap gap-1" aria-label={label}>
          {names.map((name) => (
            <li key={name} className="inline-flex h-6 items-center rounded-sm border border-line-strong bg-hover pl-2 font-mono text-xs">
              {name}
              <button
                type="button"
                disabled={disabled}
                aria-label={t('fields.remove', { name })}
                className="flex size-6 items-center justify-center text-subtle hover:text-fg"
                onClick={() => remove(name)}
              >
                <X size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Combo
        {...ids}
        label={label}
        value={text}
        options={fieldOptions(context).filter(({ name }) => !names.includes(name))}
        disabled={disabled}
        placeholder={t('fields.add-field')}
        onChange={setText}
        onEnter={add}
      />
    </div>
  )
}
