import type { Command, Position } from '../edit/command.ts'
import { type DataMap, isDataMap, mapIn, valueAt } from '../edit/data.ts'
import { freeId } from '../edit/fragment.ts'
import { type End, type Link, wireId } from '../edit/wires.ts'
import { type Shape, visible } from '../shape.ts'
import type { Words } from '../words.ts'

/** A way out, in words for a button, and the edit that takes it. */
export type Fix = { readonly words: Words; readonly command: Command }

export const fix = (en: string, zh: string, command: Command): Fix => ({ words: { en, zh }, command })
/** A fix of several edits. */
export const fixAll = (en: string, zh: string, ...commands: readonly Command[]): Fix =>
  fix(en, zh, { do: 'all', name: { en, zh }, commands })

/** Ways to have an event time: fields that can be one, then the time of arrival. */
export function eventTimes(shape: Shape | null): { words: Words; config: DataMap }[] {
  const fields = shape === null ? [] : visible(shape)
  const likely = [
    ...fields.filter(({ type }) => type === 'timestamp'),
    ...fields.filter(({ name, type }) => type === 'long' && /(?:^|_)(?:ts|t|time|at|date)$|Time$|At$/i.test(name)),
  ]
  return [
    ...likely
      .slice(0, 3)
      .map(({ name }) => ({ words: { en: `Use \`${name}\` as event time`, zh: `以 \`${name}\` 作为事件时间` }, config: { field: name } })),
    { words: { en: 'Use the time of arrival', zh: '使用到达时间' }, config: { from: 'arrival' } },
  ]
}

/** Puts a new node between some out-ports and an in-port; the wires that were there are cut. */
export function between(document: DataMap, type: string, config: DataMap, from: readonly End[], to: End, cut: readonly Link[]): Command[] {
  const id = freeId(type.split('.')[1], new Set(Object.keys(mapIn(document, 'nodes'))))
  const at = middle(
    document,
    from.map(({ node }) => node),
    to.node,
  )
  const add: Command = { do: 'add-node', id, type, config, ...(at === null ? {} : { at }) }
  if (cut.length === 1) return [add, { do: 'splice', wire: wireId(cut[0]), id }]
  return [
    ...(cut.length === 0 ? [] : [{ do: 'remove-wires', wires: cut.map(wireId) } as const]),
    add,
    ...from.map((end) => ({ do: 'add-wire', wire: wireId({ from: end, to: { node: id, port: 'in' } }) }) as const),
    { do: 'add-wire', wire: wireId({ from: { node: id, port: 'out' }, to }) },
  ]
}

/** Half way between the first of some nodes and another; null when one has no place. */
function middle(document: DataMap, from: readonly string[], to: string): Position | null {
  const [a, b] = [from[0], to].map((id) => valueAt(isDataMap(document.layout) ? document.layout : {}, [id ?? '']))
  if (!Array.isArray(a) || !Array.isArray(b)) return null
  return [(Number(a[0]) + Number(b[0])) / 2, (Number(a[1]) + Number(b[1])) / 2]
}
