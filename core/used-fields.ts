import { fieldsOf } from './expr/index.ts'
import type { OpInput, PlanOp } from './plan.ts'
import { type Shape, visible } from './shape.ts'

/** Per op and out-port (`id` or `id.late`), which fields something downstream reads, beside those that are `looked` at; sinks read all that people see. */
export function usedFields(ops: readonly PlanOp[], looked: readonly { op: string; field: string }[]): Map<string, Set<string>> {
  const byId = new Map(ops.map((o) => [o.id, o]))
  const used = new Map<string, Set<string>>(
    ops.flatMap((o) => [
      [o.id, new Set()],
      [`${o.id}.late`, new Set()],
    ]),
  )
  for (const { op, field } of looked) used.get(op)!.add(field)
  const shapeOf = (input: OpInput): Shape => {
    const from = byId.get(input.op)!
    return input.port === 'late' ? shapeOf(from.inputs[0]) : from.shape
  }
  for (let i = ops.length - 1; i >= 0; i--) {
    const o = ops[i]
    for (const input of o.inputs) {
      const needs = used.get(input.port === 'late' ? `${input.op}.late` : input.op)!
      for (const name of readsOf(o, used.get(o.id)!, shapeOf(input))) needs.add(name)
      if (o.body.op === 'aggregate') for (const name of used.get(`${o.id}.late`)!) needs.add(name)
    }
  }
  return used
}

/** What an op reads of its input so that it can yield `wanted`. */
function readsOf(o: PlanOp, wanted: ReadonlySet<string>, input: Shape): string[] {
  const { body } = o
  switch (body.op) {
    case 'source':
    case 'decode':
      return []
    case 'time':
      return 'field' in body.from ? [...wanted, body.from.field] : [...wanted]
    case 'filter':
      return [...wanted, ...fieldsOf(body.where)]
    case 'map': {
      const names = new Map(input.fields.map((f) => [body.rename[f.name] ?? f.name, f.name]))
      const set = body.set.filter((s) => wanted.has(s.name))
      const kept = [...wanted].filter((name) => !body.set.some((s) => s.name === name)).map((name) => names.get(name)!)
      return [...kept, ...set.flatMap((s) => fieldsOf(s.value))]
    }
    case 'explode':
      return [...[...wanted].filter((name) => name !== body.as), body.field]
    case 'union':
      return [...wanted].filter((name) => input.fields.some((f) => f.name === name))
    case 'aggregate': {
      const time = body.window.kind === 'none' || input.time === null ? [] : [input.time.field]
      return [...time, ...body.keys, ...body.aggs.flatMap((a) => [a.field, a.order].filter((f) => f !== undefined))]
    }
    case 'sink':
      return visible(o.shape).map((f) => f.name)
  }
}
