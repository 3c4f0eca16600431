import type { Misfit } from '../../../core/suggest/index.ts'
import type { Point } from '../layout.ts'
import type { View } from '../yaml/view.ts'
import type { End } from './edits.ts'
import type { Targets } from './targets.ts'
import type { Way } from './walk.ts'

/** Where a node would go that is about to be chosen, and what it would be wired to. */
export type Adding = {
  readonly at: Point
  readonly from: End | null
  readonly to: End | null
  readonly into: string | null
  /** What was typed already. */
  readonly text: string
  /** Where the list opens, in pixels of the window. */
  readonly anchor: Point
}

/** A wire that is being drawn from one end. */
export type Drawing = {
  readonly end: End
  readonly side: 'from' | 'to'
  readonly targets: Targets
  /** Drawn by keyboard: letters of the nodes that fit, and what was typed of one. */
  readonly letters: ReadonlyMap<string, string> | null
  readonly typed: string
}

/** What is going on at the canvas, beside the document. */
export type DeskState = {
  readonly adding: Adding | null
  readonly drawing: Drawing | null
  /** The card whose menu is open, and where in the window; a new object each time. */
  readonly menu: { readonly node: string; readonly anchor: Point } | null
  /** A wire that was refused, and where. */
  readonly refusal: { readonly misfit: Misfit; readonly anchor: Point } | null
  /** A type on its way from the palette, and where the pointer is. */
  readonly carried: { readonly type: string; readonly x: number; readonly y: number } | null
  /** The wire that what is dragged would be put into. */
  readonly splice: string | null
  /** The wire under the pointer. */
  readonly hovered: string | null
  /** The node under the pointer while a wire is drawn. */
  readonly over: string | null
  /** The card that a click with Shift is about, and what it would select. */
  readonly along: { readonly node: string; readonly way: Way; readonly reached: ReadonlySet<string> } | null
  /** Nodes that something just happened to; a new object each time. */
  readonly pulse: { readonly nodes: ReadonlySet<string> }
  readonly said: { readonly text: string /** Counts, so that the same is said again. */; readonly times: number }
  /** What is told for a moment at the top of the canvas. */
  readonly notice: string | null
  readonly outline: boolean
  readonly minimap: boolean
  /** What stands beside the canvas is shown. */
  readonly inspector: boolean
  readonly view: View
  /** What stands below the canvas. */
  readonly drawer: 'problems' | null
  /** The wire whose records were asked for; a new object each time. */
  readonly peeked: { readonly wire: string } | null
  /** What was asked for by key or command: to deploy, or to name a version. */
  readonly asked: 'deploy' | 'version' | null
}

/** Before anything was done. */
export const atRest: DeskState = {
  adding: null,
  drawing: null,
  menu: null,
  refusal: null,
  carried: null,
  splice: null,
  hovered: null,
  over: null,
  along: null,
  pulse: { nodes: new Set() },
  said: { text: '', times: 0 },
  notice: null,
  outline: false,
  minimap: true,
  inspector: false,
  view: 'canvas',
  drawer: null,
  peeked: null,
  asked: null,
}
