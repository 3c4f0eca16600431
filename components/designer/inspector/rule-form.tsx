'use client'
import { useMemo } from 'react'
import { ruleSchema } from '../../../core/alert.ts'
import { removeAt, setAt } from '../../../core/edit/data.ts'
import type { Data, DataMap, DataPath } from '../../../core/edit/index.ts'
import { formOf } from '../../../core/form.ts'
import type { Shape } from '../../../core/shape.ts'
import { fixesOf } from '../../../core/suggest/index.ts'
import { Form } from '../../fields/form.tsx'
import { issuesUnder } from '../../fields/issues-under.ts'
import { useT } from '../../i18n/provider.tsx'
import { Choice } from '../../ui/choice.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { useReading } from './state.ts'
import { useTargets } from './targets.ts'

const kinds = ['metric', 'field', 'silence'] as const
type Kind = (typeof kinds)[number]
/** Settings that mean something for one kind only. */
const only: Readonly<Record<string, readonly Kind[]>> = {
  metric: ['metric'],
  field: ['field'],
  silence: ['silence'],
  above: ['metric', 'field'],
  below: ['metric', 'field'],
  recover: ['metric', 'field'],
}
const FIRST: Readonly<Record<Kind, Data>> = { metric: 'errors', field: '', silence: '60s' }
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
  const t = useT()
  const editor = useEditor()
  const reading = useReading()
  const stale = useEditorState((s) => s.read.stale)
  const name = nameOf(raw)
  const kind: Kind = kinds.find((each) => raw[each] !== undefined) ?? 'metric'
  const shown = form.filter(({ path }) => only[path[0]]?.includes(kind) ?? (path[0] !== 'on' || !fixedOn))
  const put = (next: DataMap, key: string): void => {
    if (
      editor.run({ do: 'set-rule', name, rule: { ...next, name: nameOf(next) } }, { coalesce: `rule:${alert}:${key}` }) !== null &&
      nameOf(next) !== name
    )
      onRename(nameOf(next))
  }
  const change = (to: Kind): void => {
    const kept = Object.entries(raw).filter(([key]) => only[key] === undefined || (only[key].includes(to) && !kinds.some((k) => k === key)))
    const limit: DataMap = to !== 'silence' && raw.above === undefined && raw.below === undefined ? { above: 0 } : {}
    put({ ...Object.fromEntries(kept), [to]: FIRST[to], ...limit }, 'kind')
  }
  const shape = useLeaving(String(raw.on ?? ''))
  const targets = useTargets()
  const suggest = (path: DataPath): readonly string[] => (path[0] === 'on' ? targets : [])
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line p-3">
      <Choice
        label={t('inspector.rule-watches')}
        value={kind}
        onChange={change}
        options={kinds.map((value) => ({ value, label: t(`inspector.rule-watch.${value}`) }))}
      />
      <Form
        form={shown}
        value={raw}
        disabled={stale}
        issues={issuesUnder(['alerts', alert], reading.issues, (issue) => fixesOf(issue, reading))}
        context={{ shape, sample: null, now: Date.now, params: reading.pipeline?.params ?? {}, suggest }}
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
function useLeaving(on: string): Shape | null {
  const compiled = useEditorState((s) => s.read.compiled)
  return useMemo(() => Object.entries(compiled?.shapes ?? {}).find(([wire]) => wire.startsWith(`${on}.`))?.[1] ?? null, [compiled, on])
}

/** A rule whose name was emptied is still there. */
const nameOf = ({ name }: DataMap): string => (typeof name === 'string' ? name : '')
