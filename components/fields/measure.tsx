'use client'
import type { Data } from '../../core/edit/data.ts'
import { Input } from '../ui/input.tsx'
import { useDraft } from './use-draft.ts'
import { textOf, type WidgetProps } from './widget.ts'

/** A figure as text, with its unit or an example of how it is written; also a reference to a parameter. */
export function Measure({
  field,
  value,
  ids,
  disabled,
  onChange,
  read,
  note,
}: WidgetProps & { read: (text: string) => Data | undefined; note: string | undefined }) {
  const { type, ...draft } = useDraft(value, onChange, read)
  return (
    <span className="relative block">
      <Input
        {...ids}
        {...draft}
        disabled={disabled}
        inputMode="text"
        autoComplete="off"
        spellCheck={false}
        className={note === undefined ? 'num' : 'num pr-24'}
        placeholder={textOf(field.default)}
        onChange={(event) => type(event.target.value)}
      />
      {note !== undefined && (
        <span aria-hidden="true" className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-subtle">
          {note}
        </span>
      )}
    </span>
  )
}

const NUMBER = /^[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?$/

/** A number where the text is one, else the text, which the check will refuse by name. */
export function readNumber(text: string): Data | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return NUMBER.test(trimmed) ? Number(trimmed) : trimmed
}
