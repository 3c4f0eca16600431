'use client'
import type { Issue } from '../../core/issue.ts'
import { useProblem, useWords } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import type { FormEdits, FormIssues } from './widget.ts'

/** What is wrong, what to do, and buttons that do it. */
export function IssueText({ issue, found, edits }: { issue: Issue; found: FormIssues; edits: FormEdits }) {
  const { message, hint } = useProblem()(issue)
  const words = useWords()
  const fixes = found.fixes(issue)
  return (
    <div className="flex flex-col gap-1 py-0.5">
      <p className={cx('text-xs', issue.level === 'error' ? 'text-crit' : 'text-warn')}>
        {message}
        {hint !== undefined && <span className="text-muted">{` · ${hint}`}</span>}
      </p>
      {fixes.length > 0 && (
        <div className="flex flex-wrap gap-1">
          {fixes.map((fix) => (
            <Button key={fix.words.en} size="small" onClick={() => edits.apply(fix.command)}>
              {words(fix.words)}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}
