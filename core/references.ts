import { type Issue, issue, nearest, type Place, suggestion } from './issue.ts'
import { secretMentioned, secretNamed, secretReference } from './secret.ts'

/** A reference to a parameter, with its name. */
export const PARAM_REFERENCE = /\$\{param\.([A-Za-z_][\w-]*)\}/g
const REFERENCE = /\$\{(param|secret|env)\.([A-Za-z_][\w-]*)\}/g

/** What references in texts may mean. */
export type References = {
  readonly params: Readonly<Record<string, unknown>>
  /** Those of the parameters that the document does not say. */
  readonly given: Readonly<Record<string, unknown>>
  /** What `${env.NAME}` may read; undefined = the reference is an issue. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined
  /** The names of the secrets there are; undefined = names are not checked, null = nothing keeps secrets here. */
  readonly secrets: readonly string[] | null | undefined
  readonly issues: Issue[]
  /** Rules have no setting that is a secret. */
  readonly inRule?: true
  fromOutside?(path: readonly (string | number)[]): void
}

/** Replaces `${param.x}` and `${env.X}` in every text of a config; a text that is nothing but one reference takes the parameter's type. References to secrets stay. */
export function replaceReferences(value: unknown, path: readonly (string | number)[], references: References): unknown {
  if (Array.isArray(value)) return value.map((v, i) => replaceReferences(v, [...path, i], references))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, replaceReferences(v, [...path, k], references)]))
  }
  if (typeof value !== 'string' || !value.includes('${')) return value
  const { params, given, env, issues, fromOutside } = references
  const resolve = (kind: string, name: string): unknown => {
    if (kind === 'secret') return secretReference(name)
    if (kind === 'env' || Object.hasOwn(given, name)) fromOutside?.(path)
    if (kind === 'param') {
      if (Object.hasOwn(params, name)) return params[name]
      issues.push(
        issue(
          'UNKNOWN_PARAM',
          placeOf(path),
          `there is no parameter \`${name}\``,
          suggestion(name, Object.keys(params)) ?? `add it under \`params:\``,
        ),
      )
    } else if (env !== undefined) {
      if (env[name] !== undefined) return env[name]
      issues.push(
        issue('UNKNOWN_PARAM', placeOf(path), `the environment variable ${name} is not set`, 'set it, or use a parameter with a default'),
      )
    } else {
      issues.push(issue('UNKNOWN_PARAM', placeOf(path), 'references to the environment work only under `millrace run`', 'use a parameter'))
    }
    return ''
  }
  const whole = /^\$\{(param|secret|env)\.([A-Za-z_][\w-]*)\}$/.exec(value)
  const replaced =
    whole === null ? value.replace(REFERENCE, (_, kind: string, name: string) => String(resolve(kind, name))) : resolve(whole[1], whole[2])
  issues.push(...secretMistakes(replaced, path, references))
  return replaced
}

/** Of a node's settings also the node, which shows it. */
const placeOf = (path: readonly (string | number)[]): Place => (path[0] === 'nodes' ? { node: String(path[1]), path } : { path })

/** What is wrong with the secret that a text names, its place in a node's settings apart. */
function secretMistakes(text: unknown, path: readonly (string | number)[], { secrets, inRule }: References): Issue[] {
  const mentioned = typeof text === 'string' ? secretMentioned(text) : null
  if (mentioned !== null && inRule === true)
    return [
      issue('SECRET_PLACE', placeOf(path), `\`${mentioned}\` cannot stand in a rule`, 'secrets are for settings of nodes that ask for one'),
    ]
  const name = secretNamed(text)
  if (name === null || secrets === undefined || secrets?.includes(name) === true) return []
  if (secrets === null)
    return [
      issue(
        'UNKNOWN_SECRET',
        placeOf(path),
        `secrets are kept by a server, so there is no secret \`${name}\` here`,
        `use \`\${env.${name}}\``,
      ),
    ]
  const hint = nearest(name, secrets)
  return [
    issue(
      'UNKNOWN_SECRET',
      placeOf(path),
      `there is no secret \`${name}\``,
      hint === null ? `add it in the settings, or by \`millrace secrets set ${name}\`` : `did you mean \`${hint}\`?`,
    ),
  ]
}
