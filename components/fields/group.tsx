import type { ReactNode } from 'react'

/** Settings that belong together, under a title. */
export const GroupWidget = ({ title, help, children }: { title: string; help?: string; children: ReactNode }) => (
  <fieldset className="min-w-0">
    <legend className="text-sm font-medium text-fg">{title}</legend>
    {help !== undefined && <p className="text-xs text-subtle">{help}</p>}
    <div className="mt-2 flex flex-col gap-3 border-l-2 border-line pl-3">{children}</div>
  </fieldset>
)
