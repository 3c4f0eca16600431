import type { z } from 'zod'
import { settingMeta } from './fields.ts'
import { type Issue, issue } from './issue.ts'

/** What a secret may be called. */
export const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/

const WHOLE = /^\$\{secret\.([A-Za-z_][\w-]*)\}$/
const ANYWHERE = /\$\{secret\.[A-Za-z_][\w-]*\}/

/** What a document says in place of a secret. */
export const secretReference = (name: string): string => `\${secret.${name}}`

/** The name of the secret that a value refers to as a whole; null when it does not. */
export const secretNamed = (value: unknown): string | null => (typeof value === 'string' ? (WHOLE.exec(value)?.[1] ?? null) : null)

/** The first reference to a secret in a text; null when there is none. */
export const secretMentioned = (text: string): string | null => ANYWHERE.exec(text)?.[0] ?? null

/** The names of all secrets to which settings refer. */
export function secretsIn(config: unknown): Set<string> {
  return new Set([...textsIn(config, [])].flatMap(({ text }) => secretNamed(text) ?? []))
}

/** Settings with the values of secrets in the place of references. */
export function withSecrets(config: unknown, values: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(config)) return config.map((item) => withSecrets(item, values))
  if (config !== null && typeof config === 'object')
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, withSecrets(value, values)]))
  const name = secretNamed(config)
  return name === null || !Object.hasOwn(values, name) ? config : values[name]
}

type Path = readonly (string | number)[]

/** Settings as they may be shown: of secrets that stand in the document themselves only that they are there. */
export function maskedSecrets(schema: z.ZodType, config: unknown): unknown {
  const settings = secretSettings(schema)
  const masked = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((item, i) => masked(item, [...path, i]))
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, [...path, key])]))
    const shown = typeof value !== 'string' || value === '' || secretNamed(value) !== null
    return shown || !settings.some((setting) => matches(setting, path)) ? value : '•••'
  }
  return settings.length === 0 ? config : masked(config, [])
}

function* textsIn(value: unknown, path: Path): Generator<{ readonly text: string; readonly path: Path }> {
  if (typeof value === 'string') yield { text: value, path }
  else if (value !== null && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) yield* textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key])
}

/** References to secrets that stand where none may, and secrets that stand in the document themselves. `outside` tells which texts came from somewhere else. */
export function secretIssues(
  { id, type, config }: { id: string; type: { readonly config: z.ZodType }; config: unknown },
  outside: (path: Path) => boolean,
): Issue[] {
  const settings = secretSettings(type.config)
  return [...textsIn(config, [])].flatMap(({ text, path }) => {
    const at = { node: id, path: ['nodes', id, 'config', ...path] }
    const reference = secretMentioned(text)
    if (!settings.some((setting) => matches(setting, path))) {
      if (reference === null) return []
      const hint = settings.length === 0 ? 'its node type has no setting for secrets' : `it may stand in ${settings.map(named).join(', ')}`
      return [issue('SECRET_PLACE', at, `\`${reference}\` cannot stand in \`${path.join('.')}\``, hint)]
    }
    if (reference === text || (reference === null && (text === '' || outside(path)))) return []
    return reference === null
      ? [issue('SECRET_READABLE', at, 'the secret stands readable in the document', 'keep it as a secret, and name it here')]
      : [issue('SECRET_PLACE', at, `beside \`${reference}\` nothing else may stand`, 'keep the whole text as one secret')]
  })
}

const named = (setting: readonly string[]): string => `\`${setting.join('.')}\``
const matches = (setting: readonly string[], path: Path): boolean =>
  setting.length === path.length && setting.every((key, i) => key === '*' || key === path[i])

type Def = {
  innerType?: z.ZodType
  in?: z.ZodType
  element?: z.ZodType
  valueType?: z.ZodType
  options?: readonly z.ZodType[]
  shape?: Readonly<Record<string, z.ZodType>>
}
const found = new WeakMap<z.ZodType, readonly (readonly string[])[]>()

/** Paths of the settings of a schema that are secrets; `*` for items. */
function secretSettings(schema: z.ZodType): readonly (readonly string[])[] {
  const known = found.get(schema) ?? pathsIn(schema, [])
  found.set(schema, known)
  return known
}

function pathsIn(type: z.ZodType, path: readonly string[]): (readonly string[])[] {
  if (settingMeta(type)?.widget === 'secret') return [path]
  const { innerType, in: input, element, valueType, options = [], shape = {} } = (type as unknown as { def: Def }).def
  const same = [innerType, input, ...options].flatMap((inner) => (inner === undefined ? [] : pathsIn(inner, path)))
  const items = [element, valueType].flatMap((inner) => (inner === undefined ? [] : pathsIn(inner, [...path, '*'])))
  return [...same, ...items, ...Object.entries(shape).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))]
}
