import type { KeyBinding } from '../../shell/key-table.ts'
import { isPage } from '../../shell/page-focus.ts'
import { type Direction, neighbour } from '../focus.ts'
import { focusInspector } from '../inspector/focus.ts'
import type { Desk } from './desk.ts'
import { drawByKeys } from './draw.ts'
import { togglePin } from './pin.ts'
import { follow, nextWire } from './walk.ts'

/** What a key of the designer is about: `node` has the focus, or is the one that is selected. */
export type EditorKey = { readonly desk: Desk; readonly node: string | null; readonly key: string }

/** `always` = also while somebody types, `editor` = elsewhere in the designer, `canvas` = on the canvas. */
type Reach = 'always' | 'editor' | 'canvas'
type EditorBinding = KeyBinding<EditorKey> & { readonly reach: Reach }

const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }
const STEP: Readonly<Record<Direction, readonly [number, number]>> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }
const NUDGE = 8
const FAR = 40
const arrows = (modifier = ''): string[] => ['arrowup', 'arrowdown', 'arrowleft', 'arrowright'].map((key) => modifier + key)

/** All keys of the designer, in the order of the sheet. */
export const editorKeys: readonly EditorBinding[] = [
  { on: ['tab'], text: 'keys.add-behind', reach: 'canvas', run: ({ desk }) => addHere(desk) },
  { on: arrows(), shown: '↑ ↓ ← →', text: 'keys.arrows-focus', reach: 'canvas', run: (at) => nudge(at, NUDGE) || walk(at) },
  { on: arrows('shift+'), shown: 'shift+↑ ↓ ← →', text: 'keys.move-far', reach: 'canvas', run: (at) => nudge(at, FAR) },
  {
    on: arrows('alt+'),
    shown: 'alt+↑ ↓ ← →',
    text: 'keys.follow',
    reach: 'canvas',
    run: ({ desk, node, key }) => node !== null && follow(desk, node, ARROWS[key]),
  },
  // every letter that means nothing else
  { on: [], shown: 'A – Z', text: 'keys.search-type', reach: 'canvas', run: null },
  { on: ['enter'], text: 'keys.select', reach: 'canvas', run: ({ desk, node }) => settingsOf(desk, node) },
  { on: ['c'], text: 'keys.wire', reach: 'canvas', run: ({ desk, node }) => node !== null && drawByKeys(desk, node) },
  { on: ['e'], text: 'keys.cycle', reach: 'canvas', run: ({ desk, node }) => node !== null && nextWire(desk, node) },
  { on: ['delete', 'backspace'], text: 'keys.delete', reach: 'canvas', run: ({ desk }) => desk.remove(false) },
  { on: ['mod+delete', 'mod+backspace'], text: 'keys.delete-heal', reach: 'editor', run: ({ desk }) => desk.remove(true) },
  { on: ['mod+z'], text: 'keys.undo', reach: 'editor', run: ({ desk }) => desk.undo() },
  { on: ['mod+shift+z', 'mod+y'], text: 'keys.redo', reach: 'editor', run: ({ desk }) => desk.redo() },
  // the browser sends these four as events of the clipboard
  { on: ['mod+c'], text: 'keys.copy', reach: 'editor', run: null },
  { on: ['mod+x'], text: 'keys.cut', reach: 'editor', run: null },
  { on: ['mod+v'], text: 'keys.paste', reach: 'editor', run: null },
  { on: ['mod+shift+v'], text: 'keys.paste-inputs', reach: 'editor', run: null },
  { on: ['mod+d'], text: 'keys.duplicate', reach: 'editor', run: ({ desk }) => desk.duplicate() },
  { on: ['mod+a'], text: 'keys.all', reach: 'editor', run: ({ desk }) => desk.selectAll() },
  { on: [], shown: 'mod', pointer: 'click', text: 'keys.more', reach: 'canvas', run: null },
  { on: [], shown: 'shift', pointer: 'click', text: 'keys.thirds', reach: 'canvas', run: null },
  { on: [], shown: 'shift', pointer: 'drag', text: 'keys.lasso', reach: 'canvas', run: null },
  { on: [], shown: 'alt', pointer: 'drag', text: 'keys.slice', reach: 'canvas', run: null },
  { on: ['escape'], text: 'keys.none', reach: 'canvas', run: ({ desk }) => desk.escape() },
  { on: ['shift+l'], text: 'keys.tidy', reach: 'editor', run: ({ desk }) => desk.tidy() },
  { on: ['shift+k'], text: 'keys.pin', reach: 'editor', run: ({ desk, node }) => pinHere(desk, node) },
  { on: ['1'], text: 'keys.fit', reach: 'editor', run: ({ desk }) => desk.canvas?.fit() },
  { on: ['2'], text: 'keys.fit-selection', reach: 'editor', run: ({ desk }) => desk.canvas?.fit(desk.editor.now.selection.nodes) },
  { on: ['0'], text: 'keys.zoom-one', reach: 'editor', run: ({ desk }) => desk.canvas?.zoom('one') },
  { on: ['+', '='], text: 'keys.zoom-in', reach: 'editor', run: ({ desk }) => desk.canvas?.zoom('in') },
  { on: ['-'], text: 'keys.zoom-out', reach: 'editor', run: ({ desk }) => desk.canvas?.zoom('out') },
  // the canvas itself is moved while it is held
  { on: ['space'], text: 'keys.pan', reach: 'canvas', run: null },
  { on: ['f8'], text: 'keys.problem', reach: 'always', run: ({ desk }) => desk.goToProblem('next') },
  { on: ['shift+f8'], text: 'keys.problem-before', reach: 'always', run: ({ desk }) => desk.goToProblem('previous') },
  { on: ['o'], text: 'keys.outline', reach: 'editor', run: ({ desk }) => desk.set({ outline: !desk.now.outline }) },
  { on: ['m'], text: 'keys.minimap', reach: 'editor', run: ({ desk }) => desk.set({ minimap: !desk.now.minimap }) },
  { on: ['mod+s'], text: 'keys.version', reach: 'always', run: ({ desk }) => desk.set({ asked: 'version' }) },
  { on: ['shift+p'], text: 'keys.deploy', reach: 'editor', run: ({ desk }) => desk.set({ asked: 'deploy' }) },
]

