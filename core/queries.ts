import type { PlanOp } from './plan.ts'

/** Ops upstream of a sink form a query; sinks that share a stateful op share one. */
export function queriesOf(ops: readonly PlanOp[]): string[][] {
  const byId = new Map(ops.map((o) => [o.id, o]))
  const upstream = (id: string, into: Set<string>): Set<string> => {
    if (!into.has(id)) {
      into.add(id)
      for (const input of byId.get(id)!.inputs) upstream(input.op, into)
    }
    return into
  }
  const queries: Set<string>[] = []
  for (const sink of ops.filter((o) => o.body.op === 'sink')) {
    const mine = upstream(sink.id, new Set())
    const stateful = [...mine].filter((id) => byId.get(id)!.body.op === 'aggregate')
    const shared = queries.filter((q) => stateful.some((id) => q.has(id)))
    for (const q of shared) {
      for (const id of q) mine.add(id)
      queries.splice(queries.indexOf(q), 1)
    }
    queries.push(mine)
  }
  return queries.map((q) => [...q])
}
