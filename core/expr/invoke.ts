import { double, long } from './arithmetic.ts'
import { functionNamed } from './functions/index.ts'
import { bounded } from './text.ts'
import type { ExprEnv, TypedOf, Value } from './types.ts'

export type Invoke = (args: readonly Value[], env: ExprEnv) => Value

/** What a call does with its evaluated arguments, guarded: NULL in, NULL out, and no result outside its type. */
export function invokerOf(call: TypedOf<'call'>): Invoke {
  const def = functionNamed(call.name)
  if (def === undefined) throw new Error(`call of a function that does not exist: ${call.name}`)
  const guard =
    call.type === 'string' || call.type === 'json' ? bounded : call.type === 'double' ? double : call.type === 'boolean' ? null : long
  return (args, env) => {
    if (!def.nulls) for (const v of args) if (v === null) return null
    const v = def.evaluate(args, env)
    return v === null || guard === null ? v : (guard as (v: Value, env: ExprEnv) => Value)(v, env)
  }
}
