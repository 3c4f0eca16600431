import type { OpInput, Plan, PlanOp } from '../../../core/plan.ts'
import { type Field, visible } from '../../../core/shape.ts'
import { usedFields } from '../../../core/used-fields.ts'

/** Name of an output: `op.out`, `op.late`. */
export const outputName = ({ op, port }: OpInput): string => `${op}.${port}`

/**
 * The stateless part of a plan that yields some outputs, with all that people see of their records. Where it begins behind a stateful op, a source of
 * rows stands in for that op's output, named by `outputName`; `carried` says which fields arrive there. Null = nothing stateless is needed.
 */
export function probePlan(plan: Plan, outputs: readonly OpInput[], carried: (output: string) => readonly Field[] | undefined): Plan | null {
  const original = new Map(plan.ops.map((op) => [op.id, op]))
  const made = new Map<string, PlanOp>()
  const visit = (input: OpInput): OpInput => {
    const op = original.get(input.op)!
    const id = op.body.op === 'aggregate' ? outputName(input) : op.id
    if (!made.has(id)) {
      const inputs = op.body.op === 'aggregate' ? [] : op.inputs.map(visit)
      made.set(id, op.body.op === 'aggregate' ? standIn(op, id, carried(id) ?? []) : { ...op, inputs })
    }
    return { op: id, port: 'out' }
  }
  for (const output of outputs) if (original.get(output.op)!.body.op !== 'aggregate') visit(output)
  const ops = [...made.values()]
  if (ops.every((op) => op.body.op === 'source' && op.body.fields === null)) return null
  // behind late records only what the pipeline reads has come along
  const complete = new Set<string>()
  for (const { id, inputs } of ops) if (!id.endsWith('.late') && inputs.every((input) => complete.has(input.op))) complete.add(id)
  const shown = ops.flatMap((op) =>
    visible(op.shape).flatMap(({ name }) => (complete.has(op.id) || op.used.includes(name) ? [{ op: op.id, field: name }] : [])),
  )
  const used = usedFields(ops, shown)
  return {
    ...plan,
    ops: ops.map((op) => ({ ...op, used: op.shape.fields.map((f) => f.name).filter((name) => used.get(op.id)!.has(name)) })),
    wires: [],
    queries: [],
    taps: [],
    segments: [ops.map((op) => op.id)],
  }
}

const standIn = (op: PlanOp, id: string, fields: readonly Field[]): PlanOp => ({
  ...op,
  id,
  inputs: [],
  body: { op: 'source', delivery: 'replay', receiver: null, fields },
  shape: { ...op.shape, fields },
})
