import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Command, copyFragment } from '../../../core/edit/index.ts'
import type { Misfit } from '../../../core/suggest/index.ts'
import type { Lang } from '../../i18n/lang.ts'
import { problemIn, reasonIn, type Translate } from '../../i18n/translate.ts'
import { focusInspector } from '../inspector/focus.ts'
import { CARD, freePlace, type Point, type Positions } from '../layout.ts'
import { tidied } from '../tidy.ts'
import { type Adding, atRest, type DeskState } from './desk-state.ts'
import { addNode, middleOf, moveNodes, type NewNode, placeBehind, placeInFrontOf, removeAll, tidyNodes } from './edits.ts'
import { clearCorner, isPinned, placesOf } from './places.ts'
import { openPorts } from './ports.ts'
import type { Read } from './read.ts'
import type { EditorStore } from './store.ts'

/** What only the mounted canvas knows. Points are of the canvas unless they are said to be of the window. */
export type CanvasView = {
  /** The point of the canvas at a point of the window; null outside of it. */
  at(x: number, y: number): Point | null
  /** The point of the window at a point of the canvas. */
  window(point: Point): Point
  /** The point of the window where a list for a point of the canvas opens: inside of the canvas. */
  roomFor(point: Point): Point
  /** The middle of what is seen. */
  middle(): Point
  reveal(nodes: readonly string[]): void
  /** Puts the focus on a card; null = on the canvas. */
  focus(id: string | null): void
  /** Looks at all cards, or at some, however small they become. */
  fit(nodes?: readonly string[]): void
  /** Looks at what is shown first: cards that can be read. */
  open(): void
  zoom(by: 'in' | 'out' | 'one'): void
}

/** What people do on the canvas, whatever they do it with: pointer, keys, palette or menu. */
export class Desk {
  readonly editor: EditorStore
  readonly state: StoreApi<DeskState>
  canvas: CanvasView | null = null
  t: Translate
  lang: Lang

  constructor(editor: EditorStore, t: Translate, lang: Lang) {
    this.editor = editor
    this.t = t
    this.lang = lang
    this.state = createStore<DeskState>(() => atRest)
  }

  get now(): DeskState {
    return this.state.getState()
  }
  get read(): Read {
    return this.editor.read
  }
  get places(): Positions {
    return placesOf(this.read)
  }
  /** The node that keys are about, when exactly one is selected. */
  get one(): string | null {
    const { nodes, wires } = this.editor.now.selection
    return nodes.length === 1 && wires.length === 0 ? nodes[0] : null
  }

  set(state: Partial<DeskState>): void {
    this.state.setState(state)
  }

  /** Says it to those who do not see the canvas. */
  say(text: string): void {
    this.set({ said: { text, times: this.now.said.times + 1 } })
  }

  /** Tells everybody, for a moment: of what was asked for and cannot be. */
  tell(text: string): void {
    this.set({ notice: text })
    this.say(text)
  }

  pulse(nodes: readonly string[]): void {
    this.set({ pulse: { nodes: new Set(nodes) } })
  }

  run(command: Command, options?: { coalesce?: string }): ReturnType<EditorStore['run']> {
    const applied = this.editor.run(command, options)
    if (applied === null || applied.patch.length === 0) return applied
    const name = applied.name[this.lang]
    // edits that become one step are said once
    if (options?.coalesce === undefined || this.now.said.text !== name) this.say(name)
    return applied
  }

  /** Adds a node and shows it. */
  /** `on` = the list of types opens again for what comes behind the new node, where anything can. */
  add(node: NewNode, on = false): void {
    const applied = this.run(addNode(this.read, this.places, node))
    if (applied === null) return
    const made = applied.made
    this.canvas?.reveal(made)
    if (on && (openPorts(this.read).get(made[0])?.out.length ?? 0) > 0) this.openBehind(made[0])
    else this.canvas?.focus(made[0])
  }

  /** Adds a node where there is room: behind the selected one, else in the middle. It is not wired. */
  addFree(type: string): void {
    const { places, one } = this
    const middle = this.canvas?.middle() ?? { x: 0, y: 0 }
    const at =
      one !== null && places[one] !== undefined
        ? placeBehind(places, one)
        : freePlace(Object.values(places), { x: middle.x - CARD.width / 2, y: middle.y - CARD.height / 2 })
    this.add({ type, at })
  }