/** The keys that work where the cursor stands. */
export const keysWithin = (reach: Reach): readonly EditorBinding[] => WITHIN[reach]
const WITHIN: Readonly<Record<Reach, readonly EditorBinding[]>> = {
  always: editorKeys.filter((key) => key.reach === 'always'),
  editor: editorKeys.filter((key) => key.reach !== 'canvas'),
  canvas: editorKeys,
}

/** Opens the list of types: for the selected wire, else for what comes behind the selected node. Nobody is held here: from elsewhere, and after Esc, the key goes on. */
function addHere(desk: Desk): boolean {
  const { nodes, wires } = desk.editor.now.selection
  if (isPage(document.activeElement)) return false
  if (nodes.length === 0 && wires.length === 1) {
    desk.openInto(wires[0])
    return true
  }
  if (desk.one === null && desk.read.graph.nodes.length > 0) return false
  desk.openBehind(desk.one)
  return true
}

/** Pins or frees what is selected, else the node that has the focus. */
function pinHere(desk: Desk, node: string | null): boolean {
  const { nodes } = desk.editor.now.selection
  const ids = nodes.length > 0 ? nodes : node === null ? [] : [node]
  togglePin(desk, ids)
  return ids.length > 0
}

/** Goes to the settings of the selected wire, else of a node. */
function settingsOf(desk: Desk, node: string | null): boolean {
  const { nodes, wires } = desk.editor.now.selection
  if (nodes.length === 0 && wires.length === 1) {
    desk.set({ inspector: true })
    focusInspector()
    return true
  }
  if (node === null) return false
  desk.enter(node)
  return true
}

function nudge({ desk, key }: EditorKey, by: number): boolean {
  if (desk.editor.now.selection.nodes.length === 0) return false
  const [x, y] = STEP[ARROWS[key]]
  desk.nudge(x * by, y * by)
  return true
}

function walk({ desk, node, key }: EditorKey): boolean {
  const next = node === null ? null : neighbour(desk.places, node, ARROWS[key])
  if (next === null) return false
  desk.canvas?.reveal([next])
  desk.canvas?.focus(next)
  return true
}
