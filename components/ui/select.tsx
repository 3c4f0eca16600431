'use client'
import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { controlClass } from './input.tsx'
import { itemClass, popClass } from './pop.ts'

export type Option<V extends string> = { readonly value: V; readonly label: string; readonly icon?: ReactNode }

/** One of a few. `label` is the accessible name. */
export function Select<V extends string>({
  value,
  onChange,
  options,
  label,
  id,
  className,
  disabled,
}: {
  value: V
  onChange: (value: V) => void
  options: readonly Option<V>[]
  label?: string
  id?: string
  className?: string
  disabled?: boolean
}) {
  return (
    <Radix.Root value={value} onValueChange={(v) => onChange(v as V)} disabled={disabled}>
      <Radix.Trigger
        id={id}
        aria-label={label}
        className={cx(controlClass, 'inline-flex h-8 items-center justify-between gap-2 px-2.5 whitespace-nowrap', className)}
      >
        <Radix.Value />
        <Radix.Icon className="text-subtle">
          <ChevronDown size={14} />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className={cx(popClass, 'max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width)')}
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className={cx(itemClass, 'pr-8')}>
                {option.icon}
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator className="absolute right-2">
                  <Check size={14} />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
