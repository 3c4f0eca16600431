'use client'
import { RadioGroup } from 'radix-ui'

/** One of two or three, all in sight. */
export const Choice = <V extends string>({
  value,
  onChange,
  options,
  label,
}: {
  value: V
  onChange: (value: V) => void
  options: readonly { readonly value: V; readonly label: string }[]
  label: string
}) => (
  <RadioGroup.Root
    value={value}
    onValueChange={(v) => onChange(v as V)}
    aria-label={label}
    orientation="horizontal"
    className="inline-flex flex-wrap rounded-md border border-line-strong bg-hover p-0.5"
  >
    {options.map((option) => (
      <RadioGroup.Item
        key={option.value}
        value={option.value}
        className="h-7 rounded-sm border border-transparent px-3 text-sm whitespace-nowrap text-muted transition-colors duration-(--quick) hover:text-fg disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:border-line-strong data-[state=checked]:bg-panel data-[state=checked]:font-medium data-[state=checked]:text-fg"
      >
        {option.label}
      </RadioGroup.Item>
    ))}
  </RadioGroup.Root>
)
