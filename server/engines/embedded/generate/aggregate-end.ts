import type { Typed } from '../../../../core/expr/index.ts'
import type { PlanOp } from '../../../../core/plan.ts'
import type { FieldType } from '../../../../core/shape.ts'
import type { Batch } from '../batch.ts'
import { isText } from '../columns.ts'
import type { AggregateOperator } from '../operators/aggregate.ts'
import type { ExpressionWriter } from './expression.ts'

export type AggregateEnd = {
  readonly kind: 'aggregate'
  readonly target: AggregateOperator
  readonly op: PlanOp
  /** Field of the event time, for windows. */
  readonly time: string | null
  /** Set when the `late` port is wired: gets the late rows of a batch. */
  readonly late: ((batch: Batch) => void) | null
}

/** The body of a loop that is being written; `nest` = what follows stands in a block that was just opened. */
export type LoopText = { line(code: string): void; comment(text: string): void; nest(): void }

/** Writes what a loop does with a row that comes to its aggregate: find the pane and the slot, and add to each accumulator. */
export function writeAggregateEnd(end: AggregateEnd, e: ExpressionWriter, field: (name: string) => Typed, text: LoopText): void {
  const { target, op, time, late } = end
  if (op.body.op !== 'aggregate') throw new Error('not an aggregate')
  const { keys, aggs, window } = op.body
  text.comment(
    `${op.id}: ${aggs.map((a) => `${a.fn}(${a.field ?? '*'})`).join(', ')} by ${keys.join(', ') || 'nothing'}, window ${window.kind}`,
  )
  if (window.kind !== 'none' && time !== null) {
    const t = e.number(field(time))
    if (target.direct) {
      text.line(`const t = ${t}`)
      text.line('let w = agg.windows(t)')
      if (late !== null) text.line('if (w === 0 && t === t) late[l++] = r')
      text.line('if (w > 0) absorbed++')
      text.line('while (w-- > 0) {')
      text.nest()
      text.line('agg.nextWindow()')
    } else {
      text.line(`const w = agg.at(${t})`)
      text.line(late === null ? 'if (w !== 0) continue' : 'if (w !== 0) { if (w === 1) late[l++] = r; continue }')
      text.line('absorbed++')
    }
  } else text.line('absorbed++')
  text.line('const p = agg.pane')
  text.line(`const s = ${slotOf(target, keys.map(field), e, text)}`)
  text.line('if (s >= p.capacity) p.grow(s)')
  text.line('if (p.stamp[s] !== agg.epoch) p.touch(s, agg.epoch)')
  for (const [i, agg] of aggs.entries()) {
    if (agg.field === undefined) text.line(`p.accs[${i}].addRow(s)`)
    else {
      const node = field(agg.field)
      const order = agg.order === undefined ? '' : `, ${e.number(field(agg.order))}`
      text.line(
        isText(node.type as FieldType)
          ? `p.accs[${i}].addText(s, ${e.string(node)}${order})`
          : `p.accs[${i}].add(s, ${e.number(node)}${order})`,
      )
    }
  }
}

/** The code of the slot of a row's key. */
function slotOf(target: AggregateOperator, keys: readonly Typed[], e: ExpressionWriter, text: LoopText): string {
  if (target.keyKind === 'none') return 'p.keys.slot()'
  if (target.keyKind === 'number') return `p.keys.slot(${e.number(keys[0])})`
  if (target.keyKind === 'text') {
    const range = e.range(keys[0])
    return range === null ? `p.keys.slotString(${e.string(keys[0])})` : `p.keys.slot(${range})`
  }
  text.line('agg.packed.clear()')
  for (const key of keys) {
    const range = isText(key.type as FieldType) ? e.range(key) : null
    if (!isText(key.type as FieldType)) text.line(`agg.packed.number(${e.number(key)})`)
    else text.line(range === null ? `agg.packed.string(${e.string(key)})` : `agg.packed.text(${range})`)
  }
  return 'p.keys.slot(agg.packed.bytes, 0, agg.packed.length)'
}
