import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { Server, type Socket } from 'socket.io'
import { AppError, type ErrorCode } from '../../core/error.ts'
import type { ClientEvents } from '../../core/protocol.ts'
import type { Clock } from '../engines/runtime-type.ts'
import { may } from '../http/access.ts'
import type { Auth } from '../http/auth.ts'
import { problemOf } from '../http/problem.ts'
import { RateLimit } from '../http/rate.ts'
import type { Site } from '../http/site.ts'
import type { Identity, Services } from '../services.ts'
import { alertEvents } from './alerts.ts'
import type { LiveServer, LiveSocket, SocketContext, SocketEvent, SocketEvents } from './event.ts'
import { pipelineEvents } from './pipelines.ts'
import { runEvents } from './runs.ts'

const MAX_SOCKETS = 10
const MAX_ROOMS = 100
/** Bytes that wait for a client: above the first it gets no frames, above the second it is let go. */
const KEEN = 64 * 1024
const LOST = 1024 * 1024
/** Refused events after which a client is let go. */
const FLOOD = 200
const SWEEP = 5_000

export type SocketOptions = {
  readonly server: HttpServer
  readonly site: Site
  readonly auth: Auth
  readonly services: Services
  readonly clock: Clock
  readonly log: Logger
}

/** Socket.IO: who may connect, the one access check of events, and what becomes of clients that ask too much or listen too slowly. */
export function openSockets({ server, site, auth, services, clock, log }: SocketOptions): { close(): Promise<void> } {
  const identities = new WeakMap<IncomingMessage, Identity>()
  const io: LiveServer = new Server(server, {
    path: '/socket.io/',
    serveClient: false,
    transports: ['polling', 'websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: 100_000,
    // pages know within seconds that a server hangs
    pingInterval: 2_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    allowRequest(request, answer) {
      admit(request).then(
        () => answer(null, true),
        (error) => answer(problemOf(error, '').code, false),
      )
    },
  })
  const of = (identity: Identity): Socket[] =>
    [...io.sockets.sockets.values()].filter(({ request }) => identities.get(request)?.id === identity.id)

  async function admit(request: IncomingMessage): Promise<void> {
    const identity = await auth.identify(request)
    if (identity === null) throw refused('NOT_SIGNED_IN', 'A socket needs a session or a bearer token.')
    const { origin } = request.headers
    if (identity.kind === 'session' ? !site.isOwnPage(request) : origin !== undefined && !site.hasOwnOrigin(request))
      throw refused('CROSS_ORIGIN', 'A socket must be opened by our own page.')
    if (of(identity).length >= MAX_SOCKETS) throw refused('TOO_MANY_REQUESTS', `A session has at most ${MAX_SOCKETS} sockets.`)
    identities.set(request, identity)
  }

  const context: SocketContext = {
    services,
    clock,
    io,
    toKeen(room, event, make) {
      const members = io.sockets.adapter.rooms.get(room)
      if (members === undefined) return
      const slow = [...members].filter((id) => waitingBytes(io.sockets.sockets.get(id)!) > KEEN)
      if (slow.length > 0) services.bus.emit('leftOut', { event, clients: slow.length })
      if (slow.length === members.size) return
      const send = io.to(room).except(slow) as unknown as { emit(event: string, payload: unknown): void }
      send.emit(event, make())
    },
  }
  const events: SocketEvents = { ...pipelineEvents(context), ...runEvents(context), ...alertEvents(context) }
  const limit = new RateLimit({ perSecond: 20, burst: 60 }, clock)

  io.on('connection', (socket) => {
    const identity = identities.get(socket.request)
    socket.on('error', (error) => log.warn({ err: error }, 'a socket failed'))
    if (identity === undefined || of(identity).length > MAX_SOCKETS) return void socket.disconnect(true)
    let refusals = 0
    socket.use(([name, ...args], next) => {
      if (limit.take(identity.id)) return next()
      if (++refusals > FLOOD) socket.disconnect(true)
      else answerTo(args)?.(failure(refused('TOO_MANY_REQUESTS', `Too many events: ${String(name)} was not looked at.`)))
    })
    for (const [name, event] of Object.entries(events) as [keyof ClientEvents, SocketEvent][])
      socket.on(name, (...args: unknown[]) => void take(event, identity, socket, args))
  })

  async function take(event: SocketEvent, identity: Identity, socket: LiveSocket, args: readonly unknown[]): Promise<void> {
    const answer = answerTo(args)
    try {
      if (!may(identity, event.action)) throw refused('FORBIDDEN', `A ${identity.kind} may not do this.`)
      if (socket.rooms.size > MAX_ROOMS) throw refused('TOO_MANY_REQUESTS', 'This socket watches too much.')
      const payload = typeof args[0] === 'object' ? args[0] : {}
      const value = await event.handle(event.payload.parse(payload), socket)
      answer?.({ ok: true, value: value ?? null })
    } catch (error) {
      const told = failure(error)
      if (told.code === 'INTERNAL') log.error({ err: error }, 'an event of a socket failed')
      answer?.(told)
    }
  }

  auth.on('ended', (id) => {
    for (const socket of of({ kind: 'session', id })) socket.disconnect(true)
  })
  let stopSweep = clock.timer(SWEEP, sweep)
  let stopWatch = clock.timer(1000, watch)
  /** An open page keeps its session in use; one that has ended all the same loses its sockets here. */
  function sweep(): void {
    stopSweep = clock.timer(SWEEP, sweep)
    const open = [...io.sockets.sockets.values()].map(({ request }) => identities.get(request))
    const sessions = new Set(open.filter((identity) => identity?.kind === 'session').map((identity) => identity!.id))
    for (const id of sessions) auth.use(id).catch((err) => log.error({ err }, 'a session could not be read'))
  }
  /** Nobody is waited for: whoever lets too much pile up is let go, and may come back. */
  function watch(): void {
    stopWatch = clock.timer(1000, watch)
    for (const socket of io.sockets.sockets.values()) {
      if (waitingBytes(socket) <= LOST) continue
      log.warn('a client that does not read what it is sent was let go')
      drop(socket)
    }
  }
  return {
    async close() {
      stopSweep()
      stopWatch()
      await io.close()
    },
  }
}

type WebSocketTransport = { readonly socket?: { readonly bufferedAmount: number; terminate(): void } }
type Packets = { readonly writeBuffer: readonly { readonly data?: string | Uint8Array }[] }

/** What was sent to a client and has not left this process. */
function waitingBytes({ conn }: Pick<Socket, 'conn'>): number {
  const { writeBuffer } = conn as unknown as Packets
  const { socket } = conn.transport as WebSocketTransport
  return (socket?.bufferedAmount ?? 0) + writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), 0)
}

/** Ends a connection whose other side does not read, and so would not answer a farewell. */
function drop({ conn }: Socket): void {
  const { socket } = conn.transport as WebSocketTransport
  if (socket === undefined) conn.close(true)
  else socket.terminate()
}

type Refused = Extract<ErrorCode, 'CROSS_ORIGIN' | 'FORBIDDEN' | 'NOT_SIGNED_IN' | 'TOO_MANY_REQUESTS'>
const refused = (code: Refused, message: string): AppError => new AppError(code, message, { blame: 'user' })

function failure(error: unknown): { ok: false; code: string; message: string } {
  const { code, detail, title } = problemOf(error, '')
  return { ok: false, code, message: detail ?? title }
}

type Answer = (answer: object) => void
const answerTo = (args: readonly unknown[]): Answer | null => {
  const last = args.at(-1)
  return typeof last === 'function' ? (last as Answer) : null
}
