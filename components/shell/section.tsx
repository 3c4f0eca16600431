import type { ReactNode } from 'react'

/** A part of a page of settings: its title, and rows in a frame. */
export const Section = ({ title, id, children }: { title: string; id?: string; children: ReactNode }) => (
  <section aria-label={title} id={id} className="scroll-mt-4">
    <h2 className="mb-2 font-medium">{title}</h2>
    <div className="divide-y divide-line rounded-lg border border-line bg-panel">{children}</div>
  </section>
)

export const Row = ({ label, hint, children }: { label: ReactNode; hint?: ReactNode; children: ReactNode }) => (
  <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
    <div className="min-w-0 flex-1 basis-48">
      <p>{label}</p>
      {hint !== undefined && <p className="text-xs text-subtle">{hint}</p>}
    </div>
    {children}
  </div>
)
