import type { Compiled } from './compile.ts'
import { sameData } from './edit/data.ts'
import { issueCodes } from './issue.ts'
import type { Plan, PlanOp } from './plan.ts'
import { stateBasis } from './state-basis.ts'
import { canLook, goesOnAs } from './taps.ts'
import type { Words } from './words.ts'

/** What a deploy does to a node or rule: `hot` = applies at once; the others with the restart of the run; `blocked` = there can be no deploy. */
export type Effect = 'hot' | 'restart-keep-state' | 'restart-new-state' | 'added' | 'removed' | 'blocked'
export type Change = { readonly at: { readonly node?: string; readonly rule?: string }; readonly effect: Effect; readonly reason: Words }

export type Deployed = Pick<Compiled, 'plan' | 'rules' | 'targets' | 'issues'>

/**
 * What a deploy will do, node by node, from the version that is live (null = none) to the next one. A run that is on drains, is replaced, and goes
 * on from its journal; nodes that are not listed go on as they were. Layout and titles change nothing.
 */
export function classifyChange(from: Deployed | null, to: Deployed): Change[] {
  if (to.plan === null) return blocked(to)
  if (from === null || from.plan === null) return running(to.plan).map((node) => added(node, to.plan!))
  return [...(goesOnAs(from.plan, to.plan) ? [] : nodeChanges(from.plan, to.plan)), ...ruleChanges(from, to, from.plan)]
}

/** Whether a deploy throws away something that people may miss: positions, open windows, running totals. */
export const losesState = (changes: readonly Change[]): boolean => changes.some(({ effect }) => effect === 'restart-new-state')

/** The changes in one line, for the button that deploys. */
export function impactLine(changes: readonly Change[]): Words {
  const count = (...effects: Effect[]): number => changes.filter(({ effect }) => effects.includes(effect)).length
  const names = (effect: Effect): string => changes.flatMap(({ at, effect: e }) => (e === effect ? [at.node ?? at.rule] : [])).join(', ')
  if (count('blocked') > 0) return { en: `cannot be deployed: ${names('blocked')}`, zh: `无法部署：${names('blocked')}` }
  const parts: Words[] = [
    ...some(count('added'), (n) => ({ en: `${n} new`, zh: `新增 ${n} 个` })),
    ...some(count('removed'), (n) => ({ en: `${n} removed`, zh: `移除 ${n} 个` })),
    ...some(count('restart-keep-state'), (n) => ({ en: `${n} changed, state kept`, zh: `${n} 个有改动，状态保留` })),
    ...some(count('restart-new-state'), () => ({
      en: `begins anew: ${names('restart-new-state')}`,
      zh: `重新开始：${names('restart-new-state')}`,
    })),
    ...some(count('hot'), (n) => ({ en: n === 1 ? '1 rule' : `${n} rules`, zh: `${n} 条规则` })),
  ]
  if (parts.length === 0) return { en: 'nothing changes for records', zh: '对记录没有影响' }
  return { en: parts.map(({ en }) => en).join(' · '), zh: parts.map(({ zh }) => zh).join(' · ') }
}

const some = (n: number, words: (n: number) => Words): Words[] => (n === 0 ? [] : [words(n)])

function blocked({ issues }: Deployed): Change[] {
  return issues.flatMap(({ level, code, message, at: { node } }) =>
    level === 'error'
      ? [{ at: node === undefined ? {} : { node }, effect: 'blocked', reason: { en: message, zh: issueCodes[code][1].zh } }]
      : [],
  )
}

const isStateful = (plan: Plan, node: string): boolean => plan.ops.some((op) => op.node === node && op.body.op === 'aggregate')

function added(node: string, plan: Plan): Change {
  const reason: Words = isStateful(plan, node) ? { en: 'begins with no state', zh: '从空状态开始' } : { en: 'is new', zh: '新增' }
  return { at: { node }, effect: 'added', reason }
}

function removed(node: string, plan: Plan): Change {
  const reason: Words = isStateful(plan, node)
    ? { en: 'its state is forgotten', zh: '其状态将被丢弃' }
    : { en: 'is taken out', zh: '被移除' }
  return { at: { node }, effect: 'removed', reason }
}

/** Nodes that take part in the run. */
const running = (plan: Plan): string[] => [...new Set(plan.ops.map((op) => op.node))]