  /** Opens the list of types for a node behind this one, wired to it. */
  openBehind(id: string | null, text = ''): void {
    const { places, read } = this
    if (id === null || places[id] === undefined) {
      const middle = this.canvas?.middle() ?? { x: 0, y: 0 }
      const at = freePlace(Object.values(places), { x: middle.x - CARD.width / 2, y: middle.y - CARD.height / 2 })
      this.openList({ at, text })
      return
    }
    const ports = openPorts(read).get(id)?.out ?? []
    const used = new Set(read.graph.wires.filter((w) => w.from.node === id).map((w) => w.from.port))
    const port = ports.find((p) => !used.has(p) && p !== 'late') ?? ports[0]
    this.openList({ at: placeBehind(places, id), from: port === undefined ? null : { node: id, port }, text })
  }

  /** Opens the list of types for a node between the two ends of a wire. */
  openInto(wire: string): void {
    const link = this.read.graph.wires.find((w) => w.id === wire)
    if (link !== undefined) this.openList({ at: middleOf(this.places, link), into: wire })
  }

  openList({ at, from = null, to = null, into = null, text = '', anchor }: Partial<Adding> & { at: Point }): void {
    this.set({
      drawing: null,
      refusal: null,
      adding: { at, from, to, into, text, anchor: anchor ?? this.canvas?.roomFor(at) ?? { x: 0, y: 0 } },
    })
  }

  closeList(): void {
    const { adding } = this.now
    this.set({ adding: null })
    const back = adding?.from?.node ?? adding?.to?.node ?? this.one
    if (back !== null && back !== undefined) this.canvas?.focus(back)
  }

  remove(heal: boolean): void {
    const command = removeAll(this.read, this.editor.now.selection, heal)
    if (command !== null) this.run(command)
  }

  cut(wires: readonly string[]): void {
    this.run({ do: 'remove-wires', wires })
  }

  undo(): void {
    this.#turned(this.editor.undo(), 'undone')
  }

  redo(): void {
    this.#turned(this.editor.redo(), 'redone')
  }

  goTo(count: number): void {
    this.editor.goTo(count)
    const step = this.editor.now.history.done.at(-1)
    this.say(this.t('design.went-to', { name: step === undefined ? this.t('design.history-begin') : step.name[this.lang] }))
    this.#show()
  }

  tidy(): void {
    const { read, places, editor } = this
    const chosen = editor.now.selection.nodes
    const ids = new Set(chosen.length > 1 ? chosen : read.graph.nodes.map((n) => n.id))
    if (ids.size === 0) return
    const to = tidied(read.graph, ids, places, new Set(read.graph.nodes.map((n) => n.id).filter((id) => isPinned(read, id))))
    if (Object.keys(to).length === 0) {
      this.tell(this.t('design.all-pinned'))
      return
    }
    this.run(tidyNodes(to))
    if (chosen.length < 2) this.canvas?.open()
  }

  /** Moves what is selected by some pixels; quick repetitions are one step. */
  nudge(dx: number, dy: number): void {
    const { places, editor } = this
    const ids = editor.now.selection.nodes.filter((id) => places[id] !== undefined)
    if (ids.length === 0) return
    const to = Object.fromEntries(ids.map((id) => [id, { x: places[id].x + dx, y: places[id].y + dy }]))
    this.run(moveNodes(this.read, places, to), { coalesce: `nudge ${ids}` })
  }

  stopDrawing(): void {
    if (this.now.drawing !== null) this.set({ drawing: null, over: null })
  }

  /** Where a node is in the window. */
  windowOf(id: string): Point {
    const place = this.places[id]
    return (place === undefined ? undefined : this.canvas?.window(place)) ?? { x: 0, y: 0 }
  }

  /** Shows the records of a wire. */
  peek(wire: string): void {
    this.editor.select({ wires: [wire] })
    this.set({ inspector: true, peeked: { wire } })
  }

  /** Selects a node, and goes to its settings. */
  enter(id: string): void {
    this.editor.select({ nodes: [id] })
    this.set({ inspector: true })
    focusInspector()
  }

  /** Opens the menu of a card; one that is not selected is then. */
  openMenu(node: string, anchor: Point): void {
    if (!this.editor.now.selection.nodes.includes(node)) this.editor.select({ nodes: [node] })
    this.set({ menu: { node, anchor } })
  }

