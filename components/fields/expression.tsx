'use client'
import { useLayoutEffect, useRef, useState } from 'react'
import type { ExprProblem, Fields } from '../../core/expr/index.ts'
import { exprFields } from '../../core/op-shape.ts'
import { type Completion, callAt, completionsAt } from '../../core/suggest/index.ts'
import { useProblem, useT, useWords } from '../i18n/provider.tsx'
import { cx } from '../ui/cx.ts'
import { AutoTextarea } from './auto-textarea.tsx'
import { expressionResult } from './expression-result.ts'
import { type Params, referencesAt, resolved } from './references.ts'
import { useSuggestions } from './suggestions.tsx'
import { useDraft } from './use-draft.ts'
import { textOf, type WidgetProps } from './widget.ts'

const LONGEST_LIST = 40

/** An expression: completion of fields and functions, its mistake where it is, and its value on the newest record. */
export function ExpressionWidget({ value, label, ids, context, disabled, onChange }: WidgetProps) {
  const t = useT()
  const words = useWords()
  const area = useRef<HTMLTextAreaElement>(null)
  const [cursor, setCursor] = useState<number | null>(null)
  const caret = useRef<number | null>(null)
  const draft = useDraft(value, onChange, (typed) => typed.trim() || undefined)
  const text = textOf(draft.value)
  const fields = context.shape === null ? {} : exprFields(context.shape)
  const at = Math.min(cursor ?? text.length, text.length)
  const completions = cursor === null ? { from: at, to: at, items: [] } : proposalsAt(text, at, fields, context.params)
  const items = completions.items.slice(0, LONGEST_LIST)
  const call = cursor === null ? null : callAt(text, at)
  const whole = resolved(text, context.params) ?? text
  const result = expressionResult(whole, context.shape === null ? null : fields, context.sample, context.now)
  const suggestions = useSuggestions({
    label: t('fields.completions'),
    multiline: true,
    items: items.map(({ label: name, kind, detail, doc }) => ({
      key: `${kind} ${name}`,
      text: kind === 'function' ? detail : name,
      detail: doc === undefined ? detail : words(doc),
    })),
    onTake(index) {
      const { insert, caret: within } = items[index]
      caret.current = completions.from + within
      draft.type(text.slice(0, completions.from) + insert + text.slice(completions.to))
      setCursor(caret.current)
    },
  })
  // the cursor can only be put behind what was inserted once the text is there
  useLayoutEffect(() => {
    if (caret.current === null) return
    area.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })
  const [first] = result?.problems ?? []
  const problem = useProblem()
  const wrong = first === undefined ? null : problem(first)
  return (
    <div className="relative flex flex-col gap-1">
      <div className="relative">
        {first !== undefined && whole === text && <Underlined text={text} problem={first} />}
        <AutoTextarea
          {...ids}
          {...suggestions.control}
          ref={area}
          code
          aria-invalid={ids['aria-invalid'] ?? (first === undefined ? undefined : true)}
          className="relative bg-transparent"
          spellCheck={false}
          disabled={disabled}
          value={draft.value}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
          onBlur={() => {
            suggestions.hide()
            setCursor(null)
            draft.onBlur()
          }}
          onChange={(event) => {
            setCursor(event.target.selectionStart)
            draft.type(event.target.value)
            suggestions.show()
          }}
        />
        {suggestions.list}
      </div>
      {call !== null && !suggestions.shown && <p className="truncate font-mono text-xs text-subtle">{call.signature}</p>}
      {wrong !== null && ids['aria-invalid'] === undefined && (
        <p className="text-xs text-crit">
          {wrong.message}
          {wrong.hint !== undefined && <span className="text-muted">{` · ${wrong.hint}`}</span>}
        </p>
      )}
      {result !== null && 'result' in result && result.result !== null && (
        <output className="flex items-baseline gap-1.5 text-xs text-muted" aria-label={t('fields.result-of', { name: label })}>
          <span className="num truncate font-mono text-fg">{`= ${shown(result.result.value)}`}</span>
          {result.result.failed ? t('fields.result-failed') : t('fields.result')}
        </output>
      )}
    </div>
  )
}

/** What may stand at the cursor; while `${` is being typed, parameters. */
function proposalsAt(
  text: string,
  cursor: number,
  fields: Fields,
  params: Params,
): { from: number; to: number; items: readonly Proposal[] } {
  const references = referencesAt(text, cursor, params)
  if (references === null) return completionsAt(text, cursor, fields)
  const { from, items } = references
  return {
    from,
    to: cursor,
    items: items.map(({ name, insert, detail }) => ({ label: name, kind: 'parameter', detail, insert, caret: insert.length })),
  }
}

type Proposal = Omit<Completion, 'kind'> & { readonly kind: Completion['kind'] | 'parameter' }

const shown = (value: string | number | boolean | null): string =>
  value === null ? 'NULL' : typeof value === 'string' ? `'${value}'` : String(value)

/** The text again, unseen, under the control, with the place of a mistake underlined. */
const Underlined = ({ text, problem }: { text: string; problem: ExprProblem }) => (
  <div
    aria-hidden="true"
    className="pointer-events-none absolute inset-0 overflow-hidden rounded-md border border-transparent bg-panel px-2.5 py-1.5 font-mono text-xs leading-5 break-words whitespace-pre-wrap text-transparent"
  >
    {text.slice(0, problem.from)}
    <span className={cx('underline decoration-crit decoration-wavy', problem.to === problem.from && 'pr-2')}>
      {text.slice(problem.from, problem.to)}
    </span>
    {text.slice(problem.to)}
  </div>
)
