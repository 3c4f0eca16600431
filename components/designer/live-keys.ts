import type { ReactFlowInstance } from 'reactflow'
import type { KeyBinding } from '../shell/key-table.ts'
import { FIT } from './canvas-view.ts'
import { type Direction, neighbour } from './focus.ts'
import type { Positions } from './layout.ts'

export type LiveKey = {
  readonly flow: Pick<ReactFlowInstance, 'fitView' | 'zoomTo' | 'zoomIn' | 'zoomOut'>
  readonly places: Positions
  /** The card that has the focus. */
  readonly node: string | null
  readonly key: string
  readonly selected: string | null
  readonly focus: (id: string) => void
  readonly onSelect: (id: string | null) => void
}

const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

/** The keys of a canvas that is only looked at, in the order of the sheet. */
export const liveKeys: readonly KeyBinding<LiveKey>[] = [
  { on: ['arrowup', 'arrowdown', 'arrowleft', 'arrowright'], shown: '↑ ↓ ← →', text: 'keys.walk', run: walk },
  { on: ['enter', 'space'], text: 'keys.details', run: ({ node, onSelect }) => node !== null && onSelect(node) },
  { on: ['escape'], text: 'keys.details-close', run: ({ selected, onSelect }) => selected !== null && onSelect(null) },
  { on: ['1'], text: 'keys.fit', run: ({ flow }) => void flow.fitView(FIT) },
  { on: ['0'], text: 'keys.zoom-one', run: ({ flow }) => void flow.zoomTo(1) },
  { on: ['+', '='], text: 'keys.zoom-in', run: ({ flow }) => void flow.zoomIn() },
  { on: ['-'], text: 'keys.zoom-out', run: ({ flow }) => void flow.zoomOut() },
]

function walk({ node, places, key, focus }: LiveKey): boolean {
  if (node === null) return false
  const next = neighbour(places, node, ARROWS[key])
  if (next !== null) focus(next)
  return true
}
