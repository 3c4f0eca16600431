'use client'
import { visible } from '../../core/shape.ts'
import { Combo, type ComboOption } from './combo.tsx'
import { type FieldContext, textOf, type WidgetProps } from './widget.ts'

/** The fields that arrive, with their types. */
export const fieldOptions = ({ shape }: FieldContext): ComboOption[] =>
  shape === null ? [] : visible(shape).map(({ name, type }) => ({ name, detail: type }))

/** The name of a field that arrives. */
export const FieldWidget = ({ field, value, label, ids, context, disabled, onChange }: WidgetProps) => (
  <Combo
    {...ids}
    label={label}
    value={textOf(value)}
    options={fieldOptions(context)}
    params={context.params}
    disabled={disabled}
    placeholder={textOf(field.default)}
    onChange={(text) => onChange(text === '' ? undefined : text)}
  />
)
