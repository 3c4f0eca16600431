import { compilePattern, type ExprEnv, type Typed, toClosure, type Value } from './expr/index.ts'
import { type AnyNodeType, portsOf } from './node-type.ts'
import { inferOp } from './op-shape.ts'
import { type DraftOp, type Flow, type OpBody, op } from './plan.ts'
import type { Shape } from './shape.ts'

export type TrialRow = Readonly<Record<string, Value>>
/** What leaves each out-port for one record; ports through which nothing leaves have no rows. */
export type Trial = (row: TrialRow) => Readonly<Record<string, readonly TrialRow[]>>

/**
 * Tries a node on single records that arrive with a shape: for people who edit it, one record at a time. `config` is the parsed settings. Null when
 * the node has a mistake, or what it does with a record depends on other records or on the outside.
 */
export function trialOf(type: AnyNodeType, config: unknown, input: Shape, now: () => number): Trial | null {
  const ports = portsOf(type, config)
  if (ports.in.length !== 1 || ports.out.length === 0 || input.raw === true) return null
  const source = op({ op: 'source', delivery: 'replay', receiver: null, fields: null })
  const maker = new Maker(source.op, input, { now, errors: { count: 0 } })
  const outputs = Object.entries(type.plan(config, { [ports.in[0]]: source })).map(([port, flow]) => [port, maker.made(flow)] as const)
  if (outputs.some(([, made]) => made === null)) return null
  return (row) => Object.fromEntries(outputs.map(([port, made]) => [port, made!.rows(row)]))
}

type Made = { readonly shape: Shape; rows(row: TrialRow): readonly TrialRow[] }

class Maker {
  readonly #env: ExprEnv
  readonly #made = new Map<DraftOp, Made | null>()

  constructor(source: DraftOp, input: Shape, env: ExprEnv) {
    this.#env = env
    this.#made.set(source, { shape: input, rows: (row) => [row] })
  }

  made({ op: draft, port }: Flow): Made | null {
    if (port !== 'out') return null
    const known = this.#made.get(draft)
    if (known !== undefined) return known
    const inputs = draft.inputs.map((input) => this.made(input))
    const made = inputs.every((input) => input !== null) ? this.#make(draft, inputs) : null
    this.#made.set(draft, made)
    return made
  }

  #make({ body }: DraftOp, inputs: readonly Made[]): Made | null {
    const inferred = inferOp(
      body,
      inputs.map(({ shape }) => shape),
      '',
      () => ({}),
    )
    const each = inferred.body === null ? null : this.#each(inferred.body)
    if (inferred.body === null || each === null) return null
    return { shape: inferred.shape, rows: (row) => inputs.flatMap((input) => input.rows(row)).flatMap(each) }
  }

  /** What an op makes of one row; null for ops that need more than the row. */
  #each(body: OpBody<Typed>): ((row: TrialRow) => readonly TrialRow[]) | null {
    switch (body.op) {
      case 'time':
      case 'union':
        return (row) => [row]
      case 'filter': {
        const where = this.#closure(body.where)
        return (row) => (where(row) === true ? [row] : [])
      }
      case 'map': {
        const set = body.set.map(({ name, value }) => [name, this.#closure(value)] as const)
        const { rename, remove } = body
        return (row) => {
          const kept = Object.entries(row).flatMap(([name, value]) =>
            remove.includes(name) ? [] : [[rename[name] ?? name, value] as const],
          )
          return [{ ...Object.fromEntries(kept), ...Object.fromEntries(set.map(([name, value]) => [name, value(row)])) }]
        }
      }
      case 'explode': {
        const { field, as, keepParent } = body
        const pattern = compilePattern(body.pattern)
        return (row) => {
          const text = row[field]
          const parts = typeof text === 'string' ? pattern.split(text).filter((part) => part !== '') : []
          return parts.map((part) => (keepParent ? { ...row, [as]: part } : { [as]: part }))
        }
      }
      default:
        return null
    }
  }

  #closure(expr: Typed): (row: TrialRow) => Value {
    const evaluate = toClosure(expr, this.#env)
    return (row) => evaluate((name) => row[name] ?? null)
  }
}
