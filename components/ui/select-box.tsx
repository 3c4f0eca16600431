'use client'
import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { cx } from './cx.ts'
import { itemClass, popClass } from './pop.ts'
import type { SelectProps } from './select.tsx'

export function SelectBox<V extends string>({
  value,
  onChange,
  options,
  label,
  id,
  className,
  disabled,
  'aria-describedby': described,
  'aria-invalid': invalid,
  wanted,
}: SelectProps<V> & { wanted: boolean }) {
  return (
    <Radix.Root value={value} defaultOpen={wanted} onValueChange={(v) => onChange(v as V)} disabled={disabled}>
      <Radix.Trigger id={id} aria-label={label} aria-describedby={described} aria-invalid={invalid} className={className}>
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
