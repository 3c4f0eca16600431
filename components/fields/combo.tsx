'use client'
import { Input } from '../ui/input.tsx'
import { type Params, referencesAt } from './references.ts'
import { useSuggestions } from './suggestions.tsx'
import { useDraft } from './use-draft.ts'
import type { ControlIds } from './widget.ts'

export type ComboOption = { readonly name: string; readonly detail?: string }

/** A line of text with proposals, which are parameters while `${` is being typed; any text may be typed. */
export function Combo({
  label,
  value,
  options = [],
  params = {},
  onChange,
  onEnter,
  disabled,
  placeholder,
  note,
  className = 'font-mono',
  ...ids
}: Partial<ControlIds> & {
  label: string
  value: string
  options?: readonly ComboOption[]
  params?: Params
  onChange: (text: string) => void
  /** Enter was pressed, or a proposal taken. */
  onEnter?: (text: string) => void
  disabled?: boolean
  placeholder?: string
  /** Stands at the right inside the control, such as its unit. */
  note?: string
  className?: string
}) {
  const draft = useDraft(value, (text) => onChange(String(text ?? '')))
  const text = draft.value
  const references = referencesAt(text, text.length, params)
  const fitting = options.some(({ name }) => name === text)
    ? options
    : options.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
  const items = references === null ? fitting : references.items
  const suggestions = useSuggestions({
    label,
    items: items.map(({ name, detail }) => ({ key: name, text: name, detail })),
    onTake(index) {
      if (references !== null) draft.type(text.slice(0, references.from) + references.items[index].insert)
      else if (onEnter === undefined) draft.type(fitting[index].name)
      else enter(fitting[index].name)
    },
  })
  function enter(entered: string): void {
    draft.onBlur()
    onEnter?.(entered)
  }
  // what never proposes anything is an ordinary text field
  const control = options.length > 0 || Object.keys(params).length > 0 ? suggestions.control : { onKeyDown: suggestions.control.onKeyDown }
  return (
    <span className="relative block">
      <Input
        {...ids}
        {...control}
        aria-label={ids['aria-label'] ?? (ids.id === undefined ? label : undefined)}
        className={note === undefined ? className : `${className} pr-24`}
        spellCheck={false}
        disabled={disabled}
        placeholder={placeholder}
        value={text}
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
          control.onKeyDown(event)
          if (event.key !== 'Enter' || event.defaultPrevented || event.nativeEvent.isComposing || onEnter === undefined) return
          event.preventDefault()
          enter(text)
        }}
      />
      {note !== undefined && (
        <span aria-hidden="true" className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-subtle">
          {note}
        </span>
      )}
      {suggestions.list}
    </span>
  )
}
