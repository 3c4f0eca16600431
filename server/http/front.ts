import { randomBytes, randomUUID } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { AppError } from '../../core/error.ts'
import type { Clock } from '../engines/runtime-type.ts'
import type { Auth } from './auth.ts'
import { contentPolicy, nothingAllowed, secure } from './headers.ts'
import { problemOf } from './problem.ts'
import type { Site } from './site.ts'

/** What draws pages: Next. It gets requests of signed-in people only. */
export type Pages = {
  readonly dev: boolean
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** In development: the socket on which pages hear of changes. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): Promise<void>
}

/** What stands behind the port. */
export type Parts = {
  readonly site: Site
  readonly auth: Auth
  readonly api: (request: IncomingMessage, response: ServerResponse) => void
  /** Listens for `request` and `upgrade` of Socket.IO; has no port of its own. */
  readonly sockets: http.Server
  /** null = a server without pages. */
  readonly pages: Pages | null
}

/** How long a stopping server waits for clients that do not hang up, milliseconds. */
const PATIENCE = 2_000

const isApi = (path: string): boolean => /^\/(api\/.*|enter|signin|healthz|readyz|metrics|schema\/v1\.json)$/.test(path)
const isSocket = (path: string): boolean => path.startsWith('/socket.io/')

/** The one port: checks what may be believed of each request, then hands it to REST, sockets or pages. Says 503 until it is opened. */
export class Front {
  readonly #log: Logger
  readonly #server: http.Server
  /** All of them: the server itself forgets those that became web sockets. */
  readonly #connections = new Set<Socket>()
  readonly #clock: Clock
  #parts: Parts | null = null

  constructor(log: Logger, clock: Clock) {
    this.#log = log
    this.#clock = clock
    this.#server = http.createServer({
      maxHeaderSize: 16 * 1024,
      headersTimeout: 20_000,
      requestTimeout: 60_000,
      connectionsCheckingInterval: 5_000,
    })
    this.#server.on('connection', (socket) => {
      this.#connections.add(socket)
      socket.once('close', () => this.#connections.delete(socket))
    })
    this.#server.on('request', (request, response) => void this.#take(request, response))
    this.#server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head))
  }

  /** The port that is listened on; null = none yet. */
  get port(): number | null {
    return (this.#server.address() as AddressInfo | null)?.port ?? null
  }

  /** Takes the port and answers which it is. Throws ADDRESS_IN_USE or CANNOT_LISTEN. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((done, fail) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => fail(listenProblem(error, host, port)))
      this.#server.listen(port, host, () => {
        this.#server.removeAllListeners('error')
        this.#server.on('error', (err) => this.#log.error({ err }, 'the port failed'))
        done(this.port!)
      })
    })
  }

  open(parts: Parts): void {
    this.#parts = parts
  }

  /** Says 503 from now on. */
  shut(): void {
    this.#parts = null
  }

  /** Leaves the port and waits for requests that run, but not for long. */
  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise((done) => this.#server.close(done))
    this.#server.closeIdleConnections()
    const patience = this.#clock.timer(PATIENCE, () => {
      for (const socket of this.#connections) socket.destroy()
    })
    await closed
    patience()
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts = this.#parts
    try {
      const path = request.url?.split('?', 1)[0] ?? '/'
      secure(response, nothingAllowed, parts?.site.secure ?? false)
      if (parts === null) throw new AppError('STOPPING', 'The server starts or stops.', { blame: 'us', retry: 'backoff' })
      const refusal = parts.site.refusal(request)
      if (refusal !== null) throw refusal
      if (isSocket(path)) parts.sockets.emit('request', request, response)
      else if (isApi(path)) parts.api(request, response)
      else await this.#page(parts, path, request, response)
    } catch (error) {
      this.#refuse(error, request, response)
    }
  }

  async #page({ auth, pages }: Parts, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if ((await auth.identify(request)) === null) {
      if (path.startsWith('/_next/') || request.headers.accept?.includes('text/html') !== true)
        throw new AppError('NOT_SIGNED_IN', 'Pages need a session.', { blame: 'user', hint: 'Sign in at /signin.' })
      response.writeHead(303, { Location: '/signin', 'Cache-Control': 'no-store' }).end()
      return
    }
    if (pages === null || (request.method !== 'GET' && request.method !== 'HEAD'))
      throw new AppError('NOT_FOUND', `There is no ${request.method} here.`, { blame: 'user' })
    const policy = contentPolicy(randomBytes(16).toString('base64'), pages)
    response.setHeader('Content-Security-Policy', policy)
    // from here Next takes the nonce for its own scripts
    request.headers['content-security-policy'] = policy
    await pages.handle(request, response)
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy())
    const parts = this.#parts
    const path = request.url ?? '/'
    if (parts === null || parts.site.refusal(request) !== null) socket.destroy()
    else if (isSocket(path)) parts.sockets.emit('upgrade', request, socket, head)
    else if (parts.pages?.dev && path.startsWith('/_next/') && parts.site.hasOwnOrigin(request) && (await known(parts.auth, request)))
      parts.pages.upgrade(request, socket, head)
    else socket.destroy()
  }

  #refuse(error: unknown, request: IncomingMessage, response: ServerResponse): void {
    const problem = problemOf(error, randomUUID())
    if (problem.code === 'INTERNAL') this.#log.error({ err: error, request: problem.request }, 'a request failed')
    if (response.headersSent) return void response.destroy()
    // what was not read would be taken for the next request
    response.shouldKeepAlive = false
    response.writeHead(problem.status, { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' })
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(problem))
  }
}

const known = async (auth: Auth, request: IncomingMessage): Promise<boolean> => (await auth.identify(request).catch(() => null)) !== null

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): AppError {
  if (error.code === 'EADDRINUSE')
    return new AppError('ADDRESS_IN_USE', `Another program listens on ${host}:${port}.`, {
      blame: 'user',
      hint: `Stop it (\`ss -ltnp 'sport = :${port}'\` or \`lsof -i :${port}\` names it), or take another port: PORT=${port === 3000 ? 3001 : port + 1} npm start`,
      cause: error,
    })
  return new AppError('CANNOT_LISTEN', `${host}:${port} cannot be listened on: ${error.message}.`, {
    blame: 'user',
    hint: 'HOST must be an address of this machine; ports below 1024 need more rights.',
    cause: error,
  })
}
