'use client'
import { CircleHelp, RotateCcw } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import type { FormField } from '../../core/form.ts'
import type { Issue } from '../../core/issue.ts'
import { useT, useWords } from '../i18n/provider.tsx'
import { IconButton } from '../ui/button.tsx'
import { IssueText } from './issue-text.tsx'
import type { ControlIds, FormEdits, FormIssues } from './widget.ts'

/** A setting in a form: its label, help on demand, its control, what is wrong with it and the ways out. */
export function Setting({
  field,
  single,
  issues,
  found,
  edits,
  onReset,
  children,
}: {
  field: Pick<FormField, 'meta' | 'required'>
  /** The control is one element, which the label names. */
  single: boolean
  issues: readonly Issue[]
  found: FormIssues
  edits: FormEdits
  /** Takes the setting back to its default; null when it is not set, or must be. */
  onReset: (() => void) | null
  children: (ids: ControlIds) => ReactNode
}) {
  const t = useT()
  const words = useWords()
  const id = useId()
  const [helps, setHelps] = useState(false)
  const name = words(field.meta.title)
  const help = field.meta.help === undefined ? undefined : words(field.meta.help)
  const described = help !== undefined || issues.length > 0
  const Label = single ? 'label' : 'span'
  return (
    <div className="flex flex-col gap-1">
      <div className="flex h-6 items-center gap-1">
        <Label {...(single ? { htmlFor: id } : {})} className="text-sm font-medium text-fg">
          {name}
          {field.required && (
            <span className="text-subtle" title={t('fields.required')}>
              {' *'}
            </span>
          )}
        </Label>
        {help !== undefined && (
          <button
            type="button"
            aria-expanded={helps}
            aria-label={t('fields.help-of', { name })}
            className="flex size-6 items-center justify-center rounded-sm text-subtle hover:text-fg"
            onClick={() => setHelps(!helps)}
          >
            <CircleHelp size={13} aria-hidden="true" />
          </button>
        )}
        {onReset !== null && (
          <IconButton size="small" className="ml-auto size-6!" label={t('fields.reset', { name })} onClick={onReset}>
            <RotateCcw size={12} />
          </IconButton>
        )}
      </div>
      {children({
        id,
        'aria-describedby': described ? `${id}-more` : undefined,
        'aria-invalid': issues.some((i) => i.level === 'error') || undefined,
      })}
      <div id={`${id}-more`} className="empty:hidden">
        {help !== undefined && <p className={helps ? 'text-xs text-subtle' : 'sr-only'}>{help}</p>}
        {issues.map((issue) => (
          <IssueText key={`${issue.code} ${issue.message}`} issue={issue} found={found} edits={edits} />
        ))}
      </div>
    </div>
  )
}
