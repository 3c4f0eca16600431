import type { DataMap } from '../../../core/edit/data.ts'
import { suggestTypes } from '../../../core/suggest/index.ts'
import type { Adding } from '../editor/desk-state.ts'
import { portFor } from '../editor/ports.ts'
import { type Read, wiringOf } from '../editor/read.ts'
import { entriesOf, type TypeEntry } from '../palette/search.ts'

/** A type that can be chosen, with the settings that it begins with where they were made for what arrives. */
export type Choice = TypeEntry & { readonly config: DataMap | null; readonly ready: boolean }

/** The types that can go where a node is about to be added, best first. */
export function choicesFor(read: Read, { from, to, into }: Pick<Adding, 'from' | 'to' | 'into'>): readonly Choice[] {
  const all = entriesOf(read.catalogue).map((entry): Choice => ({ ...entry, config: null, ready: false }))
  const link = into === null ? null : (read.graph.wires.find((w) => w.id === into) ?? null)
  const source = from ?? link?.from ?? null
  const onward = to !== null || link !== null
  const has = (side: 'in' | 'out') => (choice: Choice) => portFor(choice.type, choice.config ?? {}, side) !== null
  const controls = from === null ? [] : all.filter(({ type }) => type.stage === 'control')
  if (source === null) return to === null ? all : all.filter((choice) => choice.type.stage !== 'control' && has('out')(choice))
  const shape = wiringOf(read)?.outShape(source) ?? null
  const fitting =
    shape === null
      ? all.filter((choice) => choice.type.stage !== 'control' && has('in')(choice))
      : suggestTypes(shape, read.catalogue).map(({ type: id, config, ready }) => ({ id, type: read.catalogue[id], config, ready }))
  return [...(onward ? fitting.filter(has('out')) : fitting), ...controls]
}
