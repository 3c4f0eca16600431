import type { Plan } from './plan.ts'

/** What the saved state of each op depends on, by op id: places of sources and sinks, event times, all of a stateful op. While it stays the same, a changed pipeline goes on with that state; other ops hold none. */
export function stateBasis(plan: Plan): Record<string, unknown> {
  return Object.fromEntries(
    plan.ops.flatMap(({ id, node, body, shape }): [string, unknown][] => {
      if (body.op === 'source' || body.op === 'sink') return [[id, [plan.nodes[node].type, plan.nodes[node].place]]]
      if (body.op === 'time') return [[id, body.from]]
      return body.op === 'aggregate' ? [[id, [body, shape.fields]]] : []
    }),
  )
}
