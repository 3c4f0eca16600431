import type { Rule } from '../../core/alert.ts'
import type { Observation } from '../../core/alert-machine.ts'
import { metricOf, type Target, targetOf, watchedMetric } from '../../core/metric-names.ts'
import type { Frame, FrameIndex } from '../../core/metrics.ts'

/** What a rule sees in one frame, and the record behind it where there is one. */
export function observe(rule: Rule, frame: Frame): { seen: Observation; sample: string | null } {
  const target = targetOf(rule.on)
  if (!has(frame.index, target)) return { seen: 'no target', sample: null }
  if (rule.field !== undefined) {
    const tap = Object.hasOwn(frame.taps, rule.name) ? frame.taps[rule.name] : undefined
    if (tap === undefined || tap.count === 0) return { seen: 'nothing', sample: null }
    return { seen: rule.above === undefined ? tap.min : tap.max, sample: tap.sample }
  }
  return { seen: metricOf(frame, watchedMetric(rule), target) ?? 'nothing', sample: null }
}

function has({ nodes, wires }: FrameIndex, target: Target): boolean {
  if (target === 'pipeline') return true
  return 'wire' in target ? wires.includes(target.wire) : nodes.includes(target.node)
}
