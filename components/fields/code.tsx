'use client'
import { AutoTextarea } from './auto-textarea.tsx'
import { useDraft } from './use-draft.ts'
import { textOf, type WidgetProps } from './widget.ts'

/** Text in the fixed-width face: a pattern, a script, lines to replay. */
export function CodeWidget({ field, value, ids, disabled, onChange }: WidgetProps) {
  const { type, ...draft } = useDraft(value, onChange)
  return (
    <AutoTextarea
      {...ids}
      {...draft}
      code
      disabled={disabled}
      spellCheck={false}
      placeholder={textOf(field.default)}
      onChange={(event) => type(event.target.value)}
    />
  )
}
