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
  /** Of a list of plain values: what each of them is. */
  readonly item: Pick<FormField, 'meta' | 'choices'> | null
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
  const field = { path, meta, required, default: value, choices: choicesOf(entries), item: itemOf(element) }
  if (shape !== undefined) return [field, ...formOf(inner, path)]
  if (element !== undefined && defOf(element).shape !== undefined) return [field, ...formOf(element, [...path, '*'])]
  return [field]
}

const choicesOf = (entries: Def['entries']): readonly string[] | null => (entries === undefined ? null : Object.values(entries))

function itemOf(element: z.ZodType | undefined): FormField['item'] {
  const meta = element === undefined ? undefined : settingMeta(element)
  return element === undefined || meta === undefined ? null : { meta, choices: choicesOf(defOf(unwrapped(element).inner).entries) }
}

/** Whether a setting means something, given what those beside it are set to. */
export function isRelevant(field: FormField, beside: readonly FormField[], set: (field: FormField) => unknown): boolean {
  return Object.entries(field.meta.when ?? {}).every(([name, values]) => {
    const other = beside.find(({ path }) => path.at(-1) === name)
    return other === undefined || values.includes(String(set(other) ?? other.default))
  })
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
