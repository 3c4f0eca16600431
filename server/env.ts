import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { type Allowed, readAllowed } from './connections/allowed.ts'

/** What the server is told from outside: environment variables and its few options, parsed once. */
export type Env = {
  readonly host: string
  /** 0 = any free one. */
  readonly port: number
  readonly portGiven: boolean
  /** Absolute folder of database, journals, keys and server.json. */
  readonly home: string
  /** Fixed bearer token for scripts. */
  readonly token: string | null
  /** The key with which secrets are kept; null = one in a file of the home. */
  readonly secretsKey: Buffer | null
  /** Folders that file nodes may touch beside MILLRACE_HOME/files; absolute. */
  readonly roots: readonly string[]
  /** What of its own network the server calls although other machines can reach it. */
  readonly allowed: readonly Allowed[]
  /** Whether only this machine can reach the server. */
  readonly private: boolean
  /** File of the database; absolute. */
  readonly database: string
  readonly production: boolean
  /** The address under which browsers reach a proxy in front of this server; null = they come straight here. */
  readonly publicUrl: URL | null
}

/** The home folder where none is named: in the checkout. */
export const defaultHome = fileURLToPath(new URL('../.millrace', import.meta.url))
const text = z.string().trim().min(1)
const variables = z.object({
  HOST: text.default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is a number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'is a number from 0 to 65535')
    .optional(),
  MILLRACE_HOME: text.default(defaultHome),
  MILLRACE_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'has at least 16 characters and no spaces; `openssl rand -hex 32` makes one')
    .optional(),
  MILLRACE_SECRETS_KEY: z
    .string()
    .trim()
    .regex(/^[0-9a-f]{64}$/i, 'has 64 hexadecimal digits; `openssl rand -hex 32` makes one')
    .transform((hex) => Buffer.from(hex, 'hex'))
    .optional(),
  MILLRACE_ROOTS: z.string().default(''),
  MILLRACE_EGRESS: z
    .string()
    .default('')
    .transform((value, context) => {
      try {
        return readAllowed(value)
      } catch (error) {
        context.addIssue({ code: 'custom', message: `holds an entry that does not fit: ${(error as Error).message}` })
        return z.NEVER
      }
    }),
  DATABASE_URL: z
    .string()
    .regex(
      /^file:[^/]|^file:\/(?!\/)|^file:\/\/\//,
      'names a SQLite file, such as file:/var/lib/millrace/millrace.db; other databases are not supported yet',
    )
    .optional(),
  NODE_ENV: z.string().optional(),
})

/** Reads environment and arguments of the server. Empty variables count as absent. Throws AppError BAD_ENVIRONMENT or NOT_LOOPBACK. */
export function readEnv(env: Readonly<Record<string, string | undefined>>, args: readonly string[] = []): Env {
  const read = variables.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (!read.success) throw refused(read.error.issues.map(({ path: [name], message }) => `${String(name)} ${message}`).join('; '))
  const { HOST, PORT, MILLRACE_HOME, MILLRACE_TOKEN, MILLRACE_SECRETS_KEY, MILLRACE_ROOTS, MILLRACE_EGRESS, DATABASE_URL, NODE_ENV } =
    read.data
  const publicUrl = readArguments(args)
  if (!isLoopback(HOST) && publicUrl === null)
    throw new AppError('NOT_LOOPBACK', `HOST is ${HOST}, which other machines can reach, and nothing encrypts what they send.`, {
      blame: 'user',
      hint: 'Leave HOST out, or put a proxy with TLS in front and name the address that browsers use: --behind-proxy https://millrace.example.org',
    })
  const home = path.resolve(MILLRACE_HOME)
  return {
    host: HOST,
    port: PORT ?? 3000,
    portGiven: PORT !== undefined,
    home,
    token: MILLRACE_TOKEN ?? null,
    secretsKey: MILLRACE_SECRETS_KEY ?? null,
    roots: MILLRACE_ROOTS.split(path.delimiter)
      .filter((root) => root !== '')
      .map((root) => path.resolve(root)),
    allowed: MILLRACE_EGRESS,
    private: isLoopback(HOST) && (publicUrl === null || isLoopback(publicUrl.hostname)),
    database: DATABASE_URL === undefined ? path.join(home, 'millrace.db') : path.resolve(DATABASE_URL.replace(/^file:(\/\/)?/, '')),
    production: NODE_ENV === 'production',
    publicUrl,
  }
}

function readArguments(args: readonly string[]): URL | null {
  let value: string | undefined
  try {
    value = parseArgs({ args: [...args], options: { 'behind-proxy': { type: 'string' } }, strict: true }).values['behind-proxy']
  } catch (error) {
    throw refused((error as Error).message)
  }
  if (value === undefined) return null
  const url = URL.parse(value)
  const plain = url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  if (!plain || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))))
    throw refused(`--behind-proxy takes the address that browsers use, such as https://millrace.example.org, not ${value}`)
  return url
}

/** Whether only this machine can reach a host name or address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}

/** The address under which programs on this machine reach a server that listens on `port`. */
export function localUrl({ host }: Pick<Env, 'host'>, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function refused(message: string): AppError {
  return new AppError('BAD_ENVIRONMENT', `The settings of the server do not fit: ${message}.`, {
    blame: 'user',
    hint: 'Correct the variable or option and start again; `npx millrace serve --help` lists them.',
  })
}
