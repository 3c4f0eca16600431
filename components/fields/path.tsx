'use client'
import { Input } from '../ui/input.tsx'
import { useDraft } from './use-draft.ts'
import { textOf, type WidgetProps } from './widget.ts'

/** A path of the machine that runs the pipeline. */
export function PathWidget({ field, value, ids, disabled, onChange }: WidgetProps) {
  const { type, ...draft } = useDraft(value, onChange)
  return (
    <Input
      {...ids}
      {...draft}
      disabled={disabled}
      className="font-mono"
      spellCheck={false}
      placeholder={textOf(field.default)}
      onChange={(event) => type(event.target.value)}
    />
  )
}
