import { formOf } from '../../../core/form.ts'
import { type AnyNodeType, type Catalogue, type Stage, stages } from '../../../core/node-type.ts'
import type { Lang } from '../../i18n/lang.ts'

/** A node type by the id that documents name it by. */
export type TypeEntry = { readonly id: string; readonly type: AnyNodeType }

/** Every type in the order of the stages. */
export const entriesOf = (catalogue: Catalogue): readonly TypeEntry[] =>
  Object.entries(catalogue)
    .map(([id, type]) => ({ id, type }))
    .toSorted((a, b) => stages.indexOf(a.type.stage) - stages.indexOf(b.type.stage))

export const byStage = (entries: readonly TypeEntry[]): ReadonlyMap<Stage, readonly TypeEntry[]> =>
  Map.groupBy(entries, (e) => e.type.stage)

const MISS = 9

/** The entries that fit what was typed, best first; entries that fit alike keep their order. Titles count before words of peers, those before summaries, and those before what settings can be, such as `json`. */
export function searchTypes<E extends TypeEntry>(entries: readonly E[], text: string, lang: Lang): readonly E[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return entries
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry, wanted, lang) }))
    .filter(({ rank }) => rank < MISS)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry)
}

function rankOf({ id, type }: TypeEntry, wanted: string, lang: Lang): number {
  const titles = [type.title[lang], type.title.en, type.title.zh, id.split('.')[1]].map((t) => t.toLowerCase())
  const peers = (type.alsoCalled ?? []).map((t) => t.toLowerCase())
  if (titles.some((t) => t.startsWith(wanted))) return 0
  if (titles.some((t) => beginsWord(t, wanted))) return 1
  if (peers.some((t) => t.startsWith(wanted))) return 2
  if (titles.some((t) => t.includes(wanted))) return 3
  if (peers.some((t) => t.includes(wanted))) return 4
  if (id.includes(wanted)) return 5
  if ([type.summary.en, type.summary.zh].some((t) => t.toLowerCase().includes(wanted))) return 6
  return choicesOf(type).some((choice) => choice.startsWith(wanted)) ? 7 : MISS
}

const known = new WeakMap<AnyNodeType, readonly string[]>()
function choicesOf(type: AnyNodeType): readonly string[] {
  const choices = known.get(type) ?? formOf(type.config).flatMap((field) => (field.choices ?? []).map((choice) => choice.toLowerCase()))
  known.set(type, choices)
  return choices
}

const beginsWord = (text: string, wanted: string): boolean => text.split(/[\s-]+/).some((word) => word.startsWith(wanted))
