'use client'
import { Input } from '../ui/input.tsx'
import { useSuggestions } from './suggestions.tsx'
import { useDraft } from './use-draft.ts'
import type { ControlIds } from './widget.ts'

export type ComboOption = { readonly name: string; readonly detail?: string }

/** A line of text with proposals; any text may be typed. */
export function Combo({
  label,
  value,
  options,
  onChange,
  onEnter,
  disabled,
  placeholder,
  ...ids
}: Partial<ControlIds> & {
  label: string
  value: string
  options: readonly ComboOption[]
  onChange: (text: string) => void
  /** Enter was pressed, or a proposal taken. */
  onEnter?: (text: string) => void
  disabled?: boolean
  placeholder?: string
}) {
  const draft = useDraft(value, (text) => onChange(String(text ?? '')))
  const wanted = draft.value.toLowerCase()
  const fitting = options.some(({ name }) => name === draft.value)
    ? options
    : options.filter(({ name }) => name.toLowerCase().includes(wanted))
  const suggestions = useSuggestions({
    label,
    items: fitting.map(({ name, detail }) => ({ key: name, text: name, detail })),
    onTake: (index) => (onEnter === undefined ? draft.type(fitting[index].name) : enter(fitting[index].name)),
  })
  function enter(text: string): void {
    draft.onBlur()
    onEnter?.(text)
  }
  return (
    <span className="relative block">
      <Input
        {...ids}
        {...suggestions.control}
        aria-label={ids['aria-label'] ?? (ids.id === undefined ? label : undefined)}
        className="font-mono"
        spellCheck={false}
        disabled={disabled}
        placeholder={placeholder}
        value={draft.value}
        onFocus={suggestions.show}
        onClick={suggestions.show}
        onBlur={() => {
          suggestions.hide()
          draft.onBlur()
        }}
        onChange={(event) => {
          draft.type(event.target.value)
          suggestions.show()
        }}
        onKeyDown={(event) => {
          suggestions.control.onKeyDown(event)
          if (event.key !== 'Enter' || event.defaultPrevented || event.nativeEvent.isComposing || onEnter === undefined) return
          event.preventDefault()
          enter(draft.value)
        }}
      />
      {suggestions.list}
    </span>
  )
}
