'use client'
import { type KeyboardEvent, type PointerEvent, useEffect, useState } from 'react'

/** How wide a panel may be, and how wide it is at first; pixels. */
export type Widths = { readonly least: number; readonly most: number; readonly first: number }
const STEP = 16

const within = (width: number, { least, most }: Widths): number => Math.round(Math.min(most, Math.max(least, width)))

/** The width that a reader gave a panel, kept under a key of the browser's storage. */
export function useKeptWidth(key: string, widths: Widths): readonly [number, (width: number) => void] {
  const [width, setWidth] = useState(widths.first)
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once
  useEffect(() => {
    const kept = Number(localStorage.getItem(key))
    if (kept > 0) setWidth(within(kept, widths))
  }, [])
  return [
    width,
    (next) => {
      setWidth(within(next, widths))
      localStorage.setItem(key, String(within(next, widths)))
    },
  ]
}

/** The left edge of a panel, by which it is made wider or narrower: dragged, or with the arrow keys. The panel is positioned. */
export function Grip({
  label,
  width,
  widths,
  onWidth,
}: {
  label: string
  width: number
  widths: Widths
  onWidth: (width: number) => void
}) {
  const [held, setHeld] = useState<{ x: number; width: number } | null>(null)
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (held !== null) onWidth(held.width + held.x - event.clientX)
  }
  const press = (event: KeyboardEvent): void => {
    const next = { ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: widths.most, End: widths.least }[event.key]
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
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={widths.least}
      aria-valuemax={widths.most}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setHeld({ x: event.clientX, width })
      }}
      onPointerMove={drag}
      onPointerUp={() => setHeld(null)}
      onPointerCancel={() => setHeld(null)}
      onDoubleClick={() => onWidth(widths.first)}
      className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none after:absolute after:inset-y-0 after:left-1/2 after:w-px hover:after:bg-accent max-md:hidden"
    />
  )
}
