'use client'
import { X } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useT } from '../i18n/provider.tsx'
import { IconButton } from '../ui/button.tsx'

/** Pixels of the canvas that the panel lies over. */
export const PANEL_WIDTH = 336

/** The panel over the right of the canvas. Esc closes it wherever the focus is on the page, unless a dialog or menu takes the key. */
export function SidePanel({
  icon,
  title,
  sub,
  onClose,
  children,
}: {
  icon: ReactNode
  title: string
  sub: ReactNode
  onClose: () => void
  children: ReactNode
}) {
  const t = useT()
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) onClose()
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [onClose])
  return (
    <aside
      aria-label={t('live.panel', { name: title })}
      className="absolute inset-y-0 right-0 z-20 flex max-w-full flex-col border-l border-line bg-panel"
      style={{ width: PANEL_WIDTH }}
    >
      <div className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-2 pl-3">
        {icon}
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base leading-5 font-semibold">{title}</h2>
          <p className="truncate text-xs text-subtle">{sub}</p>
        </div>
        <IconButton label={t('do.close')} onClick={onClose}>
          <X size={16} />
        </IconButton>
      </div>
      <div className="flex-1 overflow-y-auto">{children}</div>
    </aside>
  )
}

/** A part of a panel; `end` stands at the right of its title. */
export const Section = ({ title, end, children }: { title: string; end?: ReactNode; children: ReactNode }) => (
  <section className="border-b border-line px-3 py-3 last:border-b-0">
    <div className="mb-2 flex items-center justify-between gap-2">
      <h3 className="text-xs font-medium text-subtle">{title}</h3>
      {end !== undefined && <div className="-my-1.5 -mr-1">{end}</div>}
    </div>
    {children}
  </section>
)

/** Names on the left, figures on the right. */
export const Facts = ({ children }: { children: ReactNode }) => <dl className="flex flex-col gap-1">{children}</dl>

export const Fact = ({ name, children }: { name: ReactNode; children: ReactNode }) => (
  <div className="flex items-baseline justify-between gap-3">
    <dt className="shrink-0 text-muted">{name}</dt>
    <dd className="num min-w-0 text-right break-words">{children}</dd>
  </div>
)
