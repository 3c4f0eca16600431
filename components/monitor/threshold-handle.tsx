'use client'
import type { KeyboardEvent, PointerEvent } from 'react'
import type { Severity } from '../../core/alert.ts'
import { cx } from '../ui/cx.ts'
import { severityLook, toneText } from '../ui/status.tsx'

const HEIGHT = 18

/** A handle at the right border of a chart, for a level that is dragged or moved by keys. */
export function ThresholdHandle({
  label,
  value,
  top,
  text,
  plotHeight,
  severity,
  round,
  onDrag,
  onKeys,
  onOpen,
  onCancel,
}: {
  label: string
  value: number
  /** The value at the top of the axis. */
  top: number
  text: string
  plotHeight: number
  /** null = a threshold that is yet to be made: it shows when the chart is looked at. */
  severity: Severity | null
  round: (value: number) => number
  onDrag: (value: number) => void
  onKeys: (value: number) => void
  onOpen: () => void
  onCancel: () => void
}) {
  const y = plotHeight * (1 - Math.min(1, value / top))
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const plot = event.currentTarget.parentElement!.getBoundingClientRect()
    const share = 1 - (event.clientY - plot.top) / plotHeight
    onDrag(round(Math.min(1, Math.max(0, share)) * top))
  }
  const key = (event: KeyboardEvent) => {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key]
    if (steps !== undefined) onKeys(round(Math.max(0, value + (steps * top) / 100)))
    else if (event.key === 'Enter' || event.key === ' ') onOpen()
    else if (event.key === 'Escape') onCancel()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
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
        'pointer-events-auto absolute -right-2 z-10 grid w-4 cursor-ns-resize touch-none place-items-center rounded-sm border bg-raised',
        severity === null
          ? 'border-control text-muted opacity-0 group-hover:opacity-100 group-focus-within:opacity-100 pointer-coarse:opacity-100'
          : cx('border-current', toneText[severityLook[severity].tone]),
      )}
      style={{ top: Math.max(0, Math.min(plotHeight - HEIGHT, y - HEIGHT / 2)), height: HEIGHT }}
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
        <path d="M1 3h8M1 7h8" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </div>
  )
}
