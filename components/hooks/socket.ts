import { io, type Socket } from 'socket.io-client'
import type { ClientEvents, ServerEvents } from '../../core/protocol.ts'
import { api } from './api.ts'
import { ApiError } from './api-error.ts'
import { connection, connectionCrowded, connectionLost, connectionUp, sessionEnded } from './connection.ts'

export type LiveSocket = Socket<ServerEvents, ClientEvents>

/** Long enough for React to mount twice and for a page to give way to the next. */
const GRACE = 2000
/** The server says something every two seconds, if only that it is there: after this it does not answer, whatever the socket believes. */
const SILENT = 4_500

let socket: LiveSocket | null = null
let holders = 0
let closing: ReturnType<typeof setTimeout> | null = null
let asking = false

/** The one connection of the page, kept while anybody holds it. */
export function holdSocket(): { readonly socket: LiveSocket; readonly release: () => void } {
  holders++
  if (closing !== null) clearTimeout(closing)
  closing = null
  socket ??= open()
  let held = true
  return {
    socket,
    release() {
      if (!held) return
      held = false
      if (--holders > 0) return
      closing = setTimeout(() => {
        socket?.disconnect()
        socket = null
        closing = null
      }, GRACE)
    },
  }
}

function open(): LiveSocket {
  const made: LiveSocket = io({ transports: ['websocket'], reconnectionDelay: 300, reconnectionDelayMax: 3000 })
  connectionLost()
  const unwatch = watchSilence(made)
  made.on('connect', connectionUp)
  made.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return unwatch()
    connectionLost()
    // Socket.IO leaves a connection that the server closed as it is
    if (reason === 'io server disconnect') made.connect()
  })
  made.on('connect_error', () => {
    connectionLost()
    void askWhy(made)
  })
  return made
}

/** Notices a server that hangs: it keeps the connection and says nothing. The answer ends that. */
function watchSilence(made: LiveSocket): () => void {
  let heardAt = Date.now()
  made.io.on('open', () => {
    heardAt = Date.now()
    made.io.engine.on('packet', () => {
      heardAt = Date.now()
      if (made.connected && connection.getState().phase !== 'online') connectionUp()
    })
  })
  const timer = setInterval(() => {
    if (made.connected && Date.now() - heardAt > SILENT) connectionLost(heardAt)
  }, 1000)
  return () => clearInterval(timer)
}

/** A refused websocket does not say why: REST and polling do. */
async function askWhy(made: LiveSocket): Promise<void> {
  if (asking) return
  asking = true
  try {
    await api.pipelines()
    if (connection.getState().phase !== 'brief') connectionCrowded(await isCrowded())
    if (!made.active) made.connect()
  } catch (error) {
    connectionCrowded(false)
    if (error instanceof ApiError && error.status === 401) {
      made.disconnect()
      sessionEnded()
    }
  }
  asking = false
}

/** Whether the server opens no more connections for this browser. */
async function isCrowded(): Promise<boolean> {
  const answer = await fetch('/socket.io/?EIO=4&transport=polling')
  return answer.status === 403 && ((await answer.json()) as { message: string }).message === 'TOO_MANY_REQUESTS'
}
