'use client'
import { AutoTextarea } from './auto-textarea.tsx'
import { Combo } from './combo.tsx'
import { useDraft } from './use-draft.ts'
import { textOf, type WidgetProps } from './widget.ts'

/** A line of text; many lines where the value has some. */
export function TextWidget({ field, path, value, label, ids, context, disabled, onChange }: WidgetProps) {
  const draft = useDraft(value, onChange)
  if (draft.value.includes('\n'))
    return (
      <AutoTextarea
        {...ids}
        value={draft.value}
        disabled={disabled}
        onBlur={draft.onBlur}
        onChange={(event) => draft.type(event.target.value)}
      />
    )
  const known = context.suggest?.(path) ?? []
  return (
    <Combo
      {...ids}
      label={label}
      value={textOf(value)}
      options={known.map((name) => ({ name }))}
      params={context.params}
      disabled={disabled}
      placeholder={textOf(field.default)}
      className={known.length > 0 ? 'font-mono' : ''}
      onChange={(text) => onChange(text === '' ? undefined : text)}
    />
  )
}
