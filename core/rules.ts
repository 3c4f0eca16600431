import { type NotifyTarget, type Rule, ruleMistakes, ruleSchema } from './alert.ts'
import { schemaIssues } from './graph.ts'
import { type Issue, issue, type Place, suggestion } from './issue.ts'
import { targetOf } from './metric-names.ts'
import type { Control } from './node-type.ts'
import type { TapPoint } from './plan.ts'
import { type Shape, visible } from './shape.ts'

/** What a rule may watch, as far as the graph could be read. */
export type Watchable = {
  readonly nodes: readonly string[]
  readonly wires: readonly string[]
  /** Nodes that are part of what runs: not disabled, not control nodes. */
  readonly running: ReadonlySet<string>
  /** What leaves a node by its only port, or comes to a sink; null when mistakes elsewhere keep it unknown. */
  leaving(node: string): { readonly op: string; readonly shape: Shape } | 'several' | null
}

export type ReadRules = {
  readonly rules: readonly Rule[]
  readonly targets: readonly NotifyTarget[]
  readonly taps: readonly TapPoint[]
  readonly issues: readonly Issue[]
}

type Placed = { readonly rule: Rule; readonly at: Place }

/** Rules and targets of a document: those under `alerts:` and those that control nodes are. What is wrong is an issue, and only what is right is answered. */
export function readRules(alerts: readonly unknown[], controls: ReadonlyMap<string, Control>, watchable: Watchable): ReadRules {
  const issues: Issue[] = []
  const placed = [...alerts.flatMap((alert, i) => readAlert(alert, ['alerts', i], issues)), ...rulesOf(controls)]
  const rules: Rule[] = []
  const taps: TapPoint[] = []
  for (const { rule, at } of placed) {
    const found = [...duplicate(rule, rules, at), ...targetIssues(rule, at, watchable)]
    const tap = rule.field === undefined || found.length > 0 ? null : readTap(rule, rule.field, at, watchable)
    if (tap !== null) found.push(...tap.issues)
    issues.push(...found)
    if (found.some((i) => i.level === 'error')) continue
    rules.push(rule)
    if (tap !== null) taps.push(...tap.points)
  }
  return { rules, targets: targetsOf(controls), taps, issues }
}

/** Targets that name a rule which does not exist. */
export function strayTargets(targets: readonly NotifyTarget[], rules: readonly Rule[]): Issue[] {
  const known = rules.map((rule) => rule.name)
  return targets.flatMap(({ name: node, rules: wanted }) =>
    wanted.flatMap((name, i) =>
      known.includes(name)
        ? []
        : [
            issue(
              'UNKNOWN_RULE',
              { node, path: ['nodes', node, 'config', 'on', i] },
              `there is no rule \`${name}\``,
              suggestion(name, known) ?? 'a rule stands under `alerts:`, or is a threshold node of that id',
            ),
          ],
    ),
  )
}

function readAlert(alert: unknown, path: readonly (string | number)[], issues: Issue[]): Placed[] {
  const read = ruleSchema.safeParse(alert)
  if (!read.success) {
    issues.push(...schemaIssues(ruleSchema, read.error.issues, path, alert))
    return []
  }
  const mistakes = ruleMistakes(read.data)
  issues.push(...mistakes.map((m) => issue('RULE', { path: [...path, ...m.path] }, `\`${read.data.name}\`: ${m.message}`, m.hint)))
  return mistakes.length > 0 ? [] : [{ rule: read.data, at: { path } }]
}

/** Their settings were checked with those of all nodes. */
const rulesOf = (controls: ReadonlyMap<string, Control>): Placed[] =>
  [...controls].flatMap(([name, control]) =>
    'rule' in control ? [{ rule: { name, ...control.rule }, at: { node: name, path: ['nodes', name, 'config'] } }] : [],
  )

const targetsOf = (controls: ReadonlyMap<string, Control>): NotifyTarget[] =>
  [...controls].flatMap(([name, control]) => ('notify' in control ? [{ name, ...control.notify }] : []))

const within = (at: Place, key: string): Place => ({ ...at, path: [...(at.path ?? []), key] })

function duplicate({ name }: Rule, before: readonly Rule[], at: Place): Issue[] {
  if (!before.some((rule) => rule.name === name)) return []
  return [issue('RULE', at, `there are two rules called \`${name}\``, 'a threshold node has the name of its id; rename one of them')]
}

function targetIssues({ name, on }: Rule, at: Place, { nodes, wires, running }: Watchable): Issue[] {
  const target = targetOf(on)
  if (target === 'pipeline') return []
  const place = within(at, 'on')
  const ends = 'node' in target ? [on] : on.split('>').map((end) => end.replace(/\.[^.]*$/, ''))
  const there = ends.every((node) => nodes.includes(node))
  if (there && !ends.every((node) => running.has(node)))
    return [issue('RULE_IDLE', place, `\`${name}\` watches ${on}, which is no part of what runs`, 'enable it, or watch something else')]
  if ('node' in target)
    return there
      ? []
      : [issue('UNKNOWN_NODE', place, `\`${name}\` watches the node \`${on}\`, which does not exist`, suggestion(on, nodes))]
  return wires.includes(on)
    ? []
    : [issue('UNKNOWN_WIRE', place, `\`${name}\` watches the wire ${on}, which does not exist`, suggestion(on, wires))]
}

/** Where the values of a rule's field are seen. */
function readTap(rule: Rule, name: string, at: Place, { leaving }: Watchable): { points: TapPoint[]; issues: Issue[] } {
  const place = within(at, 'field')
  const refused = (...issues: Issue[]): { points: TapPoint[]; issues: Issue[] } => ({ points: [], issues })
  const left = leaving(rule.on)
  if (left === null) return refused()
  if (left === 'several')
    return refused(
      issue('RULE', within(at, 'on'), `\`${rule.name}\`: records leave \`${rule.on}\` by several ports`, 'watch a node behind it'),
    )
  if (left.shape.raw === true)
    return refused(issue('RULE', place, `\`${rule.name}\`: \`${rule.on}\` yields undecoded bytes`, 'watch the node that decodes them'))
  const fields = visible(left.shape)
  const field = fields.find((f) => f.name === name)
  if (field === undefined) {
    const names = fields.map((f) => f.name)
    return refused(
      issue(
        'UNKNOWN_FIELD',
        place,
        `\`${rule.on}\` yields no field \`${name}\``,
        suggestion(name, names) ?? `there is: ${names.join(', ')}`,
      ),
    )
  }
  if (field.type !== 'long' && field.type !== 'double')
    return refused(
      issue(
        'FIELD_TYPE',
        place,
        `\`${name}\` is ${field.type}; a threshold needs a long or a double`,
        'watch a number, or make one with a map node',
      ),
    )
  const told = fields.map((f) => f.name).filter((f) => rule.message?.includes(`\${${f}}`))
  const point: TapPoint = { rule: rule.name, op: left.op, field: name, told, worst: rule.above === undefined ? 'min' : 'max' }
  return { points: [point], issues: [] }
}
