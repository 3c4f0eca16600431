'use client'
import { Combo } from './combo.tsx'
import { textOf, type WidgetProps } from './widget.ts'

/** A path of the machine that runs the pipeline. */
export const PathWidget = ({ field, value, label, ids, context, disabled, onChange }: WidgetProps) => (
  <Combo
    {...ids}
    label={label}
    value={textOf(value)}
    params={context.params}
    disabled={disabled}
    placeholder={textOf(field.default)}
    onChange={(text) => onChange(text === '' ? undefined : text)}
  />
)
