import { type NodeHandle, Position } from 'reactflow'
import type { GraphView } from '../../core/protocol.ts'
import { CARD } from './layout.ts'

/** Size of a port, as canvas.css draws it. */
export const PORT = 8
const LATE = 'late'
const LATE_AT = 0.84

/** Where the ports of a card are: told to the canvas, it need not draw and measure a card that is out of sight to know where its wires end. */
export function handlesOf({ stage }: GraphView['nodes'][number], ins: readonly string[], outs: readonly string[]): NodeHandle[] {
  if (stage === 'control') return [handle('source', 'watch', Position.Top, CARD.width / 2, 0)]
  // what came in time goes straight on; what was late leaves at the bottom
  const main = outs.filter((port) => port !== LATE)
  return [
    ...ins.map((port, i) => handle('target', port, Position.Left, 0, (i + 1) / (ins.length + 1))),
    ...outs.map((port) =>
      handle('source', port, Position.Right, CARD.width, port === LATE ? LATE_AT : (main.indexOf(port) + 1) / (main.length + 1)),
    ),
    handle('target', 'watched', Position.Bottom, CARD.width / 2, 1),
  ]
}

/** One whose middle is so far from the left, and at such a share of the height. */
const handle = (type: NodeHandle['type'], id: string, position: Position, x: number, share: number): NodeHandle => ({
  id,
  type,
  position,
  x: x - PORT / 2,
  y: share * CARD.height - PORT / 2,
  width: PORT,
  height: PORT,
})
