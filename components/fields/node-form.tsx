'use client'
import { useMemo } from 'react'
import type { Command, DataMap, DataPath } from '../../core/edit/index.ts'
import { type FormField, formOf } from '../../core/form.ts'
import type { Issue } from '../../core/issue.ts'
import type { AnyNodeType } from '../../core/node-type.ts'
import type { Fix } from '../../core/suggest/index.ts'
import { useT } from '../i18n/provider.tsx'
import { Form } from './form.tsx'
import { issuesUnder } from './issues-under.ts'
import type { FieldContext } from './widget.ts'

/** The settings of a node: each change is a command, with a key by which the steps of one control become one. */
export function NodeForm({
  id,
  type,
  config,
  issues,
  fixes,
  context,
  disabled,
  fields,
  onEdit,
}: {
  id: string
  type: AnyNodeType
  /** As the document says it, references not replaced. */
  config: DataMap
  /** Of the whole document. */
  issues: readonly Issue[]
  fixes: (issue: Issue) => readonly Fix[]
  context: FieldContext
  disabled?: boolean
  /** Those of the settings that the form shows; all if left out. */
  fields?: (all: readonly FormField[]) => readonly FormField[]
  onEdit: (command: Command, key: string) => void
}) {
  const t = useT()
  const all = useMemo(() => formOf(type.config), [type])
  const form = fields?.(all) ?? all
  const examples = useMemo(() => type.examples.map((example) => example.config as DataMap), [type])
  const base = ['nodes', id, 'config']
  const keyOf = (path: DataPath): string => [...base, ...path].join('.')
  if (form.length === 0) return <p className="text-muted">{t('fields.none')}</p>
  return (
    <div className="flex flex-col gap-3">
      <Form
        form={form}
        value={config}
        examples={examples}
        context={context}
        disabled={disabled}
        issues={issuesUnder(base, issues, fixes)}
        edits={{
          set: (path, value) => onEdit({ do: 'set-config', id, path, value }, keyOf(path)),
          unset: (path) => onEdit({ do: 'unset-config', id, path }, keyOf(path)),
          rename: (path, to) => onEdit({ do: 'rename-key', path: [...base, ...path], to }, keyOf(path)),
          apply: (command) => onEdit(command, keyOf([])),
        }}
      />
    </div>
  )
}