function nodeChanges(from: Plan, to: Plan): Change[] {
  const [old, now] = [running(from), running(to)]
  return [
    ...now.flatMap((node) => {
      if (!old.includes(node)) return [added(node, to)]
      const change = nodeChange(node, from, to)
      return change === null ? [] : [change]
    }),
    ...old.filter((node) => !now.includes(node)).map((node) => removed(node, from)),
  ]
}

function nodeChange(node: string, from: Plan, to: Plan): Change | null {
  const [before, after] = [from, to].map((plan) => plan.ops.filter((op) => op.node === node))
  const [old, now] = [stateBasis(from), stateBasis(to)]
  for (const op of after) {
    if (!Object.hasOwn(now, op.id)) continue
    const earlier = before.find(({ id }) => id === op.id)
    if (earlier === undefined) return added(node, to)
    if (to.durability === 'fast' || from.durability === 'fast') return { at: { node }, effect: 'restart-new-state', reason: unkept }
    if (sameData(old[op.id], now[op.id])) continue
    return { at: { node }, effect: 'restart-new-state', reason: anew(earlier, op) }
  }
  if (sameData(from.nodes[node], to.nodes[node]) && sameData(before.map(meaning), after.map(meaning))) return null
  const [held] = after.flatMap(({ body }) => keeping[body.op] ?? [])
  return { at: { node }, effect: 'restart-keep-state', reason: held ?? { en: 'holds no state', zh: '没有状态' } }
}

const meaning = ({ body, inputs }: PlanOp): unknown => ({ body, inputs })

const inside: Words = {
  en: 'looks at a field where the run cannot be looked into: it restarts on the same state',
  zh: '监视的字段在当前运行中无法查看：运行将重启，状态保留',
}

const unkept: Words = {
  en: 'durability fast keeps no journal: nothing outlives the restart',
  zh: '持久性 fast 不写日志：重启后不保留任何状态',
}

const keeping: Partial<Record<PlanOp['body']['op'], Words>> = {
  source: { en: 'goes on reading where it stopped', zh: '从停止处继续读取' },
  sink: { en: 'goes on writing where it stopped', zh: '从停止处继续写入' },
  time: { en: 'keeps its watermark', zh: '水位线保留' },
  aggregate: { en: 'open windows and totals are kept', zh: '未关闭的窗口和累计值保留' },
}

/** Why an op cannot go on with what is saved of it. */
function anew({ body: old }: PlanOp, { body }: PlanOp): Words {
  if (body.op === 'aggregate' && old.op === 'aggregate') {
    const parts = (
      [
        ['keys', { en: 'keys', zh: '键' }],
        ['window', { en: 'window', zh: '窗口' }],
        ['aggs', { en: 'results', zh: '结果' }],
        ['output', { en: 'output', zh: '输出方式' }],
      ] as const
    ).filter(([key]) => !sameData(old[key], body[key]))
    const named = parts.length === 0 ? [{ en: 'types of fields', zh: '字段类型' }] : parts.map(([, words]) => words)
    return {
      en: `other ${named.map(({ en }) => en).join(', ')}: open windows and totals begin anew`,
      zh: `${named.map(({ zh }) => zh).join('、')}不同：未关闭的窗口和累计值将重新开始`,
    }
  }
  switch (body.op) {
    case 'source':
      return { en: 'reads from another place, from its beginning', zh: '从新的位置开头读取' }
    case 'sink':
      return { en: 'writes to another place; what was written stays', zh: '写入新的位置；已写入的内容保留' }
    case 'time':
      return { en: 'another event time: the watermark begins anew', zh: '事件时间不同：水位线重新开始' }
    default:
      return { en: 'does something else: begins anew', zh: '作用不同：重新开始' }
  }
}

function ruleChanges(from: Deployed, to: Deployed, runs: Plan): Change[] {
  const entries = ({ rules, targets }: Deployed) => new Map([...rules, ...targets].map((rule) => [rule.name, rule]))
  const [old, now] = [entries(from), entries(to)]
  const names = [...new Set([...now.keys(), ...old.keys()])].filter((name) => !sameData(old.get(name), now.get(name)))
  return names.map((rule): Change => {
    const tap = to.plan?.taps.find((each) => each.rule === rule)
    if (tap === undefined || canLook(runs, tap)) return { at: { rule }, effect: 'hot', reason: { en: 'applies at once', zh: '立即生效' } }
    return { at: { rule }, effect: 'restart-keep-state', reason: inside }
  })
}
