'use client'
import { Tabs as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useRef } from 'react'
import { cx } from './cx.ts'

export type Tab<V extends string> = {
  readonly value: V
  readonly label: ReactNode
  /** null = not known yet: its place is kept. */
  readonly count?: number | null
  readonly tone?: 'crit' | 'warn'
}

/** Tabs with roving focus; `children` are Panels. */
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
  const list = useRef<HTMLDivElement>(null)
  // on a narrow window the list scrolls
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is active
  useEffect(() => {
    list.current?.querySelector('[data-state=active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [value])
  return (
    <Radix.Root value={value} onValueChange={(v) => onChange(v as V)} className={cx('flex min-h-0 flex-col', className)}>
      <div className="flex shrink-0 items-center gap-2 border-b border-line">
        <Radix.List ref={list} aria-label={label} className="flex min-w-0 flex-1 gap-1 overflow-x-auto px-2 [scrollbar-width:none]">
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className="relative inline-flex h-10 shrink-0 items-center gap-1.5 rounded-sm px-2 font-medium text-muted -outline-offset-2! transition-colors duration-(--quick) after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full hover:text-fg data-[state=active]:text-fg data-[state=active]:after:bg-accent"
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
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end}
      </div>
      {children}
    </Radix.Root>
  )
}

/** What a tab shows. Kept mounted only when active. */
export const Panel = ({ value, className, children }: { value: string; className?: string; children: ReactNode }) => (
  <Radix.Content value={value} className={cx('relative min-h-0 flex-1 -outline-offset-2!', className)}>
    {children}
  </Radix.Content>
)
