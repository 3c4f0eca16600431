'use client'
import { useMemo } from 'react'
import type { Issue, IssueLevel } from '../../../core/issue.ts'
import { fixesOf, type Reading } from '../../../core/suggest/index.ts'
import { useProblem, useT, useWords } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/states.tsx'
import { Glyph, type Shape, type Tone } from '../../ui/status.tsx'
import { byWeight } from '../editor/read.ts'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { useReading } from '../inspector/state.ts'
import { reachField } from './reach-field.ts'

export const levelLook: Record<IssueLevel, { readonly shape: Shape; readonly tone: Tone }> = {
  error: { shape: 'square', tone: 'crit' },
  warning: { shape: 'triangle', tone: 'warn' },
  info: { shape: 'dot', tone: 'info' },
}

/** So many are shown; the others follow when these are mended. */
const MOST = 200

/** Everything that is wrong with the draft, worst first: what, where, and ways out. */
export function ProblemsPanel() {
  const t = useT()
  const issues = useEditorState((s) => s.read.issues)
  const reading = useReading()
  const ordered = useMemo(() => byWeight(issues), [issues])
  if (ordered.length === 0) return <EmptyState icon={<Glyph shape="dot" tone="ok" />} title={t('problems.none')} className="h-full py-6" />
  return (
    <ul aria-label={t('problems.title')} className="relative h-full overflow-y-auto">
      {ordered.slice(0, MOST).map((issue, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two issues may say the same of the same place
        <Row key={`${issue.code} ${issue.message} ${i}`} issue={issue} reading={reading} />
      ))}
      {ordered.length > MOST && <li className="px-3 py-2 text-xs text-subtle">{t('problems.more', { count: ordered.length - MOST })}</li>}
    </ul>
  )
}

function Row({ issue, reading }: { issue: Issue; reading: Reading }) {
  const t = useT()
  const { message, hint } = useProblem()(issue)
  const words = useWords()
  const editor = useEditor()
  const isHere = useEditorState((s) => s.problem === issue)
  const fixes = useMemo(() => fixesOf(issue, reading), [issue, reading])
  const { node, wire, line } = issue.at
  return (
    <li className={cx('flex flex-col gap-1 border-b border-line px-3 py-1.5', isHere && 'bg-selected')}>
      <button
        type="button"
        aria-current={isHere || undefined}
        onClick={() => {
          editor.goToProblem(issue)
          reachField(message)
        }}
        className="flex gap-2.5 rounded-sm py-0.5 text-left hover:underline"
      >
        <Glyph {...levelLook[issue.level]} className="mt-1" />
        <span className="min-w-0 flex-1">
          <span className="block break-words">
            <span className="sr-only">{t(`level.${issue.level}`)} </span>
            {message}
            {hint !== undefined && <span className="text-muted">{` · ${hint}`}</span>}
          </span>
          <span className="num block text-xs text-subtle">
            <code className="font-mono">{issue.code}</code>
            {(node ?? wire) !== undefined && ` · ${node ?? wire}`}
            {fieldOf(issue)}
            {line !== undefined && ` · ${t('problems.line', { line })}`}
          </span>
        </span>
      </button>
      {fixes.length > 0 && (
        <span className="flex flex-wrap gap-1 pb-0.5 pl-5.5">
          {fixes.map((fix) => (
            <Button key={fix.words.en} size="small" onClick={() => editor.run(fix.command)}>
              {words(fix.words)}
            </Button>
          ))}
        </span>
      )}
    </li>
  )
}

/** The setting that an issue is about, as its path. */
function fieldOf({ at: { path } }: Issue): string {
  if (path === undefined || path[0] !== 'nodes' || path[2] !== 'config' || path.length < 4) return ''
  return ` › ${path.slice(3).join('.')}`
}
