import { z } from 'zod'
import { setting } from './fields.ts'
import { type MetricScope, metricNames, metrics, targetOf } from './metric-names.ts'
import { type Severity, severities } from './severity.ts'

/** The settings of a rule, whether it stands under `alerts:` or in a `control.threshold` node: stated once. */
export const ruleSettings = {
  on: setting
    .text({
      title: { en: 'Watches', zh: '监视对象' },
      help: { en: 'A node, a wire such as a.out>b.in, or pipeline.', zh: '节点、连线（如 a.out>b.in）或 pipeline。' },
    })
    .default('pipeline'),
  metric: setting
    .choice(metricNames, {
      title: { en: 'Metric', zh: '指标' },
      help: { en: 'What the runtime measures; or set a field, or silence.', zh: '运行时测量的指标；也可以设置字段或静默时长。' },
    })
    .optional(),
  field: setting
    .field({
      title: { en: 'Field', zh: '字段' },
      help: { en: 'A field of the records that leave the node.', zh: '离开该节点的记录的字段。' },
    })
    .optional(),
  silence: setting
    .duration({
      title: { en: 'No records for', zh: '无记录时长' },
      help: { en: 'Fires when nothing left the node for so long.', zh: '节点在这段时间内没有输出时告警。' },
    })
    .optional(),
  above: setting.number({ title: { en: 'Above', zh: '高于' } }).optional(),
  below: setting.number({ title: { en: 'Below', zh: '低于' } }).optional(),
  for: setting
    .duration({
      title: { en: 'For', zh: '持续' },
      help: { en: 'The threshold must be broken for so long.', zh: '阈值被突破需持续这么久。' },
    })
    .prefault('0s'),
  recover: setting
    .number({
      advanced: true,
      title: { en: 'Recovers at', zh: '恢复阈值' },
      help: { en: 'The level at which it recovers; the threshold itself if left out.', zh: '恢复的水平；不填则为阈值本身。' },
    })
    .optional(),
  keepFiring: setting
    .duration({
      advanced: true,
      title: { en: 'Keep firing', zh: '保持告警' },
      help: { en: 'Stays recovering for so long before it is normal.', zh: '恢复正常之前保持“恢复中”的时长。' },
    })
    .prefault('0s'),
  noData: setting
    .choice(['ok', 'alert', 'keep'], {
      advanced: true,
      title: { en: 'Without data', zh: '无数据时' },
      help: {
        en: 'When the run sends no frames: all is well, alert, or keep the state.',
        zh: '运行没有上报数据时：视为正常、告警或保持状态。',
      },
    })
    .default('keep'),
  severity: setting.choice(severities, { title: { en: 'Severity', zh: '级别' } }).default('warning'),
  message: setting
    .text({
      title: { en: 'Message', zh: '消息' },
      help: { en: `May hold \${field} of the record and \${value}.`, zh: `可含记录的 \${字段} 和 \${value}。` },
    })
    .optional(),
  runbook: setting
    .text({
      advanced: true,
      title: { en: 'Runbook', zh: '处理手册' },
      help: { en: 'A link or a note on what to do.', zh: '处理方法的链接或说明。' },
    })
    .optional(),
} as const

/** A rule: when a figure breaks a threshold, or nothing comes, somebody is told. */
export const ruleSchema = z.strictObject({
  name: setting
    .text({ title: { en: 'Name', zh: '名称' } })
    .regex(/^[a-z][a-z0-9-]*$/, 'a rule name begins with a lower-case letter and has lower-case letters, digits and hyphens'),
  ...ruleSettings,
})
export type Rule = z.output<typeof ruleSchema>

/** What is wrong with a rule beyond its single settings; paths are relative to the rule. */
export function ruleMistakes(rule: Omit<Rule, 'name'>): { path: string[]; message: string; hint: string }[] {
  const kinds = (['metric', 'field', 'silence'] as const).filter((kind) => rule[kind] !== undefined)
  const limits = (['above', 'below'] as const).filter((limit) => rule[limit] !== undefined)
  if (kinds.length !== 1) {
    const message = kinds.length === 0 ? 'the rule watches nothing' : `${kinds.join(' and ')} cannot go together`
    return [{ path: [kinds[1] ?? 'metric'], message, hint: 'set one of `metric`, `field` and `silence`' }]
  }
  if (rule.silence !== undefined) return silenceMistakes(rule.silence, limits, rule.recover)
  if (limits.length !== 1) {
    const message = limits.length === 0 ? 'the rule has no threshold' : 'above and below cannot go together'
    return [{ path: [limits[1] ?? 'above'], message, hint: 'set one of `above` and `below`; use two rules for both' }]
  }
  return [...targetMistakes(rule), ...recoverMistakes(rule)]
}

