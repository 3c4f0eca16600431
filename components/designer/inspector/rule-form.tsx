'use client'
import { useMemo } from 'react'
import { ruleSchema } from '../../../core/alert.ts'
import { removeAt, setAt } from '../../../core/edit/data.ts'
import type { Data, DataMap, DataPath } from '../../../core/edit/index.ts'
import { type FormField, formOf } from '../../../core/form.ts'
import { type MetricName, type MetricScope, metricNames, metrics, targetOf } from '../../../core/metric-names.ts'
import type { Shape } from '../../../core/shape.ts'
import { fixesOf } from '../../../core/suggest/index.ts'
import { Form } from '../../fields/form.tsx'
import { issuesUnder } from '../../fields/issues-under.ts'
import { useT } from '../../i18n/provider.tsx'
import { Choice } from '../../ui/choice.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { useRuleChoices } from './rule-choices.ts'
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
  const scope = scopeOf(String(raw.on ?? 'pipeline'))
  // a rule has one threshold: the other one is there when neither is set
  const other = raw.above !== undefined ? 'below' : raw.below !== undefined ? 'above' : ''
  const shown = form.flatMap((field): FormField[] => {
    const [key] = field.path
    if (!(only[key]?.includes(kind) ?? (key !== 'on' || !fixedOn)) || (key === other && raw[key] === undefined)) return []
    return key === 'metric' ? [{ ...field, choices: metricNames.filter((name) => scopes(name).includes(scope)) }] : [field]
  })
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
  const choiceName = useRuleChoices()
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

const scopes = (name: MetricName): readonly MetricScope[] => metrics[name].scopes

function scopeOf(on: string): MetricScope {
  const target = targetOf(on)
  return target === 'pipeline' ? target : 'wire' in target ? 'wire' : 'node'
}

/** What leaves a node, so that a rule's field can be picked. */
function useLeaving(on: string): Shape | null {
  const compiled = useEditorState((s) => s.read.compiled)
  return useMemo(() => Object.entries(compiled?.shapes ?? {}).find(([wire]) => wire.startsWith(`${on}.`))?.[1] ?? null, [compiled, on])
}

/** A rule whose name was emptied is still there. */
const nameOf = ({ name }: DataMap): string => (typeof name === 'string' ? name : '')
