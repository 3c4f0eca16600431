'use client'
import { ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { arriving } from './arriving.ts'
import { cx } from './cx.ts'
import { controlClass } from './input.tsx'

export type Option<V extends string> = { readonly value: V; readonly label: string; readonly icon?: ReactNode }
export type SelectProps<V extends string> = {
  readonly value: V
  readonly onChange: (value: V) => void
  readonly options: readonly Option<V>[]
  readonly label?: string
  readonly id?: string
  readonly className?: string
  readonly disabled?: boolean
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: true
}

const useBox = arriving(() => import('./select-box.tsx'))

/** One of a few. `label` is the accessible name. */
export function Select<V extends string>(props: SelectProps<V>) {
  const box = useBox()
  const [wanted, setWanted] = useState(false)
  const className = cx(controlClass, 'inline-flex h-8 items-center justify-between gap-2 px-2.5 whitespace-nowrap', props.className)
  if (box !== null) return <box.SelectBox {...props} className={className} wanted={wanted} />
  const { value, options, label, id, disabled, 'aria-describedby': described, 'aria-invalid': invalid } = props
  return (
    <button
      type="button"
      role="combobox"
      aria-expanded="false"
      id={id}
      aria-label={label}
      aria-describedby={described}
      aria-invalid={invalid}
      disabled={disabled}
      onClick={() => setWanted(true)}
      className={className}
    >
      <span>{options.find((option) => option.value === value)?.label}</span>
      <ChevronDown size={14} aria-hidden="true" className="text-subtle" />
    </button>
  )
}
