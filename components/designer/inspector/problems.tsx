'use client'
import type { Issue } from '../../../core/issue.ts'
import { fixesOf } from '../../../core/suggest/index.ts'
import { useProblem, useT, useWords } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Glyph, type Shape, type Tone } from '../../ui/status.tsx'
import { useEditor } from '../editor/use-editor.ts'
import { useReading } from './state.ts'

const looks: Record<Issue['level'], { readonly shape: Shape; readonly tone: Tone }> = {
  error: { shape: 'square', tone: 'crit' },
  warning: { shape: 'triangle', tone: 'warn' },
  info: { shape: 'dot', tone: 'info' },
}

/** Problems that belong to no single field, each with its ways out. */
export function Problems({ issues }: { issues: readonly Issue[] }) {
  const t = useT()
  const words = useWords()
  const problem = useProblem()
  const editor = useEditor()
  const reading = useReading()
  if (issues.length === 0) return null
  return (
    <ul className="flex flex-col border-b border-line">
      {issues.map((issue) => {
        const fixes = fixesOf(issue, reading)
        const { message, hint } = problem(issue)
        return (
          <li key={`${issue.code} ${issue.message}`} className="flex gap-2 px-3 py-2">
            <Glyph {...looks[issue.level]} className="mt-1" />
            <div className="min-w-0 flex-1">
              <p className="break-words">
                <span className="sr-only">{t(`level.${issue.level}`)} </span>
                {message}
              </p>
              {hint !== undefined && <p className="break-words text-muted">{hint}</p>}
              {fixes.length > 0 && (
                <div className="mt-1.5 flex flex-wrap gap-1">
                  {fixes.map((fix) => (
                    <Button key={fix.words.en} size="small" onClick={() => editor.run(fix.command)}>
                      {words(fix.words)}
                    </Button>
                  ))}
                </div>
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
