'use client'
import { Input } from '../ui/input.tsx'
import { AutoTextarea } from './auto-textarea.tsx'
import { Combo } from './combo.tsx'
import { useDraft } from './use-draft.ts'
import { textOf, type WidgetProps } from './widget.ts'

/** A line of text; many lines where the value has some. */
export function TextWidget({ field, path, value, label, ids, context, disabled, onChange }: WidgetProps) {
  const draft = useDraft(value, onChange)
  const known = context.suggest?.(path) ?? []
  const placeholder = textOf(field.default)
  if (known.length > 0)
    return (
      <Combo
        {...ids}
        label={label}
        value={textOf(value)}
        options={known.map((name) => ({ name }))}
        disabled={disabled}
        placeholder={placeholder}
        onChange={(text) => onChange(text === '' ? undefined : text)}
      />
    )
  const control = { ...ids, value: draft.value, disabled, placeholder, onBlur: draft.onBlur }
  return draft.value.includes('\n') ? (
    <AutoTextarea {...control} onChange={(event) => draft.type(event.target.value)} />
  ) : (
    <Input {...control} onChange={(event) => draft.type(event.target.value)} />
  )
}
