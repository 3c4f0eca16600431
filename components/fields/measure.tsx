'use client'
import type { Data } from '../../core/edit/data.ts'
import { Combo } from './combo.tsx'
import { textOf, type WidgetProps } from './widget.ts'

/** A figure as text, with its unit or an example of how it is written; also a reference to a parameter. */
export const Measure = ({
  field,
  value,
  label,
  ids,
  context,
  disabled,
  onChange,
  read,
  note,
}: WidgetProps & { read: (text: string) => Data | undefined; note: string | undefined }) => (
  <Combo
    {...ids}
    label={label}
    value={textOf(value)}
    params={context.params}
    disabled={disabled}
    placeholder={textOf(field.default)}
    note={note}
    className="num"
    onChange={(text) => onChange(read(text))}
  />
)

const NUMBER = /^[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?$/

/** A number where the text is one, else the text, which the check will refuse by name. */
export function readNumber(text: string): Data | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return NUMBER.test(trimmed) ? Number(trimmed) : trimmed
}
