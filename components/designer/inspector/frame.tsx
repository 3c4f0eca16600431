'use client'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useState } from 'react'
import { useT } from '../../i18n/provider.tsx'
import { INSPECTOR } from './focus.ts'

const KEY = 'millrace.inspector'
const LEAST = 320
const MOST = 520
const FIRST = 384
const STEP = 16
const within = (width: number): number => Math.round(Math.min(MOST, Math.max(LEAST, width)))

/** The panel at the right of the canvas, as wide as its reader likes. Esc gives the focus back by `onLeave`, unless something in it takes the key. */
export function Frame({ label, onLeave, children }: { label: string; onLeave: () => void; children: ReactNode }) {
  const [width, setWidth] = useWidth()
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
      onKeyDown={leave}
      className="relative flex min-h-0 max-w-full shrink-0 flex-col border-l border-line bg-panel outline-none max-md:absolute max-md:inset-0 max-md:z-20 max-md:w-full!"
      style={{ width }}
    >
      <Grip width={width} onWidth={setWidth} />
      {children}
    </aside>
  )
}

function useWidth(): readonly [number, (width: number) => void] {
  const [width, setWidth] = useState(FIRST)
  useEffect(() => {
    const kept = Number(localStorage.getItem(KEY))
    if (kept > 0) setWidth(within(kept))
  }, [])
  return [
    width,
    (next) => {
      setWidth(within(next))
      localStorage.setItem(KEY, String(within(next)))
    },
  ]
}

function Grip({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
  const t = useT()
  const [held, setHeld] = useState<{ x: number; width: number } | null>(null)
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (held !== null) onWidth(held.width + held.x - event.clientX)
  }
  const press = (event: KeyboardEvent): void => {
    const next = { ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: MOST, End: LEAST }[event.key]
    if (next === undefined) return
    event.preventDefault()
    onWidth(next)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no rule of a page
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('inspector.resize')}
      aria-valuenow={width}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setHeld({ x: event.clientX, width })
      }}
      onPointerMove={drag}
      onPointerUp={() => setHeld(null)}
      onPointerCancel={() => setHeld(null)}
      onDoubleClick={() => onWidth(FIRST)}
      className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none after:absolute after:inset-y-0 after:left-1/2 after:w-px hover:after:bg-accent max-md:hidden"
    />
  )
}
