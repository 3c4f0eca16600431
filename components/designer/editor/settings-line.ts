import { type Data, type DataMap, isDataMap } from '../../../core/edit/data.ts'
import type { SettingMeta } from '../../../core/fields.ts'
import { formOf } from '../../../core/form.ts'
import type { AnyNodeType } from '../../../core/node-type.ts'

/** One line of what a node is set to: values in the order of the document, without the names of settings; where people gave names themselves, those are told. */
export function settingsLine(config: unknown, type?: AnyNodeType): string {
  const named = new Map(
    (type === undefined ? [] : formOf(type.config)).flatMap(({ path, meta: { values } }) =>
      path.length === 1 && values !== undefined ? [[path[0], values] as const] : [],
    ),
  )
  return Object.entries((config ?? {}) as DataMap)
    .flatMap(([name, value]) => {
      const values = named.get(name)
      return values !== undefined && isDataMap(value) ? pairsOf(value, values) : texts(value)
    })
    .join(' · ')
}

/** What people named themselves: fields that are read or made, ports, and what fields are called from there on. */
function pairsOf(map: DataMap, values: NonNullable<SettingMeta['values']>): string[] {
  const pairs = Object.entries(map).map(([name, value]) => {
    if (values === 'type' || values === 'text') return name
    return values === 'name' ? `${name} → ${texts(value)}` : `${name}: ${texts(value)}`
  })
  return pairs.length === 0 ? [] : [pairs.join(', ')]
}

function texts(value: Data | undefined): string[] {
  if (value === null || value === undefined || value === false) return []
  if (Array.isArray(value))
    return value.every((v) => typeof v !== 'object')
      ? value.length === 0
        ? []
        : [value.join(', ')]
      : value.flatMap((v) => [texts(v).join(' ')])
  if (typeof value === 'object') {
    const inner = Object.values(value as DataMap).flatMap(texts)
    return inner.length === 0 ? [] : [inner.join(' ')]
  }
  return [String(value)]
}
