import { firstOf } from './focus.ts'
import { CARD, type Point, type Positions } from './layout.ts'

/** How a whole graph is fitted into the canvas. */
export const FIT = { padding: { x: '28px', top: '48px', bottom: '56px' }, maxZoom: 1, minZoom: 0.1 } as const
/** As FIT, with room for the names of open ports. */
export const FIT_DRAFT = { ...FIT, padding: { ...FIT.padding, x: '28px', right: '80px' } } as const
/** Below this zoom the text of cards cannot be read with ease. */
export const READABLE = 0.6
/** More nodes than this are drawn only where they can be seen. */
export const CULL_FROM = 150
/** Room between the selected node and what covers the canvas. */
export const EDGE = 24
/** Whether the viewer wants things not to move. */
export const reducedMotion = (): boolean =>
  document.documentElement.dataset.motion === 'reduced' ||
  (document.documentElement.dataset.motion !== 'full' && matchMedia('(prefers-reduced-motion: reduce)').matches)

type Size = { readonly width: number; readonly height: number }
type Fit = typeof FIT | typeof FIT_DRAFT

/** The rectangle around all cards. */
export function boundsOf(places: Positions): Point & Size {
  const all = Object.values(places)
  const [x, y] = [Math.min(...all.map((p) => p.x)), Math.min(...all.map((p) => p.y))]
  return {
    x,
    y,
    width: Math.max(...all.map((p) => p.x)) + CARD.width - x,
    height: Math.max(...all.map((p) => p.y)) + CARD.height - y,
  }
}

/** What a canvas of this size shows when it opens: all cards, or, where they could not be read then, as many as can, around one of them or where the flow begins. */
export function openingView(places: Positions, canvas: Size, { padding }: Fit, around: string | null): Point & { zoom: number } {
  const first = places[around ?? ''] ?? places[firstOf(places) ?? '']
  if (first === undefined) return { x: 0, y: 0, zoom: 1 }
  const px = (text: string): number => Number.parseInt(text, 10)
  const [left, top] = [px(padding.x), px(padding.top)]
  const width = canvas.width - left - px('right' in padding ? padding.right : padding.x)
  const height = canvas.height - top - px(padding.bottom)
  const bounds = boundsOf(places)
  const zoom = Math.min(Math.max(Math.min(width / bounds.width, height / bounds.height), READABLE), 1)
  return {
    x: left + shift(bounds.x * zoom, bounds.width * zoom, (first.x + CARD.width / 2) * zoom, width),
    y: top + shift(bounds.y * zoom, bounds.height * zoom, (first.y + CARD.height / 2) * zoom, height),
    zoom,
  }
}

/** By how much to move so that all lies in the middle of the room or, where it has more length than that, one point of it, with nothing empty before and behind. */
function shift(start: number, length: number, point: number, room: number): number {
  if (length <= room) return (room - length) / 2 - start
  return Math.max(room - length - start, Math.min(-start, room / 2 - point))
}
