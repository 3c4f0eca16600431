import type { Server, Socket } from 'socket.io'
import type { z } from 'zod'
import type { ClientEvents, ServerEvents } from '../../core/protocol.ts'
import type { Clock } from '../engines/runtime-type.ts'
import type { Action } from '../http/access.ts'
import type { Services } from '../services.ts'

export type LiveServer = Server<ClientEvents, ServerEvents>
export type LiveSocket = Socket<ClientEvents, ServerEvents>

/** What the subjects of sockets work with. */
export type SocketContext = {
  readonly services: Services
  readonly clock: Clock
  readonly io: LiveServer
  /** Sends to a room what may get lost: clients that do not keep up are left out, and nobody is waited for. `make` is called only when somebody listens. */
  toKeen<E extends keyof ServerEvents>(room: string, event: E, make: () => Parameters<ServerEvents[E]>[0]): void
}

/** An event from a client, stated once: who may, what comes in, what is answered. */
export type SocketEvent = {
  readonly action: Action
  readonly payload: z.ZodType
  // biome-ignore lint/suspicious/noExplicitAny: `event` ties the schema to the handler
  handle(payload: any, socket: LiveSocket): unknown
}

export const event = <P extends z.ZodType>(made: {
  readonly action: Action
  readonly payload: P
  handle(payload: z.output<P>, socket: LiveSocket): unknown
}): SocketEvent => made

/** The events of one subject. */
export type SocketEvents = { readonly [E in keyof ClientEvents]?: SocketEvent }
