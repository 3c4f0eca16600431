import type { GraphView, PipelineState } from '../../core/protocol.ts'
import type { NodeFigures } from './live-store.ts'
import type { WireFigures } from './wire-look.ts'

/** What a card shows beside its name; the worst that is true. */
export type NodeMark = 'ok' | 'firing' | 'disconnected' | 'errors' | 'pressed' | 'waiting' | 'starting' | 'stopped'

/** A node counts as back-pressured when it waited for more than this share of the second. */
export const PRESSED = 0.1
/** A chain behind which the culprit is sought. */
const CHAIN = 0.85
const BUSY = 0.5

export function nodeMark(state: PipelineState, figures: NodeFigures | null, firing: boolean): NodeMark {
  if (firing) return 'firing'
  if (state === 'starting' || state === 'recovering' || state === 'backoff') return 'starting'
  if (state !== 'running' && state !== 'draining') return 'stopped'
  if (figures === null) return 'waiting'
  if (figures.up === 0) return 'disconnected'
  if (figures.troubled) return 'errors'
  return figures.backpressured > PRESSED ? 'pressed' : 'ok'
}

/** The node that holds up the others: the busiest that does not wait itself while what is in front of it does; null when nothing is held up. */
export function bottleneck(
  graph: GraphView,
  node: (id: string) => NodeFigures | null,
  wire: (id: string) => WireFigures | null,
): string | null {
  let worst: string | null = null
  let most = -1
  for (const { id, from, to } of graph.wires) {
    const [before, after] = [node(from.node), node(to.node)]
    if (before === null || after === null || after.backpressured > PRESSED) continue
    const full = (wire(id)?.fill ?? 0) > CHAIN
    if (!full && !(before.backpressured > BUSY && after.busy > BUSY)) continue
    if (after.busy > most) {
      most = after.busy
      worst = to.node
    }
  }
  return worst
}
