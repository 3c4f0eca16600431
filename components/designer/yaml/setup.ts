import { acceptCompletion, autocompletion, type Completion, type CompletionSource, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { type Diagnostic, lintGutter } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import {
  crosshairCursor,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  type KeyBinding,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view'
import type { Issue } from '../../../core/issue.ts'
import { fixesOf, type Reading } from '../../../core/suggest/index.ts'
import type { Words } from '../../../core/words.ts'
import type { Lang } from '../../i18n/lang.ts'
import { problemIn } from '../../i18n/translate.ts'
import type { EditorStore } from '../editor/store.ts'
import { type Choice, completeYaml } from './complete.ts'
import { indentBehind } from './indent.ts'
import { LINE_BREAK, type Link, link } from './link.ts'
import { yamlLook } from './look.ts'
import { marked } from './marked.ts'
import type { Span } from './places.ts'

export type YamlOptions = {
  readonly editor: EditorStore
  readonly lang: Lang
  /** The accessible name. */
  readonly label: string
}

/** An editor for a draft's text. `flush` gives the draft what was just typed; the view is destroyed by its owner. */
export function openYaml(
  parent: HTMLElement,
  { editor, lang, label }: YamlOptions,
): { readonly view: EditorView; readonly flush: () => void } {
  const linked = link.of({ editor, diagnostic: diagnostics(editor, lang) })
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: editor.now.text,
      extensions: [
        EditorState.lineSeparator.of(LINE_BREAK),
        keymap.of(keys(editor, () => linkOf(view)?.flush())),
        linked,
        marked,
        lineNumbers(),
        lintGutter(),
        foldGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        drawSelection(),
        rectangularSelection(),
        crosshairCursor(),
        EditorState.allowMultipleSelections.of(true),
        indentUnit.of('  '),
        indentBehind,
        indentOnInput(),
        bracketMatching(),
        highlightSelectionMatches(),
        search({ top: true }),
        autocompletion({ override: [completions(editor, lang)], icons: false }),
        yaml(),
        yamlLook(lang),
        keymap.of([...completionKeymap, ...searchKeymap, ...foldKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
      ],
    }),
  })
  return { view, flush: () => linkOf(view)?.flush() }
}

const linkOf = (view: EditorView): Link | null => view.plugin(link)

/** History is the draft's, problems are the draft's; nothing of it may reach the page's own keys too. */
function keys(editor: EditorStore, flush: () => void): KeyBinding[] {
  const turn = (key: string, act: () => unknown): KeyBinding => ({
    key,
    stopPropagation: true,
    run: () => {
      flush()
      act()
      return true
    },
  })
  return [
    turn('Mod-z', () => editor.undo()),
    turn('Mod-y', () => editor.redo()),
    turn('Mod-Shift-z', () => editor.redo()),
    turn('F8', () => editor.nextProblem()),
    turn('Shift-F8', () => editor.previousProblem()),
    { key: 'Tab', run: acceptCompletion },
  ]
}

/** The newest text and what it means; nothing but issues while it is broken. */
function readingNow(editor: EditorStore): Reading {
  const { text, read } = editor.now
  return read.stale ? { ...read, text, pipeline: null } : read
}

function completions(editor: EditorStore, lang: Lang): CompletionSource {
  const words = (text: string | Words): string => (typeof text === 'string' ? text : text[lang])
  const completion = ({ label, kind, detail, info, insert = label, caret }: Choice): Completion => ({
    label,
    type: kind,
    ...(detail === undefined ? {} : { detail: words(detail) }),
    ...(info === undefined ? {} : { info: words(info) }),
    apply: (view, _, from, to) =>
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: from + (caret ?? insert.length) },
        userEvent: 'input.complete',
      }),
  })
  return ({ state, pos, explicit }) => {
    const found = completeYaml(state.doc.toString(), pos, editor.now.read)
    if (found === null || found.items.length === 0) return null
    // nothing is proposed behind what is just written, unless it is asked for
    if (!explicit && !/[\w$.-]/.test(state.sliceDoc(Math.max(0, pos - 1), pos))) return null
    return { from: found.from, to: Math.max(found.to, pos), options: found.items.map(completion), validFor: /^[\w.-]*$/ }
  }
}

const MOST_FIXES = 3
const textOf = ({ message, hint }: ReturnType<typeof problemIn>): string => (hint === undefined ? message : `${message}\n${hint}`)

function diagnostics(editor: EditorStore, lang: Lang): (issue: Issue, span: Span) => Diagnostic {
  return (issue, { from, to }) => ({
    from,
    to,
    severity: issue.level,
    source: issue.code,
    message: textOf(problemIn(lang, issue)),
    // looked for when they are shown: there may be many issues
    get actions() {
      return fixesOf(issue, readingNow(editor))
        .slice(0, MOST_FIXES)
        .map(({ words, command }) => ({ name: words[lang], apply: () => void editor.run(command) }))
    },
  })
}
