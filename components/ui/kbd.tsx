import type { ReactNode } from 'react'

/** A key as it is printed on a keyboard. */
export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line-strong bg-hover px-1 font-sans text-xs text-muted">
    {children}
  </kbd>
)
