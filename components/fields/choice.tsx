'use client'
import { Choice } from '../ui/choice.tsx'
import { Select } from '../ui/select.tsx'
import { textOf, type WidgetProps } from './widget.ts'

const IN_SIGHT = 3
const LETTERS = 24

/** One of a few words: all in sight while they are few and short. A value that is none of them is shown too. */
export function ChoiceWidget({ field, path, value, label, ids, context, disabled, onChange }: WidgetProps) {
  const choices = field.choices ?? []
  const current = textOf(value ?? field.default)
  const all = current === '' || choices.includes(current) ? choices : [...choices, current]
  const options = all.map((choice) => ({ value: choice, label: context.choiceName?.(path, choice) ?? choice }))
  if (all.length <= IN_SIGHT && options.reduce((sum, { label: name }) => sum + name.length, 0) <= LETTERS && !disabled)
    return <Choice value={current} options={options} label={label} onChange={onChange} />
  return <Select id={ids.id} label={label} className="w-full" value={current} options={options} disabled={disabled} onChange={onChange} />
}
