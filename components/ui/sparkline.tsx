'use client'
import { type Ref, useImperativeHandle, useRef } from 'react'
import { cx } from './cx.ts'
import { sparkline } from './sparkline-path.ts'

export type SparklineHandle = {
  /** Adds the newest point and drops the oldest; null or NaN is a gap. */
  push(value: number | null): void
  /** Replaces all points, oldest first; fewer than there is room for stand at the right. */
  set(values: ArrayLike<number | null>): void
}

/**
 * The last `points` figures as a small line, drawn by ref so that no tick renders React. It is an ornament of a number beside it: hidden from
 * screen readers unless `label` names it.
 */
export function Sparkline({
  ref,
  points = 60,
  width = 120,
  height = 24,
  label,
  className,
}: {
  ref: Ref<SparklineHandle>
  points?: number
  width?: number
  height?: number
  label?: string
  className?: string
}) {
  const line = useRef<SVGPathElement>(null)
  const area = useRef<SVGPathElement>(null)

  useImperativeHandle(ref, () => {
    const values = new Float64Array(points).fill(Number.NaN)
    const draw = () => {
      const paths = sparkline(values, width, height - 3)
      line.current?.setAttribute('d', paths.line)
      area.current?.setAttribute('d', paths.area)
    }
    return {
      push(value) {
        values.copyWithin(0, 1)
        values[points - 1] = value ?? Number.NaN
        draw()
      },
      set(all) {
        for (let k = 0; k < points; k++) values[points - 1 - k] = all[all.length - 1 - k] ?? Number.NaN
        draw()
      },
    }
  }, [points, width, height])

  return (
    <svg
      viewBox={`0 -2 ${width} ${height}`}
      width={width}
      height={height}
      className={cx('block shrink-0', className)}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      <path d={`M0 ${height - 2.5}H${width}`} stroke="var(--line)" />
      <path ref={area} fill="currentColor" opacity="0.12" />
      <path ref={line} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}
