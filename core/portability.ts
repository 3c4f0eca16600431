import { type Issue, issue } from './issue.ts'
import type { Plan, PlanOp } from './plan.ts'

/** Engines that a plan may be checked for. */
export type TargetEngine = 'spark'

/** What a target engine cannot run, one reason an entry. */
const limits: Record<TargetEngine, readonly { applies(op: PlanOp): boolean; reason: string }[]> = {
  spark: [
    {
      applies: ({ body }) => body.op === 'aggregate' && body.aggs.some((a) => a.fn === 'count_distinct'),
      reason: 'Structured Streaming has no exact count of distinct values',
    },
    {
      applies: ({ body }) => body.op === 'source' && body.delivery === 'push',
      reason: 'Structured Streaming reads only sources that can be read again from a position',
    },
  ],
}

/** What in a plan only the embedded engine can run, as information. */
export function notPortable(plan: Plan, target: TargetEngine): Issue[] {
  return plan.ops.flatMap((op) =>
    limits[target].flatMap(({ applies, reason }) =>
      applies(op) ? [issue('NOT_PORTABLE', { node: op.node }, `not portable to ${target}: ${reason}`)] : [],
    ),
  )
}