function silenceMistakes(silence: number, limits: readonly string[], recover: number | undefined) {
  if (silence < 1000)
    return [{ path: ['silence'], message: 'figures come once a second, so silence is at least a second', hint: 'for example 30s' }]
  return [...limits, ...(recover === undefined ? [] : ['recover'])].map((name) => ({
    path: [name],
    message: `\`${name}\` means nothing for silence`,
    hint: `take out \`${name}\``,
  }))
}

function targetMistakes({ on, metric, field }: Omit<Rule, 'name'>) {
  const target = targetOf(on)
  const scope: MetricScope = target === 'pipeline' ? target : 'wire' in target ? 'wire' : 'node'
  if (field !== undefined && scope !== 'node')
    return [{ path: ['on'], message: 'a rule on a field watches a node', hint: 'set `on` to the node whose records hold the field' }]
  const scopes: readonly MetricScope[] = metric === undefined ? [scope] : metrics[metric].scopes
  return scopes.includes(scope)
    ? []
    : [{ path: ['metric'], message: `a ${scope} has no metric \`${metric}\``, hint: `it belongs to a ${scopes.join(' or a ')}` }]
}

function recoverMistakes({ above, below, recover }: Omit<Rule, 'name'>) {
  if (recover === undefined) return []
  const beyond = above === undefined ? recover < below! : recover > above
  return beyond
    ? [
        {
          path: ['recover'],
          message: 'it would recover while the threshold is still broken',
          hint: `set it ${above === undefined ? 'above' : 'below'} the threshold`,
        },
      ]
    : []
}

/** Where alerts go beside the page itself. */
export type NotifyTarget = {
  readonly name: string
  readonly url: string
  readonly resolved: boolean
  readonly severities: readonly Severity[]
  /** Rules by name; empty = all of the pipeline. */
  readonly rules: readonly string[]
}

/** normal → pending (broken, not yet for long enough) → firing → recovering → normal; noData and error stand aside. */
export const alertStates = ['normal', 'pending', 'firing', 'recovering', 'noData', 'error'] as const
export type AlertState = (typeof alertStates)[number]

/** Where a rule stands. Times are epoch milliseconds. */
export type AlertStatus = {
  readonly pipeline: string
  readonly rule: string
  readonly on: string
  readonly severity: Severity
  readonly state: AlertState
  readonly since: number
  /** The newest figure, null = none yet. */
  readonly value: number | null
  readonly message: string
  readonly acknowledged: number | null
  /** `UNTIL_RESOLVED` of core/silence.ts = until the rule is normal again, `UNTIL_ENDED` = until somebody ends it. */
  readonly silencedUntil: number | null
  /** The event that began the present firing, for acknowledgement and links. */
  readonly event: number | null
}

/** One change of a rule's state, kept. Ids grow. */
export type AlertEvent = {
  readonly id: number
  readonly pipeline: string
  readonly rule: string
  readonly on: string
  readonly severity: Severity
  readonly from: AlertState
  readonly to: AlertState
  readonly at: number
  readonly value: number | null
  readonly message: string
  /** The record at the extreme, as JSON text. */
  readonly sample: string | null
  readonly acknowledged: number | null
}

/** A message to a target, waiting or sent. Times are epoch milliseconds. */
export type AlertDelivery = {
  readonly id: number
  readonly event: number
  /** When the event was, and the state that it led to. */
  readonly at: number
  readonly to: AlertState
  readonly pipeline: string
  readonly rule: string
  readonly target: string
  readonly url: string
  readonly attempts: number
  readonly nextAt: number
  /** What became of the last attempt; null = none yet. */
  readonly answer: string | null
  readonly state: 'waiting' | 'delivered' | 'failed'
}

/** What became of a test message: what was sent, and the answer's status, or why there was none. */
export type DeliveryTest = {
  readonly request: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  readonly status: number | null
  readonly problem: string | null
  readonly ms: number
}
