import type { Data } from '../../core/edit/data.ts'
import { PARAM_REFERENCE } from '../../core/references.ts'
import { paramText } from './param-text.ts'

/** Parameters of the pipeline with their values. */
export type Params = Readonly<Record<string, unknown>>
/** A reference that may be put in place of what was typed of one. */
export type ReferenceItem = { readonly name: string; readonly insert: string; readonly detail: string }

/** References that fit what stands in front of the cursor, such as `${pa`, and where that begins; null when no reference is being typed. */
export function referencesAt(
  text: string,
  cursor: number,
  params: Params,
): { readonly from: number; readonly items: readonly ReferenceItem[] } | null {
  const typed = /\$\{([\w.-]*)$/.exec(text.slice(0, cursor))
  if (typed === null) return null
  const items = Object.entries(params).flatMap(([name, value]): ReferenceItem[] =>
    `param.${name}`.startsWith(typed[1]) || name.startsWith(typed[1])
      ? [{ name: `param.${name}`, insert: `\${param.${name}}`, detail: paramText(value).split('\n')[0] }]
      : [],
  )
  return { from: typed.index, items }
}

/** A text with its references replaced by what they stand for; null when it has none, or one that is not known. */
export function resolved(value: Data | undefined, params: Params): string | null {
  if (typeof value !== 'string') return null
  const names = [...value.matchAll(PARAM_REFERENCE)].map(([, name]) => name)
  if (names.length === 0 || !names.every((name) => Object.hasOwn(params, name))) return null
  return value.replace(PARAM_REFERENCE, (_, name: string) => String(params[name]))
}
