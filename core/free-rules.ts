import { type Rule, ruleSchema } from './alert.ts'
import type { Plan } from './plan.ts'
import { freeRuleName } from './silence.ts'

/** How long a source may be silent before anybody is told, milliseconds. */
const SILENCE = 60_000

/**
 * The rules that nobody has to write: a source to which others send tells when nothing has come for a minute. A rule of the document on the
 * silence of that node, or of the same name, takes its place.
 */
export function freeRules({ ops }: Pick<Plan, 'ops'>, rules: readonly Rule[]): readonly Rule[] {
  return ops.flatMap(({ node, body }) => {
    const name = freeRuleName(node)
    const replaced = rules.some((rule) => rule.name === name || (rule.silence !== undefined && rule.on === node))
    if (body.op !== 'source' || body.delivery === 'replay' || replaced) return []
    return [ruleSchema.parse({ name, on: node, silence: SILENCE, severity: 'info' })]
  })
}
