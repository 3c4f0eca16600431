'use client'
import type { Data } from '../../core/edit/data.ts'
import { cx } from '../ui/cx.ts'

/** Some of a few words, all in sight. */
export function ChoicesWidget({
  choices,
  value,
  label,
  nameOf,
  disabled,
  onChange,
}: {
  choices: readonly string[]
  /** Those that hold, by default too. */
  value: readonly Data[]
  label: string
  nameOf: (choice: string) => string
  disabled: boolean
  onChange: (value: readonly string[]) => void
}) {
  return (
    <fieldset aria-label={label} className="flex flex-wrap gap-1">
      {choices.map((choice) => {
        const on = value.includes(choice)
        return (
          <button
            key={choice}
            type="button"
            aria-pressed={on}
            disabled={disabled}
            className={cx(
              'h-7 rounded-sm border px-2 text-sm transition-colors duration-(--quick)',
              on ? 'border-accent bg-selected font-medium text-fg' : 'border-control bg-panel text-muted hover:text-fg',
            )}
            onClick={() => onChange(choices.filter((c) => (c === choice ? !on : value.includes(c))))}
          >
            {nameOf(choice)}
          </button>
        )
      })}
    </fieldset>
  )
}
