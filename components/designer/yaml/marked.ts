import { type EditorState, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'
import type { Span } from './places.ts'

/** Marks the lines of what is selected, instead of those that were. */
export const mark = StateEffect.define<readonly Span[]>()

const line = Decoration.line({ class: 'cm-of-selected' })

function linesOf(state: EditorState, spans: readonly Span[]): DecorationSet {
  const starts = new Set<number>()
  for (const { from, to } of spans) {
    const end = Math.min(to, state.doc.length)
    for (let at = state.doc.lineAt(Math.min(from, end)); ; at = state.doc.line(at.number + 1)) {
      starts.add(at.from)
      if (at.to >= end) break
    }
  }
  return Decoration.set([...starts].sort((a, b) => a - b).map((at) => line.range(at)))
}

/** The lines of what is selected on the canvas. */
export const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    const found = transaction.effects.find((effect) => effect.is(mark))
    return found === undefined ? lines.map(transaction.changes) : linesOf(transaction.state, found.value)
  },
  provide: (field) => EditorView.decorations.from(field),
})
