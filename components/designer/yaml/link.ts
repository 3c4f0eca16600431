import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { Annotation, ChangeSet } from '@codemirror/state'
import { EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { EditorState, EditorStore } from '../editor/store.ts'
import { smallPatch } from './difference.ts'
import { mark } from './marked.ts'
import { type Owner, type Span, spanOf, TextPlaces } from './places.ts'

/** Milliseconds after the last key until the draft has what was typed. */
export const SEND_AFTER = 100
/** The draft keeps its bytes: only line feeds part lines here. */
export const LINE_BREAK = '\n'

/** Marks changes and selections that come from the draft. */
const fromDraft = Annotation.define<true>()

export type LinkOptions = {
  readonly editor: EditorStore
  /** How an issue looks in the text. */
  readonly diagnostic: (issue: EditorState['read']['issues'][number], span: Span) => Diagnostic
}

/** Keeps an editor's view and a draft the same in both directions: text, selection, issues. The view must begin with the draft's text. */
export class Link implements PluginValue {
  readonly #view: EditorView
  readonly #editor: EditorStore
  readonly #diagnostic: LinkOptions['diagnostic']
  readonly #off: () => void
  /** The draft's text, as far as the view knows it. */
  #base: string
  /** What was typed since: from `#base` to the view's text. */
  #typed: ChangeSet
  #shown: EditorState
  #timer: ReturnType<typeof setTimeout> | undefined
  #places: TextPlaces
  /** The selection is the view's own doing. */
  #telling = false

  constructor(view: EditorView, { editor, diagnostic }: LinkOptions) {
    this.#view = view
    this.#editor = editor
    this.#diagnostic = diagnostic
    this.#shown = editor.now
    this.#base = editor.now.text
    this.#typed = ChangeSet.empty(this.#base.length)
    this.#places = new TextPlaces(this.#base)
    this.#off = editor.state.subscribe((state) => this.#take(state))
    // a view cannot be changed while it is made
    queueMicrotask(() => {
      this.#markSelected(true)
      this.#showIssues()
    })
  }

  update({ docChanged, selectionSet, transactions }: ViewUpdate): void {
    const own = transactions.filter((transaction) => transaction.annotation(fromDraft) === undefined)
    for (const { docChanged: changed, changes } of own) if (changed) this.#typed = this.#typed.compose(changes)
    if (own.length > 0 && (docChanged || selectionSet)) this.#soon()
  }

  destroy(): void {
    this.flush()
    clearTimeout(this.#timer)
    this.#off()
  }

  /** Gives the draft what was typed, at once. */
  flush(): void {
    clearTimeout(this.#timer)
    if (this.#typed.empty) return
    this.#base = this.#view.state.doc.toString()
    this.#typed = ChangeSet.empty(this.#base.length)
    this.#editor.setText(this.#base)
  }

  #soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      // half a word of an input method is no text yet
      if (this.#view.composing) return this.#soon()
      this.flush()
      this.#tellSelection()
    }, SEND_AFTER)
  }

  #take(state: EditorState): void {
    const before = this.#shown
    this.#shown = state
    const changed = state.text === this.#base ? null : this.#takeText(state.text)
    if (state.read !== before.read) {
      if (!state.read.stale) this.#places = new TextPlaces(this.#base)
      this.#showIssues()
    }
    if (state.selection !== before.selection || (state.read !== before.read && !state.read.stale)) {
      const elsewhere = state.selection !== before.selection && !this.#telling
      this.#markSelected(elsewhere)
    }
    if (state.turned !== before.turned && changed !== null) this.#goTo(changed)
    if (state.problem !== null && state.problem !== before.problem) this.#goTo(spanOf(this.#base, state.problem.at))
  }

  /** Brings the view to the draft's text; answers with where it changed first. */
  #takeText(text: string): Span | null {
    const changes = ChangeSet.of(smallPatch(this.#base, text), this.#base.length, LINE_BREAK)
    const shown = changes.map(this.#typed)
    this.#typed = this.#typed.map(changes, true)
    this.#base = text
    this.#view.dispatch({ changes: shown, annotations: fromDraft.of(true) })
    let first: Span | null = null
    changes.iterChangedRanges((_, __, from, to) => {
      first ??= { from, to }
    })
    return first
  }

  #showIssues(): void {
    const { issues } = this.#shown.read
    const length = this.#view.state.doc.length
    const diagnostics = issues.map((issue) => {
      const { from, to } = spanOf(this.#base, issue.at)
      return this.#diagnostic(issue, { from: Math.min(this.#typed.mapPos(from), length), to: Math.min(this.#typed.mapPos(to), length) })
    })
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics))
  }

  #markSelected(reveal: boolean): void {
    const { selection, read } = this.#shown
    if (read.stale) return
    const chosen = new Set(selection.wires)
    const entries =
      read.pipeline === null
        ? []
        : read.pipeline.wires.flatMap(({ path }, i) => (chosen.has(read.graph.wires[i].id) ? [Number(path[1])] : []))
    const spans = [
      ...selection.nodes.flatMap((id) => this.#places.nodes.get(id) ?? []),
      ...[...new Set(entries)].flatMap((entry) => this.#places.wires[entry] ?? []),
    ].map(({ from, to }) => ({ from: this.#typed.mapPos(from), to: this.#typed.mapPos(to) }))
    this.#view.dispatch({ effects: mark.of(spans) })
    if (reveal && spans.length > 0) this.#goTo(spans[0], true)
  }

  /** Puts the cursor there, so that the keyboard goes on from it. */
  #goTo({ from }: Span, mapped = false): void {
    const anchor = Math.min(mapped ? from : this.#typed.mapPos(from), this.#view.state.doc.length)
    this.#view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
      annotations: fromDraft.of(true),
    })
  }

  #tellSelection(): void {
    const { read, selection } = this.#editor.now
    if (read.stale || !this.#typed.empty || !this.#view.hasFocus) return
    const owner = this.#places.ownerAt(this.#view.state.selection.main.head)
    if (owner === null) return
    const chosen = 'node' in owner ? { nodes: [owner.node] } : { wires: this.#wiresOf(owner) }
    const isChosen = 'node' in owner ? selection.nodes.includes(owner.node) : chosen.wires!.some((id) => selection.wires.includes(id))
    if (isChosen) return
    this.#telling = true
    this.#editor.select(chosen)
    this.#telling = false
  }

  #wiresOf({ wires }: Extract<Owner, { wires: number }>): string[] {
    const { pipeline, graph } = this.#editor.now.read
    return pipeline?.wires.flatMap(({ path }, i) => (path[1] === wires ? [graph.wires[i].id] : [])) ?? []
  }
}

export const link = ViewPlugin.define((view: EditorView, options: LinkOptions) => new Link(view, options))
