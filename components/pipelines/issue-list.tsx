'use client'
import type { Issue, IssueLevel } from '../../core/issue.ts'
import { useProblem, useT, useTexts } from '../i18n/provider.tsx'
import { Glyph, type Shape, Status, type Tone } from '../ui/status.tsx'

const looks: Record<IssueLevel, { shape: Shape; tone: Tone }> = {
  error: { shape: 'square', tone: 'crit' },
  warning: { shape: 'triangle', tone: 'warn' },
  info: { shape: 'dot', tone: 'info' },
}

/** Mistakes of a document: what, where, what to do, and the code. `onShow` goes to the place. */
export function IssueList({ issues, onShow }: { issues: readonly Issue[]; onShow: (issue: Issue) => void }) {
  const t = useT()
  useTexts('problems')
  const problem = useProblem()
  if (issues.length === 0)
    return (
      <p className="p-4">
        <Status shape="dot" tone="ok" quiet>
          {t('new.fine')}
        </Status>
      </p>
    )
  return (
    <>
      <p className="border-b border-line px-4 py-2 text-xs font-medium text-subtle">{t('new.issues', { count: issues.length })}</p>
      <ul className="max-h-[50vh] overflow-auto">
        {issues.map((issue) => (
          <li key={JSON.stringify(issue)} className="border-b border-line last:border-0">
            <button
              type="button"
              onClick={() => onShow(issue)}
              className="flex w-full gap-2.5 px-4 py-2.5 text-left -outline-offset-2! hover:bg-hover"
            >
              <Glyph {...looks[issue.level]} className="mt-1" />
              <span className="min-w-0 flex-1">
                <span className="block break-words">{problem(issue).message}</span>
                {issue.hint !== undefined && <span className="block break-words text-muted">{problem(issue).hint}</span>}
                <span className="block text-xs text-subtle">
                  <span className="sr-only">{t(`level.${issue.level}`)} </span>
                  <code className="font-mono">{issue.code}</code>
                  {issue.at.line !== undefined && ` · ${t('new.line', { line: issue.at.line, column: issue.at.column ?? 1 })}`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
