import { wireId } from '../../../core/edit/index.ts'
import { CARD, freePlace, type Point } from '../layout.ts'
import type { Desk } from './desk.ts'
import { type End, joinPorts, rewire } from './edits.ts'
import { openPorts } from './ports.ts'
import { wiringOf } from './read.ts'
import { lettersFor, nearestFirst, targetsOf } from './targets.ts'

/** Begins a wire at an end, with the pointer. */
export function draw(desk: Desk, end: End, side: 'from' | 'to'): void {
  desk.set({ adding: null, refusal: null, drawing: { end, side, targets: targetsOf(desk.read, end, side), letters: null, typed: '' } })
}

/** Begins a wire at a node's first out-port: the nodes that fit get letters. */
export function drawByKeys(desk: Desk, node: string): void {
  const [port] = openPorts(desk.read).get(node)?.out ?? []
  if (port === undefined) {
    desk.tell(desk.t('design.draw-none'))
    return
  }
  drawFrom(desk, { node, port })
}

/** Lets the wire that is drawn by keys begin at the node's next out-port. */
export function nextPort(desk: Desk): void {
  const { drawing } = desk.now
  if (drawing === null) return
  const { node, port } = drawing.end
  const ports = openPorts(desk.read).get(node)?.out ?? []
  drawFrom(desk, { node, port: ports[(ports.indexOf(port) + 1) % ports.length] ?? port })
}

function drawFrom(desk: Desk, end: End): void {
  const targets = targetsOf(desk.read, end, 'from')
  const fitting = [...targets].filter(([, { misfit }]) => misfit === null).map(([id]) => id)
  if (fitting.length === 0) {
    desk.tell(desk.t('design.draw-none'))
    return
  }
  const letters = lettersFor(nearestFirst(desk.places, end.node, fitting))
  desk.set({ adding: null, refusal: null, drawing: { end, side: 'from', targets, letters, typed: '' } })
  desk.say(desk.t('design.draw-by-keys', { count: fitting.length }))
}

/** Types a letter of the node that the wire shall lead to. */
export function typeLetter(desk: Desk, letter: string): void {
  const { drawing } = desk.now
  if (drawing?.letters == null) return
  const all = [...drawing.letters.values()]
  const typed = [drawing.typed + letter, letter].find((text) => all.some((letters) => letters.startsWith(text))) ?? ''
  desk.set({ drawing: { ...drawing, typed } })
  const chosen = lettered(desk)
  if (chosen === null) return
  desk.canvas?.reveal([chosen])
  desk.say(desk.t('design.draw-to', { name: desk.titleOf(chosen) }))
}

/** Draws the wire to the node whose letters were typed. */
export function finishLetters(desk: Desk): void {
  const chosen = lettered(desk)
  if (chosen === null) return
  join(desk, chosen)
  desk.canvas?.focus(chosen)
}

function lettered(desk: Desk): string | null {
  const { drawing } = desk.now
  if (drawing?.letters == null || drawing.typed === '') return null
  return [...drawing.letters].find(([, letters]) => letters === drawing.typed)?.[0] ?? null
}

/** Ends the wire that is drawn at a node; one that does not fit is refused there. */
export function join(desk: Desk, node: string, port?: string, anchor?: Point): void {
  const { drawing } = desk.now
  const target = drawing?.targets.get(node)
  desk.set({ drawing: null })
  if (drawing === null || target === undefined) return
  const other = { node, port: port ?? target.port }
  const [from, to] = drawing.side === 'from' ? [drawing.end, other] : [other, drawing.end]
  const misfit = other.port === target.port ? target.misfit : (wiringOf(desk.read)?.misfit(from, to) ?? null)
  if (misfit !== null) {
    desk.refuse(misfit, anchor ?? desk.windowOf(node))
    return
  }
  desk.run(joinPorts(desk.read, { from, to }))
  desk.pulse([node])
}

/** Leads a wire to other ports. */
export function reconnect(desk: Desk, old: string, from: End, to: End, anchor: Point): void {
  if (old === wireId({ from, to })) return
  const misfit = wiringOf(desk.read)?.misfit(from, to) ?? null
  if (misfit !== null) desk.refuse(misfit, anchor)
  else desk.run(rewire(desk.read, old, { from, to }))
}

/** Opens the list for a node where the canvas was clicked. */
export function openAtClick(desk: Desk, anchor: Point): void {
  const at = desk.canvas?.at(anchor.x, anchor.y)
  if (at) desk.openList({ at: freePlace(Object.values(desk.places), { x: at.x, y: at.y - CARD.height / 2 }), anchor })
}

/** Opens the list for what a wire that was dropped on the canvas leads to. */
export function openAtDrop(desk: Desk, drop: Point, anchor: Point): void {
  const { drawing } = desk.now
  if (drawing === null) return
  const { end, side } = drawing
  const at = { x: side === 'from' ? drop.x : drop.x - CARD.width, y: drop.y - CARD.height / 2 }
  desk.openList({ at: freePlace(Object.values(desk.places), at), anchor, ...(side === 'from' ? { from: end } : { to: end }) })
}
