'use client'
import { Switch } from '../ui/switch.tsx'
import type { WidgetProps } from './widget.ts'

/** On or off. */
export const SwitchWidget = ({ field, value, ids, disabled, onChange }: WidgetProps) => (
  <Switch
    id={ids.id}
    label={ids['aria-label']}
    aria-describedby={ids['aria-describedby']}
    checked={(value ?? field.default) === true}
    disabled={disabled}
    onChange={onChange}
  />
)
