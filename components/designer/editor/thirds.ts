import { type RefObject, useEffect } from 'react'
import { useDesk } from './use-desk.ts'
import { along, selectAlong, type Way } from './walk.ts'

/** What a point of a card stands for, as a share of its width. */
export const wayAt = (share: number): Way => (share < 1 / 3 ? 'before' : share > 2 / 3 ? 'behind' : 'both')

/** With Shift, a click on the left third of a card selects it with all that feeds it, on the right third with all that it feeds, between them with all that is joined with it. */
export function useThirds(root: RefObject<HTMLDivElement | null>): void {
  const desk = useDesk()
  useEffect(() => {
    const element = root.current
    if (element === null) return
    const ended = new AbortController()
    const { signal } = ended
    const hide = (): void => {
      if (desk.now.along !== null) desk.set({ along: null })
    }
    const show = (event: { readonly shiftKey: boolean }, at: Hit | null): void => {
      if (!event.shiftKey || at === null || desk.now.drawing !== null) {
        hide()
        return
      }
      const { node, way } = at
      if (desk.now.along?.node !== node || desk.now.along.way !== way)
        desk.set({ along: { node, way, reached: new Set(along(desk.read.graph, [node], way)) } })
    }
    let last: Hit | null = null
    element.addEventListener(
      'pointermove',
      (event) => {
        // what is pressed is dragged
        last = event.buttons === 0 ? hitOf(event) : null
        show(event, last)
      },
      { signal },
    )
    element.addEventListener('pointerdown', hide, { signal })
    element.addEventListener(
      'pointerleave',
      () => {
        last = null
        hide()
      },
      { signal },
    )
    element.addEventListener(
      'click',
      (event) => {
        const at = event.shiftKey ? hitOf(event) : null
        if (at === null || desk.now.drawing !== null) return
        // the canvas would select the one card
        event.stopPropagation()
        selectAlong(desk, [at.node], at.way, event.ctrlKey || event.metaKey)
      },
      { capture: true, signal },
    )
    window.addEventListener('keydown', (event) => event.key === 'Shift' && show(event, last), { signal })
    window.addEventListener('keyup', (event) => event.key === 'Shift' && hide(), { signal })
    window.addEventListener('blur', hide, { signal })
    return () => ended.abort()
  }, [desk, root])
}

type Hit = { readonly node: string; readonly way: Way }

/** The card under the pointer, and which third of it; null on its ports and buttons. */
function hitOf({ target, clientX }: MouseEvent): Hit | null {
  if (!(target instanceof Element) || target.closest('button, .react-flow__handle') !== null) return null
  const card = target.closest<HTMLElement>('.react-flow__node')
  if (card?.dataset.id === undefined) return null
  const { left, width } = card.getBoundingClientRect()
  return { node: card.dataset.id, way: wayAt((clientX - left) / width) }
}
