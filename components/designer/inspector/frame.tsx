'use client'
import type { KeyboardEvent, ReactNode } from 'react'
import { useT } from '../../i18n/provider.tsx'
import { alertKeyArea } from '../../monitor/new-threshold.tsx'
import { Grip } from '../../ui/grip.tsx'
import { INSPECTOR } from './focus.ts'
import { INSPECTOR_WIDTHS, useInspectorWidth } from './width.ts'

/** The panel at the right of the canvas, as wide as its reader likes. Esc gives the focus back by `onLeave`, unless something in it takes the key. */
export function Frame({ label, onLeave, children }: { label: string; onLeave: () => void; children: ReactNode }) {
  const t = useT()
  const [width, setWidth] = useInspectorWidth()
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
    event.stopPropagation()
    onLeave()
  }
  return (
    <aside
      id={INSPECTOR}
      aria-label={label}
      tabIndex={-1}
      {...alertKeyArea}
      onKeyDown={leave}
      className="relative flex min-h-0 max-w-full shrink-0 flex-col border-l border-line bg-panel outline-none max-md:absolute max-md:inset-0 max-md:z-20 max-md:w-full!"
      style={{ width }}
    >
      <Grip label={t('inspector.resize')} width={width} widths={INSPECTOR_WIDTHS} onWidth={setWidth} />
      {children}
    </aside>
  )
}