  /** Gives the focus back to what the inspector is about. */
  leaveInspector(): void {
    const { nodes, wires } = this.editor.now.selection
    const id = nodes[0] ?? this.read.graph.wires.find((w) => w.id === wires[0])?.from.node ?? this.read.graph.nodes[0]?.id
    if (id !== undefined) this.canvas?.focus(id)
  }

  /** Steps back: from what is being done, else from the selection; false when there was nothing. */
  escape(): boolean {
    const { drawing, refusal, outline } = this.now
    const { nodes, wires } = this.editor.now.selection
    if (drawing !== null) this.set({ drawing: null })
    else if (refusal !== null) this.set({ refusal: null })
    else if (nodes.length + wires.length > 0) this.editor.select({})
    else if (outline) this.set({ outline: false })
    else return false
    return true
  }

  refuse(misfit: Misfit, anchor: Point): void {
    this.set({ refusal: { misfit, anchor } })
    this.say(reasonIn(this.lang, misfit.reason))
  }

  selectAll(): void {
    const { graph } = this.read
    this.editor.select({ nodes: graph.nodes.map((n) => n.id), wires: graph.wires.map((w) => w.id) })
    this.say(this.t('design.selected', { count: graph.nodes.length }))
  }

  /** The text of the selected nodes for the clipboard; null when none is selected. */
  copied(): string | null {
    const { nodes } = this.editor.now.selection
    if (nodes.length === 0 || this.read.stale) return null
    this.say(this.t('design.copied', { count: nodes.length }))
    return copyFragment(this.editor.now.text, nodes, this.editor.catalogue)
  }

  /** Puts nodes of a text where the canvas is looked at. */
  paste(text: string, keepInputs: boolean): void {
    const { nodes } = this.editor.now.selection
    const { places } = this
    const corner = nodes.flatMap((id) => places[id] ?? [])[0]
    const middle = this.canvas?.middle() ?? { x: 0, y: 0 }
    const wanted =
      corner === undefined ? { x: middle.x - CARD.width / 2, y: middle.y - CARD.height / 2 } : { x: corner.x + 40, y: corner.y + 40 }
    const at = clearCorner(places, wanted)
    const applied = this.run({ do: 'paste', text, at: [at.x, at.y], keepInputs })
    if (applied !== null) this.canvas?.reveal(applied.made)
  }

  duplicate(): void {
    const ids = this.editor.now.selection.nodes
    if (ids.length === 0) return
    const applied = this.run({ do: 'duplicate', ids, keepInputs: false })
    if (applied !== null) this.canvas?.reveal(applied.made)
  }

  /** Goes to the next problem, or to the one before. */
  goToProblem(which: 'next' | 'previous'): void {
    const problem = which === 'next' ? this.editor.nextProblem() : this.editor.previousProblem()
    if (problem === null) {
      this.tell(this.t('design.no-problems'))
      return
    }
    if (problem.at.node !== undefined) {
      this.canvas?.reveal([problem.at.node])
      this.pulse([problem.at.node])
    }
    const { message, hint } = problemIn(this.lang, problem)
    this.say(hint === undefined ? message : `${message}. ${hint}`)
  }

  /** Makes the default receiver of a wire one of the document's. */
  drawReceiver(wire: string): void {
    const link = this.read.graph.wires.find((w) => w.id === wire)
    if (link !== undefined) this.add({ type: 'collect.receiver', at: middleOf(this.places, link), into: wire, config: {} })
  }

  openInFrontOf(id: string): void {
    const port = openPorts(this.read).get(id)?.in[0]
    if (port !== undefined) this.openList({ at: placeInFrontOf(this.places, id), to: { node: id, port } })
  }

  titleOf(id: string): string {
    return this.read.graph.nodes.find((n) => n.id === id)?.title ?? id
  }

  #turned(step: ReturnType<EditorStore['undo']>, done: 'undone' | 'redone'): void {
    if (step === null) {
      this.tell(this.t(done === 'undone' ? 'design.nothing-to-undo' : 'design.nothing-to-redo'))
      return
    }
    this.say(this.t(`design.${done}`, { name: step.name[this.lang] }))
    this.#show()
  }

  #show(): void {
    const { turned } = this.editor.now
    if (turned === null) return
    this.pulse(turned.nodes)
    this.canvas?.reveal(turned.nodes)
  }
}
