'use client'
import { useMemo } from 'react'
import type { Command, DataMap, DataPath } from '../../../core/edit/index.ts'
import type { Value } from '../../../core/expr/index.ts'
import type { Issue } from '../../../core/issue.ts'
import type { Shape } from '../../../core/shape.ts'
import { fixesOf, Wiring } from '../../../core/suggest/index.ts'
import { AutoTextarea } from '../../fields/auto-textarea.tsx'
import { NodeForm } from '../../fields/node-form.tsx'
import type { FieldContext } from '../../fields/widget.ts'
import { usePeeks } from '../../hooks/peek.ts'
import { usePipeline } from '../../hooks/pipeline.ts'
import { keepSecret } from '../../hooks/secrets.ts'
import { useT } from '../../i18n/provider.tsx'
import { active } from '../../monitor/run-state.ts'
import { Field } from '../../ui/input.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { Editable } from './editable.tsx'
import { Problems } from './problems.tsx'
import { useRuleChoices } from './rule-choices.ts'
import { useLeaving } from './rule-form.tsx'
import { RuleKind, ruleFields } from './rule-kind.tsx'
import { SendTest } from './send-test.tsx'
import { type DraftNode, usePorts, useReading, useRunning } from './state.ts'
import { useTargets } from './targets.ts'
import { WindowsOf } from './windows-of.tsx'

/** The settings of a node, with what is wrong beside its field. */
export function ConfigTab({ node }: { node: DraftNode }) {
  const t = useT()
  const editor = useEditor()
  const reading = useReading()
  const stale = useEditorState((s) => s.read.stale)
  const { id, known, config } = node
  const context = useFieldContext(node)
  const elsewhere = reading.issues.filter((issue) => issue.at.node === id && !isOfSetting(issue, id))
  return (
    <>
      <Problems issues={elsewhere} />
      <div className="flex flex-col gap-3 p-3">
        {node.type === 'control.threshold' && (
          <Editable>
            <RuleKind rule={config} onChange={(rule) => editor.run(watching(id, rule))} />
          </Editable>
        )}
        {known !== null && (
          <NodeForm
            key={id}
            id={id}
            type={known}
            config={config}
            issues={reading.issues}
            fixes={(issue) => fixesOf(issue, reading)}
            context={context}
            disabled={stale}
            fields={node.type === 'control.threshold' ? (all) => ruleFields(all, config) : undefined}
            onEdit={(command, coalesce) => editor.run(command, { coalesce })}
          />
        )}
        <WindowsOf node={node} />
        {node.type === 'control.notify' && <TestOf id={id} />}
        <Field label={t('inspector.notes')} hint={t('inspector.notes-hint')}>
          {(ids) => (
            <AutoTextarea
              {...ids}
              value={node.notes}
              disabled={stale}
              onChange={({ target: { value } }) =>
                editor.run({ do: 'set-node', id, key: 'notes', value: value === '' ? null : value }, { coalesce: `notes:${id}` })
              }
            />
          )}
        </Field>
      </div>
    </>
  )
}

const watching = (id: string, config: DataMap): Command => ({
  do: 'all',
  commands: [{ do: 'set-type', id, type: 'control.threshold', config }],
  name: { en: `Change what ${id} watches`, zh: `修改 ${id} 监视的内容` },
})

/** Whether the form shows an issue beside its field. */
const isOfSetting = ({ at: { path = [] } }: Issue, id: string): boolean =>
  path.length > 3 && path[0] === 'nodes' && path[1] === id && path[2] === 'config'

/** What the form's controls know: the fields that arrive, the newest record of the run, and names that a text may be. */
function useFieldContext(node: DraftNode): FieldContext {
  const shape = useArriving(node)
  const sample = useSample(node.id)
  const targets = useTargets()
  const rules = useEditorState((s) => s.read.compiled?.rules)
  const params = useEditorState((s) => s.read.pipeline?.params)
  const choiceName = useRuleChoices()
  const names = useEditorState((s) => s.read.secrets)
  return useMemo(() => {
    const suggest = (path: DataPath): readonly string[] => {
      if (path[0] !== 'on') return []
      return path.length === 1 ? targets : (rules ?? []).map((rule) => rule.name)
    }
    const secrets = { names, proposed: node.id.replaceAll('-', '_').toUpperCase(), keep: keepSecret }
    return {
      shape,
      sample,
      now: Date.now,
      params: params ?? {},
      secrets,
      ...(node.known?.stage === 'control' ? { suggest, choiceName } : {}),
    }
  }, [shape, sample, params, targets, rules, choiceName, node.known, node.id, names])
}

/** What arrives at the node, so that its fields can be picked; for a rule what leaves the node that it watches. */
function useArriving(node: DraftNode): Shape | null {
  const { id, known, config } = node
  const port = usePorts(node)?.in[0]
  const reading = useReading()
  const left = useLeaving(typeof config.on === 'string' ? config.on : '')
  return useMemo(() => {
    const { pipeline } = reading
    if (pipeline === null || known === null) return null
    if (known.stage === 'control') return left
    return port === undefined ? null : new Wiring({ ...reading, pipeline }).inShape({ node: id, port })
  }, [reading, id, known, port, left])
}

/** The newest record that came in while it runs; null when none was seen. */
function useSample(id: string): Readonly<Record<string, Value>> | null {
  const { name } = useEditor()
  const { status } = useRunning()
  const { index } = usePipeline(name)
  const { wires } = useEditorState((s) => s.read.graph)
  const running = active(status.state) ? wires.filter((w) => w.to.node === id && index?.wires.includes(w.id)).map((w) => w.id) : []
  const newest = usePeeks(name, running).find((peek) => peek.rows.length > 0)
  return useMemo(
    () => (newest === undefined ? null : Object.fromEntries(newest.columns.map((column, i) => [column.name, newest.rows[0][i]]))),
    [newest],
  )
}

function TestOf({ id }: { id: string }) {
  const url = useEditorState((s) => s.read.compiled?.targets.find((target) => target.name === id)?.url)
  return url === undefined ? null : <SendTest name={id} url={url} />
}
