'use client'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { cx } from '../ui/cx.ts'
import { popClass } from '../ui/pop.ts'

export type ListItem = { readonly key: string; readonly text: ReactNode; readonly detail?: ReactNode }

/** A list of proposals below a text control: arrows move, Enter takes, Esc closes; of several lines Tab takes too. The control keeps the focus. */
export function useSuggestions({
  items,
  label,
  multiline = false,
  onTake,
}: {
  items: readonly ListItem[]
  label: string
  /** The control takes several lines: those cannot be comboboxes. */
  multiline?: boolean
  onTake: (index: number) => void
}) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const [chosen, setActive] = useState(0)
  const active = Math.min(chosen, items.length - 1)
  const show = (): void => {
    setActive(0)
    setOpen(true)
  }
  const shown = open && items.length > 0
  const take = (index: number): void => {
    setOpen(false)
    onTake(index)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (!shown) {
      if ((event.key === ' ' && event.ctrlKey) || (event.key === 'ArrowDown' && !multiline && items.length > 0)) {
        event.preventDefault()
        show()
      }
      return
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setActive((active + step + items.length) % items.length)
    else if ((event.key === 'Enter' || (event.key === 'Tab' && multiline)) && !event.shiftKey) take(active)
    else if (event.key === 'Escape') setOpen(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return {
    shown,
    /** Opens the list with its first item active; call it as text changes. */
    show,
    hide: () => setOpen(false),
    /** For the control. */
    control: {
      ...(multiline ? { 'aria-haspopup': 'listbox' as const } : { role: 'combobox', 'aria-expanded': shown }),
      'aria-controls': shown ? id : undefined,
      'aria-autocomplete': 'list',
      'aria-activedescendant': shown ? `${id}-${active}` : undefined,
      autoComplete: 'off',
      onKeyDown,
    } as const,
    list: shown && (
      <div
        id={id}
        role="listbox"
        aria-label={label}
        className={cx(popClass, 'absolute inset-x-0 top-full mt-1 max-h-56 overflow-y-auto p-1')}
      >
        {items.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the control, which keeps the focus
          <div
            tabIndex={-1}
            key={item.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={index === active ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            className={cx(
              'flex min-h-7 cursor-pointer items-baseline justify-between gap-3 rounded-sm px-2 py-1',
              index === active && 'bg-selected',
            )}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(index)}
          >
            <span className="font-mono text-xs">{item.text}</span>
            {item.detail !== undefined && <span className="truncate text-xs text-subtle">{item.detail}</span>}
          </div>
        ))}
      </div>
    ),
  }
}
