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

const BY_CHOICE = 7
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
  return choicesOf(type).some(({ choice }) => choice.toLowerCase().startsWith(wanted)) ? BY_CHOICE : MISS
}

type Named = { readonly path: readonly string[]; readonly choice: string }
const known = new WeakMap<AnyNodeType, readonly Named[]>()
function choicesOf(type: AnyNodeType): readonly Named[] {
  const choices = known.get(type) ?? formOf(type.config).flatMap(({ path, choices }) => (choices ?? []).map((choice) => ({ path, choice })))
  known.set(type, choices)
  return choices
}

/** The setting that what was typed names, where the type was found by nothing else: `json` is a codec of Decode. */
export function settingNamed(entry: TypeEntry, text: string, lang: Lang): { readonly name: string; readonly value: string } | null {
  const wanted = text.trim().toLowerCase()
  const named = choicesOf(entry.type).find(({ path, choice }) => path.length === 1 && choice.toLowerCase() === wanted)
  return named === undefined || rankOf(entry, wanted, lang) !== BY_CHOICE ? null : { name: named.path[0], value: named.choice }
}

const beginsWord = (text: string, wanted: string): boolean => text.split(/[\s-]+/).some((word) => word.startsWith(wanted))
