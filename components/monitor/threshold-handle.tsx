'use client'
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import type { Severity } from '../../core/severity.ts'
import { combinationOf, runKey } from '../shell/key-table.ts'
import { cx } from '../ui/cx.ts'
import { severityLook, toneText } from '../ui/status.tsx'
import { handleKeys } from './chart-keys.ts'

/** What a handle moves: the threshold, the level at which its rule recovers, or a threshold that is yet to be made. */
type Kind = 'threshold' | 'recover' | 'new'

const HEIGHT: Record<Kind, number> = { threshold: 18, recover: 14, new: 18 }
const place: Record<Kind, string> = {
  threshold: '-right-2 w-4 rounded-sm',
  // beside the threshold's, which may be as near as its level
  recover: 'right-2.5 w-3.5 rounded-full border-dashed',
  new: '-right-2 w-4 rounded-sm opacity-0 group-hover:opacity-100 group-focus-within:opacity-100 pointer-coarse:opacity-100',
}

/** A handle at the right border of a chart, for a level that is dragged or moved by keys. `children` stand beside it. */
export function ThresholdHandle({
  kind,
  label,
  value,
  top,
  text,
  plotHeight,
  severity,
  silenced = false,
  nearest,
  onDrag,
  onKeys,
  onOpen,
  onCancel,
  children,
}: {
  kind: Kind
  label: string
  value: number
  /** The value at the top of the axis. */
  top: number
  text: string
  plotHeight: number
  severity: Severity
  silenced?: boolean
  /** The nearest level that the handle may be at. */
  nearest: (value: number) => number
  onDrag: (value: number) => void
  onKeys: (value: number) => void
  onOpen: () => void
  onCancel: () => void
  children?: ReactNode
}) {
  const height = HEIGHT[kind]
  const y = plotHeight * (1 - Math.min(1, value / top))
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const plot = event.currentTarget.closest('[data-plot]')!.getBoundingClientRect()
    const share = 1 - (event.clientY - plot.top) / plotHeight
    onDrag(nearest(Math.min(1, Math.max(0, share)) * top))
  }
  const key = (event: KeyboardEvent) => {
    const move = (steps: number): void => onKeys(nearest(Math.max(0, value + (steps * top) / 100)))
    if (!runKey(handleKeys, combinationOf(event), { move, open: onOpen, cancel: onCancel })) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(top, value)}
        aria-valuenow={value}
        aria-valuetext={text}
        title={label}
        className={cx(
          'pointer-events-auto absolute z-10 grid cursor-ns-resize touch-none place-items-center border bg-raised',
          place[kind],
          kind === 'new' || silenced ? 'border-control text-muted' : cx('border-current', toneText[severityLook[severity].tone]),
        )}
        style={{ top: Math.max(0, Math.min(plotHeight - height, y - height / 2)), height }}
        onPointerDown={(event) => {
          event.currentTarget.focus()
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={drag}
        onPointerCancel={onCancel}
        onClick={onOpen}
        onKeyDown={key}
      >
        <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
          <path d={kind === 'recover' ? 'M3 5h4' : 'M1 3h8M1 7h8'} stroke="currentColor" strokeWidth="1.5" />
        </svg>
      </div>
      {children !== undefined && (
        <div className="absolute right-6.5 z-10" style={{ top: Math.max(0, Math.min(plotHeight - 16, y - 8)) }}>
          {children}
        </div>
      )}
    </>
  )
}
