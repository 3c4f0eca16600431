import { type RefObject, useEffect, useState } from 'react'
import type { Point } from '../layout.ts'
import { useDesk } from './use-desk.ts'

/** A line of the window. */
export type Cut = { readonly from: Point; readonly to: Point }

/** A wire is looked at in so many pieces. */
const PIECES = 32

/** A line that is drawn on the canvas with Alt held cuts the wires that it crosses; the line while it is drawn, else null. */
export function useSlice(root: RefObject<HTMLDivElement | null>): Cut | null {
  const desk = useDesk()
  const [cut, setCut] = useState<Cut | null>(null)
  useEffect(() => {
    const element = root.current
    if (element === null) return
    const ended = new AbortController()
    const begin = (event: MouseEvent): void => {
      const onPane = event.target instanceof Element && event.target.closest('.react-flow__pane') !== null
      if (!event.altKey || event.button !== 0 || !onPane) return
      // the canvas would be moved by it
      event.stopPropagation()
      event.preventDefault()
      const from = { x: event.clientX, y: event.clientY }
      const drawing = new AbortController()
      const signal = AbortSignal.any([drawing.signal, ended.signal])
      window.addEventListener('mousemove', ({ clientX: x, clientY: y }) => setCut({ from, to: { x, y } }), { signal })
      window.addEventListener(
        'mouseup',
        ({ clientX: x, clientY: y }) => {
          drawing.abort()
          setCut(null)
          const crossed = crossedBy(element, { from, to: { x, y } })
          if (crossed.length > 0) desk.cut(crossed)
        },
        { signal },
      )
    }
    element.addEventListener('mousedown', begin, { capture: true, signal: ended.signal })
    return () => ended.abort()
  }, [desk, root])
  return cut
}

/** The wires that a line crosses as they are drawn. */
function crossedBy(root: HTMLElement, cut: Cut): string[] {
  return [...root.querySelectorAll<HTMLElement>('.react-flow__edge-wire')].flatMap((edge) => {
    const path = edge.querySelector<SVGPathElement>('.react-flow__edge-path')
    const matrix = path?.getScreenCTM() ?? null
    if (path === null || matrix === null || edge.dataset.id === undefined) return []
    const length = path.getTotalLength()
    const points = Array.from({ length: PIECES + 1 }, (_, i) => path.getPointAtLength((length * i) / PIECES).matrixTransform(matrix))
    return points.some((to, i) => i > 0 && cross({ from: points[i - 1], to }, cut)) ? [edge.dataset.id] : []
  })
}

const side = ({ from, to }: Cut, { x, y }: Point): boolean => (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x) > 0
const cross = (a: Cut, b: Cut): boolean => side(a, b.from) !== side(a, b.to) && side(b, a.from) !== side(b, a.to)
