'use client'
import { useMemo } from 'react'
import { ruleSchema } from '../../../core/alert.ts'
import { removeAt, setAt } from '../../../core/edit/data.ts'
import type { DataMap, DataPath } from '../../../core/edit/index.ts'
import { formOf } from '../../../core/form.ts'
import type { Shape } from '../../../core/shape.ts'
import { fixesOf } from '../../../core/suggest/index.ts'
import { Form } from '../../fields/form.tsx'
import { issuesUnder } from '../../fields/issues-under.ts'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { Editable } from './editable.tsx'
import { useRuleChoices } from './rule-choices.ts'
import { RuleKind, ruleFields } from './rule-kind.tsx'
import { useReading } from './state.ts'
import { useTargets } from './targets.ts'

const form = formOf(ruleSchema)

/** The settings of a rule under `alerts:`. `fixedOn` = what it watches is not for this form to change. */
export function RuleForm({
  alert,
  raw,
  fixedOn,
  onRename,
}: {
  alert: number
  raw: DataMap
  fixedOn: boolean
  onRename: (name: string) => void
}) {
  const editor = useEditor()
  const reading = useReading()
  const stale = useEditorState((s) => s.read.stale)
  const name = nameOf(raw)
  const put = (next: DataMap, key: string): void => {
    const rule = { ...next, name: nameOf(next) }
    if (editor.run({ do: 'set-rule', name, rule }, { coalesce: `rule:${alert}:${key}` }) !== null && rule.name !== name) onRename(rule.name)
  }
  const shape = useLeaving(String(raw.on ?? ''))
  const targets = useTargets()
  const choiceName = useRuleChoices()
  const suggest = (path: DataPath): readonly string[] => (path[0] === 'on' ? targets : [])
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line p-3">
      <Editable>
        <RuleKind rule={raw} onChange={(next) => put(next, 'kind')} />
      </Editable>
      <Form
        form={ruleFields(form, raw).filter(({ path }) => path[0] !== 'on' || !fixedOn)}
        value={raw}
        disabled={stale}
        issues={issuesUnder(['alerts', alert], reading.issues, (issue) => fixesOf(issue, reading))}
        context={{ shape, sample: null, now: Date.now, params: reading.pipeline?.params ?? {}, choiceName, suggest }}
        edits={{
          set: (path, value) => put(setAt(raw, path, value) as DataMap, path.join('.')),
          unset: (path) => put((removeAt(raw, path) ?? {}) as DataMap, path.join('.')),
          rename: () => {},
          apply: (command) => editor.run(command),
        }}
      />
    </div>
  )
}

/** What leaves a node, so that a rule's field can be picked. */
export function useLeaving(on: string): Shape | null {
  const compiled = useEditorState((s) => s.read.compiled)
  return useMemo(() => Object.entries(compiled?.shapes ?? {}).find(([wire]) => wire.startsWith(`${on}.`))?.[1] ?? null, [compiled, on])
}

/** A rule whose name was emptied is still there. */
const nameOf = ({ name }: DataMap): string => (typeof name === 'string' ? name : '')
