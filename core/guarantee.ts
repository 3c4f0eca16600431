import type { Contract, SinkClass } from './node-type.ts'
import type { Delivery, Durability, Plan, PlanOp } from './plan.ts'
import type { Words } from './words.ts'

/** Labels in rising order. */
export const guarantees = ['at-most-once', 'at-least-once', 'effectively-once', 'exactly-once'] as const
export type Guarantee = (typeof guarantees)[number]

/** What a sink's records can rely on, end to end, and the link that decides it. */
export type PathGuarantee = {
  readonly sink: string
  readonly guarantee: Guarantee
  /** The node (or `pipeline`) that keeps it from being better; null = nothing does. */
  readonly weakest: { readonly at: string; readonly reason: Words } | null
  /** What holds once records are in the ingest log, where that is better. */
  readonly afterIngestLog?: Guarantee
}

export type SourceLink = { node: string; delivery: Delivery; reliable: boolean }
type SinkLink = { node: string; class: SinkClass }

const sinkGuarantee: Record<SinkClass, Guarantee> = {
  transactional: 'exactly-once',
  file: 'exactly-once',
  none: 'exactly-once',
  keyed: 'effectively-once',
  plain: 'at-least-once',
  live: 'at-most-once',
}
const sinkReason: Record<SinkClass, Words | null> = {
  transactional: null,
  file: null,
  none: null,
  keyed: { en: 'a replayed record overwrites itself, visibly', zh: '重放的记录会覆盖自身，且可被看到' },
  plain: {
    en: 'the receiver cannot tell a repeated epoch: after a crash at most two epochs may be sent again',
    zh: '接收方无法识别重复的周期：崩溃后最多可能重发两个周期',
  },
  live: { en: 'a live view shows the latest and promises nothing', zh: '实时视图只显示最新内容，不作任何保证' },
}
/** Why what a source sends may be lost or repeated on its way to a sink. */
export const linkReason = {
  fast: {
    en: 'durability fast keeps no journal: what was in flight at a crash is lost',
    zh: '持久性 fast 不写日志：崩溃时在途的内容会丢失',
  },
  unreliable: {
    en: 'the receiver is not reliable: what was read but not committed at a crash is lost',
    zh: '接收器不可靠：崩溃时已读取但未提交的内容会丢失',
  },
  unacknowledged: {
    en: 'the sender gets no acknowledgement: what had not reached the ingest log at a crash is lost',
    zh: '发送方得不到确认：崩溃时尚未进入接收日志的内容会丢失',
  },
  repeats: {
    en: 'the sender sends again what was not acknowledged, and has no message id by which to drop repeats',
    zh: '发送方会重发未确认的内容，且没有可用于去重的消息编号',
  },
} satisfies Record<string, Words>

/** The guarantee of one sink: the weakest of its sources, its own class and the pipeline's durability. */
export function pathGuarantee(sink: SinkLink, sources: readonly SourceLink[], durability: Durability): PathGuarantee {
  if (durability === 'fast') {
    return {
      sink: sink.node,
      guarantee: 'at-most-once',
      weakest: { at: 'pipeline', reason: linkReason.fast },
    }
  }
  let guarantee = sinkGuarantee[sink.class]
  const own = sinkReason[sink.class]
  let weakest: PathGuarantee['weakest'] = own === null ? null : { at: sink.node, reason: own }
  const after = guarantee
  let logged = false
  const lower = (to: Guarantee, at: string, reason: Words): void => {
    if (guarantees.indexOf(to) >= guarantees.indexOf(guarantee)) return
    guarantee = to
    weakest = { at, reason }
  }
  for (const source of sources) {
    if (source.delivery === 'replay') continue
    if (!source.reliable && source.delivery === 'push') lower('at-most-once', source.node, linkReason.unreliable)
    else if (source.delivery === 'push') {
      logged = true
      lower('at-most-once', source.node, linkReason.unacknowledged)
    } else {
      logged ||= source.reliable
      lower('at-least-once', source.node, linkReason.repeats)
    }
  }
  const allLogged = sources.every((s) => s.delivery === 'replay' || s.reliable)
  return { sink: sink.node, guarantee, weakest, ...(logged && allLogged && after !== guarantee ? { afterIngestLog: after } : {}) }
}

/** What the records of each sink of a plan can rely on. */
export function pathGuarantees(plan: Plan, contract: (node: string) => Contract | undefined): PathGuarantee[] {
  const byId = new Map(plan.ops.map((o) => [o.id, o]))
  return plan.ops.flatMap((sink) => {
    if (sink.body.op !== 'sink') return []
    const sources = new Map<string, SourceLink>()
    const seen = new Set<PlanOp>()
    const visit = (o: PlanOp): void => {
      if (seen.has(o)) return
      seen.add(o)
      if (o.body.op === 'source')
        sources.set(o.id, { node: o.node, delivery: o.body.delivery, reliable: o.body.receiver?.reliable ?? false })
      for (const input of o.inputs) visit(byId.get(input.op)!)
    }
    visit(sink)
    const own = contract(sink.node)
    const link: SinkLink = { node: sink.node, class: own?.kind === 'sink' ? own.class : 'plain' }
    return [pathGuarantee(link, [...sources.values()], plan.durability)]
  })
}
