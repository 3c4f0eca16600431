import { type RefObject, useEffect } from 'react'
import { useReactFlow } from 'reactflow'
import { EDGE, FIT_DRAFT, openingView, reducedMotion } from '../canvas-view.ts'
import { CARD } from '../layout.ts'
import type { CanvasView } from './desk.ts'
import { useDesk } from './use-desk.ts'

/** What the list of types takes, in pixels. */
const LIST = { width: 332, height: 400 }
const SWIFT = 200
const WAIT_FRAMES = 30
/** Room at the right of a card for what stands beside it. */
const BESIDE = 48

/** Lends the desk the mounted canvas. */
export function useCanvasView(root: RefObject<HTMLDivElement | null>, onFocus: (id: string) => void): void {
  const flow = useReactFlow()
  const desk = useDesk()
  useEffect(() => {
    const duration = (): number => (reducedMotion() ? 0 : SWIFT)
    const box = (): DOMRect => root.current?.getBoundingClientRect() ?? new DOMRect()
    const view: CanvasView = {
      at(x, y) {
        const { left, right, top, bottom } = box()
        const over = document.elementFromPoint(x, y)
        if (x < left || x > right || y < top || y > bottom || over === null || root.current?.contains(over) !== true) return null
        return flow.screenToFlowPosition({ x, y }, { snapToGrid: false })
      },
      window: (point) => flow.flowToScreenPosition(point),
      roomFor(point) {
        const { left, right, top, bottom } = box()
        const { x, y } = flow.flowToScreenPosition(point)
        return { x: Math.max(left + EDGE, Math.min(x, right - LIST.width)), y: Math.max(top + EDGE, Math.min(y, bottom - LIST.height)) }
      },
      middle() {
        const { left, top, width, height } = box()
        return flow.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 }, { snapToGrid: false })
      },
      reveal(nodes) {
        const places = nodes.flatMap((id) => desk.places[id] ?? [])
        if (places.length === 0) return
        const { x, y, zoom } = flow.getViewport()
        const { width, height } = box()
        const [xs, ys] = [places.map((p) => p.x), places.map((p) => p.y)]
        const [left, right] = [Math.min(...xs) * zoom + x, (Math.max(...xs) + CARD.width) * zoom + x]
        const [top, bottom] = [Math.min(...ys) * zoom + y, (Math.max(...ys) + CARD.height) * zoom + y]
        if (right - left > width || bottom - top > height) return view.fit(nodes)
        const dx = left < EDGE ? EDGE - left : right > width - BESIDE ? width - BESIDE - right : 0
        const dy = top < EDGE ? EDGE - top : bottom > height - EDGE ? height - EDGE - bottom : 0
        if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: duration() })
      },
      focus(id) {
        if (id === null) return root.current?.focus({ preventScroll: true })
        onFocus(id)
        // the next key is for this card; that of a new node, or of one that was not seen, is there a few frames later
        const reach = (frames: number): void => {
          const card = root.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
          if (card) card.focus({ preventScroll: true })
          else if (frames > 0) requestAnimationFrame(() => reach(frames - 1))
        }
        reach(WAIT_FRAMES)
      },
      fit(nodes) {
        requestAnimationFrame(
          () =>
            void flow.fitView({
              ...FIT_DRAFT,
              duration: duration(),
              ...(nodes === undefined ? {} : { nodes: nodes.map((id) => ({ id })) }),
            }),
        )
      },
      open() {
        void flow.setViewport(openingView(desk.places, box(), FIT_DRAFT, desk.one))
      },
      zoom(by) {
        if (by === 'one') void flow.zoomTo(1)
        else if (by === 'in') void flow.zoomIn()
        else void flow.zoomOut()
      },
    }
    desk.canvas = view
    // what stands beside the canvas must not cover what it is about
    let width = box().width
    const resized = new ResizeObserver(() => {
      const narrower = box().width < width
      width = box().width
      if (narrower && desk.one !== null) view.reveal([desk.one])
    })
    if (root.current !== null) resized.observe(root.current)
    return () => {
      resized.disconnect()
      desk.canvas = null
    }
  }, [flow, desk, root, onFocus])
}
