import { sameData } from './edit/data.ts'
import type { Plan, TapPoint } from './plan.ts'

/** Whether a run of one plan goes on, as it is, as a run of another: they differ at most in which fields are looked at for rules, and a run of the first can look there. */
export const goesOnAs = (from: Plan, to: Plan): boolean => sameData(apart(from), apart(to)) && to.taps.every((tap) => canLook(from, tap))

/** A plan but for what rules look at, and what is carried for them. */
const apart = ({ taps: _, ops, ...plan }: Plan): unknown => ({ ...plan, ops: ops.map(({ used: _used, ...op }) => op) })

/** Whether a run of a plan can look at a field that none of its rules may watch yet. */
export function canLook({ ops, taps }: Plan, { op: id, field, told }: TapPoint): boolean {
  const op = ops.find((each) => each.id === id)
  if (op === undefined) return false
  // what people see leaves and arrives there, read or not
  if (op.body.op === 'aggregate' || op.body.op === 'sink') return true
  // the steps of a loop hand nothing over that could be looked at
  const open = op.body.op === 'source' || op.body.op === 'decode' || op.body.op === 'union' || taps.some((tap) => tap.op === id)
  return open && [field, ...told].every((name) => op.used.includes(name))
}
