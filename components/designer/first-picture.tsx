'use client'
import { useCallback, useEffect, useState } from 'react'
import { usePreferences } from '../shell/preferences.tsx'
import { cx } from '../ui/cx.ts'
import { Canvas, type CanvasProps } from './canvas.tsx'
import { FIT_DRAFT } from './canvas-view.ts'
import { useInspectorWidth } from './inspector/width.ts'
import { paletteIsNarrow } from './palette/narrow.ts'

const nothing = (): void => {}

/** A draft with its live figures where the editor will show it, and the places of what stands around. Nothing in it can be reached; `onDrawn` tells when it is seen. */
export function FirstPicture({
  onDrawn,
  ...canvas
}: Omit<CanvasProps, 'fit' | 'onSelect' | 'onFitted' | 'covered'> & { onDrawn: () => void }) {
  const { preferences } = usePreferences()
  const [inspector] = useInspectorWidth()
  const [fitted, setFitted] = useState(false)
  const onFitted = useCallback(() => setFitted(true), [])
  useEffect(() => {
    if (!fitted) return
    // the frame after the next one begins once this one is seen
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(onDrawn)
    })
    return () => cancelAnimationFrame(frame)
  }, [fitted, onDrawn])
  return (
    <div inert aria-busy="true" className="flex h-full min-h-0">
      <div className={cx('shrink-0 border-r border-line bg-panel', paletteIsNarrow() ? 'w-12' : 'w-52')} />
      <div className="flex min-w-0 flex-1 flex-col">
        {preferences.tour === 'on' && <div className="h-11 shrink-0 border-b border-line bg-selected" />}
        <div className="relative min-h-0 flex-1">
          <Canvas {...canvas} onSelect={nothing} fit={FIT_DRAFT} onFitted={onFitted} />
        </div>
        <div className="h-10 shrink-0 border-t border-line bg-panel" />
      </div>
      <div className="shrink-0 border-l border-line bg-panel" style={{ width: canvas.selected === null ? 48 : inspector }} />
    </div>
  )
}
