'use client'
import { createContext, type KeyboardEvent, type ReactNode, useContext, useEffect, useId, useRef } from 'react'
import { cx } from './cx.ts'

export type Tab<V extends string> = {
  readonly value: V
  readonly label: ReactNode
  /** null = not known yet: its place is kept. */
  readonly count?: number | null
  readonly tone?: 'crit' | 'warn'
}

type Shown = { readonly id: string; readonly value: string }
const ShownContext = createContext<Shown>({ id: '', value: '' })
const tabId = (id: string, value: string): string => `${id}-trigger-${value}`
const panelId = (id: string, value: string): string => `${id}-panel-${value}`

/** Tabs with roving focus: an arrow key shows the next one. `children` are Panels. */
export function Tabs<V extends string>({
  value,
  onChange,
  tabs,
  label,
  end,
  className,
  children,
}: {
  value: V
  onChange: (value: V) => void
  tabs: readonly Tab<V>[]
  label: string
  /** What stands at the right end of the list of tabs. */
  end?: ReactNode
  className?: string
  children: ReactNode
}) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  // on a narrow window the list scrolls
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is active
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [value])
  const active = Math.max(
    0,
    tabs.findIndex((tab) => tab.value === value),
  )
  const onKeyDown = (event: KeyboardEvent): void => {
    // what has the focus may be ahead of what is shown
    const at = tabs.findIndex((tab) => tabId(id, tab.value) === (event.target as HTMLElement).id)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
    if (next === undefined || at === -1 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const tab = tabs.at(next % tabs.length)!
    document.getElementById(tabId(id, tab.value))?.focus()
    onChange(tab.value)
  }
  return (
    <ShownContext value={{ id, value }}>
      <div className={cx('flex min-h-0 flex-col', className)}>
        <div className="flex shrink-0 items-center gap-2 border-b border-line">
          <div
            ref={list}
            role="tablist"
            aria-label={label}
            onKeyDown={onKeyDown}
            className="flex min-w-0 flex-1 gap-1 overflow-x-auto px-2 [scrollbar-width:none]"
          >
            {tabs.map((tab, i) => (
              <button
                key={tab.value}
                type="button"
                role="tab"
                id={tabId(id, tab.value)}
                aria-selected={tab.value === value}
                aria-controls={tab.value === value ? panelId(id, value) : undefined}
                tabIndex={i === active ? 0 : -1}
                onClick={() => onChange(tab.value)}
                className="relative inline-flex h-10 shrink-0 items-center gap-1.5 rounded-sm px-2 font-medium text-muted -outline-offset-2! transition-colors duration-(--quick) after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full hover:text-fg aria-selected:text-fg aria-selected:after:bg-accent"
              >
                {tab.label}
                {tab.count !== undefined && (
                  <span
                    className={cx(
                      'num min-w-6 rounded-full px-1 text-center text-xs',
                      (tab.count ?? 0) > 0 && tab.tone === 'crit'
                        ? 'text-crit'
                        : (tab.count ?? 0) > 0 && tab.tone === 'warn'
                          ? 'text-warn'
                          : 'text-subtle',
                    )}
                  >
                    {tab.count}
                  </span>
                )}
              </button>
            ))}
          </div>
          {end}
        </div>
        {children}
      </div>
    </ShownContext>
  )
}

/** What a tab shows. Mounted only while that is active. */
export function Panel({ value, className, children }: { value: string; className?: string; children: ReactNode }) {
  const shown = useContext(ShownContext)
  if (shown.value !== value) return null
  return (
    <div
      role="tabpanel"
      id={panelId(shown.id, value)}
      aria-labelledby={tabId(shown.id, value)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel is the next stop behind its tabs
      tabIndex={0}
      className={cx('relative min-h-0 flex-1 -outline-offset-2!', className)}
    >
      {children}
    </div>
  )
}
