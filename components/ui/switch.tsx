'use client'
import { Switch as Radix } from 'radix-ui'
import { cx } from './cx.ts'

/** On or off, at once. Give it a label by `label` or by `id` and a Field. */
export function Switch({
  checked,
  onChange,
  label,
  id,
  disabled,
  'aria-describedby': describedBy,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  label?: string
  id?: string
  disabled?: boolean
  'aria-describedby'?: string
}) {
  return (
    <Radix.Root
      id={id}
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      aria-describedby={describedBy}
      className={cx(
        'relative inline-flex h-6 w-10 shrink-0 items-center rounded-full border p-0.5 transition-colors duration-(--quick) disabled:cursor-not-allowed disabled:opacity-50',
        checked ? 'border-transparent bg-primary' : 'border-control bg-hover',
      )}
    >
      <Radix.Thumb
        className={cx(
          'block size-4 rounded-full transition-transform duration-(--quick)',
          checked ? 'translate-x-4.5 bg-on-primary' : 'translate-x-0.5 bg-subtle',
        )}
      />
    </Radix.Root>
  )
}
