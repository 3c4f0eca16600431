import { type Rule, ruleMistakes, ruleSchema } from '../../core/alert.ts'
import { suggestRecover } from '../../core/back-test.ts'
import { isDataMap, listIn, mapIn, withKey, without } from '../../core/edit/data.ts'
import { type Command, type DataMap, documentOf, freeId } from '../../core/edit/index.ts'
import { draftOf, type Settled, type ThresholdDraft } from './threshold-draft.ts'

/** With the level of recovery that the noise of its figures suggests. */
export function settledDraft(draft: ThresholdDraft, values: readonly (number | null)[]): Settled {
  if (draft.recover !== 'suggested') return { ...draft, recover: draft.recover }
  return { ...draft, recover: suggestRecover({ [draft.side]: draft.value }, values) }
}

const settings = (draft: Settled): DataMap => ({
  ...(draft.on === 'pipeline' ? {} : { on: draft.on }),
  metric: draft.metric,
  [draft.side]: draft.value,
  for: draft.for,
  ...(draft.recover === null ? {} : { recover: draft.recover }),
  severity: draft.severity,
})

/** The rule that a draft makes; null = its settings do not make one. */
export function ruleOf(draft: Settled): Rule | null {
  const name = draft.rule?.name ?? 'new'
  const read = ruleSchema.safeParse({ ...settings(draft), name })
  if (!read.success || ruleMistakes(read.data).length > 0) return null
  return { ...draft.rule, ...read.data }
}

/** What makes or changes the rule in a pipeline's text, and the rule's name; null = the text no longer holds the rule. */
export function changeIn(text: string, draft: Settled): { readonly command: Command; readonly name: string } | null {
  const document = documentOf(text)
  if (draft.rule === null) {
    const stem = draft.metric.replaceAll('.', '-').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    const on = draft.on === 'pipeline' || draft.on.includes('>') ? '' : `${draft.on.toLowerCase().replaceAll('_', '-')}-`
    const name = freeId(`${on}${stem}-${draft.side === 'above' ? 'high' : 'low'}`, new Set(takenIn(document)))
    return { command: { do: 'add-rule', rule: { name, ...settings(draft) } }, name }
  }
  const { name } = draft.rule
  const next = settings(draft)
  const before = settings(asSet(draft.rule))
  const changed = ['above', 'below', 'for', 'recover', 'severity'].filter((key) => next[key] !== before[key])
  const raw = rawRule(document, name)
  if (raw !== null) {
    let rule = raw
    for (const key of changed) rule = next[key] === undefined ? without(rule, key) : withKey(rule, key, next[key])
    return { command: { do: 'set-rule', name, rule: { ...rule, name } }, name }
  }
  if (!isThresholdNode(document, name)) return null
  const commands = changed.map(
    (key): Command =>
      next[key] === undefined
        ? { do: 'unset-config', id: name, path: [key] }
        : { do: 'set-config', id: name, path: [key], value: next[key] },
  )
  return { command: { do: 'all', commands, name: { en: 'Change a threshold', zh: '更改阈值' } }, name }
}

const asSet = (rule: Rule): Settled => draftOf({ rule, value: rule.above ?? rule.below!, recover: rule.recover ?? null })

/** What takes a rule out of a pipeline's text; null = it is not there. */
export function removalIn(text: string, name: string): { readonly command: Command; readonly name: string } | null {
  const document = documentOf(text)
  if (rawRule(document, name) !== null) return { command: { do: 'remove-rule', name }, name }
  return isThresholdNode(document, name) ? { command: { do: 'remove-nodes', ids: [name] }, name } : null
}

const rulesIn = (document: DataMap): readonly DataMap[] =>
  Array.isArray(document.alerts) ? listIn(document, 'alerts').filter((rule) => isDataMap(rule)) : []

const rawRule = (document: DataMap, name: string): DataMap | null => rulesIn(document).find((rule) => rule.name === name) ?? null

function isThresholdNode(document: DataMap, id: string): boolean {
  const node = mapIn(document, 'nodes')[id] ?? null
  return isDataMap(node) && node.type === 'control.threshold'
}

const takenIn = (document: DataMap): readonly string[] => [
  ...rulesIn(document).map(({ name }) => String(name)),
  ...Object.keys(mapIn(document, 'nodes')),
]
