import { type Data, type DataMap, type DataPath, isDataMap, valueAt } from '../../core/edit/data.ts'
import type { FormField } from '../../core/form.ts'

/** A new item of a list: the first one as in an example, further ones with what must be set, and a name of their own where they have one. */
export function blankItem(
  field: Pick<FormField, 'path' | 'item'>,
  form: readonly FormField[],
  path: DataPath,
  items: readonly Data[],
  examples: readonly DataMap[],
): Data {
  if (items.length === 0) {
    const shown = examples.map((example) => valueAt(example, path)).find((list) => Array.isArray(list) && list.length > 0)
    if (Array.isArray(shown)) return shown[0]
  }
  if (field.item !== null) return field.item.choices?.find((choice) => !items.includes(choice)) ?? field.item.choices?.[0] ?? ''
  const members = form.filter((f) => f.path.length === field.path.length + 2 && f.path.slice(0, -1).join() === [...field.path, '*'].join())
  return Object.fromEntries(members.filter((f) => f.required).map((f) => [f.path.at(-1)!, blank(f, items)]))
}

function blank({ path, meta, choices }: FormField, items: readonly Data[]): Data {
  if (choices !== null) return choices[0]
  if (meta.widget === 'number') return 0
  if (meta.widget !== 'text' || path.at(-1) !== 'name') return ''
  const taken = new Set(items.map((item) => (isDataMap(item) ? item.name : null)))
  for (let n = items.length + 1; ; n++) if (!taken.has(`n${n}`)) return `n${n}`
}
