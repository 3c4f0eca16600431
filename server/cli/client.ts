import type { Socket } from 'socket.io-client'
import { AppError, type ErrorCode, errorCodes } from '../../core/error.ts'
import type { Issue } from '../../core/issue.ts'
import type { ClientEvents, Problem, ServerEvents } from '../../core/protocol.ts'
import { defaultHome } from '../env.ts'
import { readAnnouncement } from '../home.ts'
import { UsageError } from './command.ts'

/** Options of every command that needs a server, and the part of its help that tells them. */
export const serverOptions = { url: { type: 'string' } } as const
export const serverHelp = `--url URL   the server; its token is in MILLRACE_TOKEN. Left out: the one that runs on MILLRACE_HOME
exit code 4 when no server answers
`

/** A refusal of the server, which may name what is wrong with a document. */
export class Refusal extends AppError {
  readonly status: number
  readonly issues: readonly Issue[]

  constructor({ code, title, detail, hint, status, issues = [] }: Problem) {
    const known = Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'INTERNAL'
    super(known, detail ?? title, { blame: status < 500 ? 'user' : 'outside', ...(hint === undefined ? {} : { hint }) })
    this.status = status
    this.issues = issues
  }
}

type Request = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }

/** What a server tells by itself. */
export type LiveClient = Socket<ServerEvents, ClientEvents>

/** REST and sockets of a running server, for commands. */
export class Client {
  readonly #url: string
  readonly #token: string

  private constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  /** Finds the server and the right to use it. Throws SERVER_UNREACHABLE when none runs here. */
  static find(url: string | undefined, env: NodeJS.ProcessEnv = process.env): Client {
    if (url !== undefined) {
      const token = env.MILLRACE_TOKEN
      if (token === undefined || token === '') throw new UsageError('--url wants the token of that server in MILLRACE_TOKEN')
      if (!/^https?:\/\//.test(url) || !URL.canParse(url))
        throw new UsageError(`--url is an address such as http://127.0.0.1:3000, not ${url}`)
      return new Client(new URL(url).origin, token)
    }
    const home = env.MILLRACE_HOME || defaultHome
    const server = readAnnouncement(home)
    if (server === null)
      throw new AppError('SERVER_UNREACHABLE', `No server runs on ${home}.`, {
        blame: 'user',
        hint: 'Start one with `npm start`, or name one with --url.',
      })
    return new Client(server.url, server.token)
  }

  /** Throws Refusal, or SERVER_UNREACHABLE when nobody answers. */
  async send<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, { body, headers = {} }: Request = {}): Promise<T> {
    const answer = await fetch(`${this.#url}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).catch((error) => {
      throw this.#unreachable(`does not answer: ${reason(error)}`, error)
    })
    if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T
    if (answer.headers.get('content-type')?.includes('json') === true) throw new Refusal((await answer.json()) as Problem)
    throw new AppError('SERVER_UNREACHABLE', `${this.#url} is no Millrace: it answered ${answer.status}.`, { blame: 'outside' })
  }

  /** A connection that stands; it is not made again when it is lost, then `gone` rejects. Throws SERVER_UNREACHABLE. */
  async live(): Promise<{ socket: LiveClient; gone: Promise<never> }> {
    const { io } = await import('socket.io-client')
    const extraHeaders = { authorization: `Bearer ${this.#token}` }
    const socket: LiveClient = io(this.#url, { transports: ['websocket'], extraHeaders, forceNew: true, reconnection: false })
    const gone = new Promise<never>((_, reject) => {
      socket.on('disconnect', (why) => reject(this.#unreachable(`has closed the connection: ${why}`)))
      socket.on('connect_error', (error) => reject(this.#unreachable(`does not answer: ${reason(error)}`, error)))
    })
    gone.catch(() => {}) // whoever waits for it hears of it
    await Promise.race([gone, new Promise<void>((resolve) => socket.on('connect', () => resolve()))])
    return { socket, gone }
  }

  #unreachable(what: string, cause?: unknown): AppError {
    const hint = 'See whether the server still runs.'
    return new AppError('SERVER_UNREACHABLE', `${this.#url} ${what}.`, { blame: 'outside', hint, cause })
  }
}

const reason = (error: unknown): string => {
  const { message, cause } = error as { message: string; cause?: { message?: string } }
  return cause?.message ?? message
}

/** The path of a pipeline. */
export const pathOf = (name: string, rest = ''): string => `pipelines/${encodeURIComponent(name)}${rest}`
