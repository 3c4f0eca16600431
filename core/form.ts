import type { z } from 'zod'
import { type SettingMeta, settingMeta } from './fields.ts'

/** One setting of a node type, as forms and docs show it. `*` in the path stands for each item of a list. */
export type FormField = {
  readonly path: readonly string[]
  readonly meta: SettingMeta
  readonly required: boolean
  /** What holds when it is left out, as an author would write it; undefined = nothing. */
  readonly default: unknown
  readonly choices: readonly string[] | null
}

type Def = {
  type: string
  innerType?: z.ZodType
  element?: z.ZodType
  shape?: Record<string, z.ZodType>
  defaultValue?: unknown
  entries?: Record<string, string>
}
const defOf = (type: z.ZodType) => (type as unknown as { def: Def }).def

/** The settings of a config schema in their order, groups in front of their members. Throws when a setting has no widget: it was not made with `setting`. */
export function formOf(schema: z.ZodType, path: readonly string[] = []): FormField[] {
  return Object.entries(defOf(schema).shape ?? {}).flatMap(([name, type]) => fieldsOf(type, [...path, name]))
}

function fieldsOf(type: z.ZodType, path: readonly string[]): FormField[] {
  const meta = settingMeta(type)
  if (meta === undefined) throw new Error(`the setting ${path.join('.')} has no widget: make it with \`setting\` of core/fields.ts`)
  const { inner, required, value } = unwrapped(type)
  const { shape, element, entries } = defOf(inner)
  const field = { path, meta, required, default: value, choices: entries === undefined ? null : Object.values(entries) }
  if (shape !== undefined) return [field, ...formOf(inner, path)]
  if (element !== undefined && defOf(element).shape !== undefined) return [field, ...formOf(element, [...path, '*'])]
  return [field]
}

/** The schema below optional, nullable and defaults. */
function unwrapped(type: z.ZodType): { inner: z.ZodType; required: boolean; value: unknown } {
  let required = true
  let value: unknown
  for (let inner = type; ; ) {
    const def = defOf(inner)
    if (def.innerType === undefined) return { inner, required, value }
    if (def.type !== 'nullable') required = false
    if (value === undefined && (def.type === 'default' || def.type === 'prefault')) value = def.defaultValue
    inner = def.innerType
  }
}
