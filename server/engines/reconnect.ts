import type { Socket } from 'node:net'
import { AppError } from '../../core/error.ts'
import type { Clock } from './runtime-type.ts'

export type ReconnectOptions = {
  readonly host: string
  readonly port: number
  readonly connectTimeout: number
  readonly pauses: { readonly initial: number; readonly max: number }
  readonly clock: Clock
  /** Begins a connection. */
  connect(host: string, port: number): Socket
  /** A new connection. */
  connected(socket: Socket): void
  /** Whether there is a connection; said at each change, and `false` before the first one. */
  connection?(up: boolean): void
  log(level: 'info' | 'warning', message: string): void
  /** The address must not be called: there will be no further attempt. */
  refused(error: AppError): void
}

/** A server that vanished without a word is noticed by questions that begin after so many ms of silence. */
const KEEP_ALIVE = 30_000

/** Keeps one connection to a server: connects, and again when it is lost, with pauses that double up to a limit. Says so once per change. */
export class Reconnect {
  readonly #options: ReconnectOptions
  #socket: Socket | null = null
  #cancel = (): void => {}
  #pause: number
  #told = ''
  #up: boolean | null = null
  #closed = false

  constructor(options: ReconnectOptions) {
    this.#options = options
    this.#pause = options.pauses.initial
  }

  open(): void {
    const { host, port, connectTimeout, connect, refused } = this.#options
    this.#be(false)
    const socket = connect(host, port)
    this.#socket = socket
    socket.setTimeout(connectTimeout, () =>
      socket.destroy(new AppError('CONNECT_TIMEOUT', `no answer within ${connectTimeout} ms`, { blame: 'outside', retry: 'backoff' })),
    )
    let failure = 'the server closed the connection'
    socket.on('connect', () => {
      if (socket.destroyed) return // by the guard, who looks first
      socket.setTimeout(0)
      socket.setKeepAlive(true, KEEP_ALIVE)
      this.#pause = this.#options.pauses.initial
      this.#tell('info', `connected to ${host}:${port}`)
      this.#be(true)
      this.#options.connected(socket)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error instanceof AppError && error.code === 'ADDRESS_NOT_ALLOWED') {
        this.close()
        refused(error)
      }
      failure = error.code === 'ECONNREFUSED' ? 'nobody listens there' : error.message
    })
    socket.on('close', () => {
      if (this.#closed) return
      this.#be(false)
      this.#tell('warning', `no connection to ${host}:${port}: ${failure}; trying again until it works`)
      this.#cancel = this.#options.clock.timer(this.#pause, () => this.open())
      this.#pause = Math.min(this.#options.pauses.max, this.#pause * 2)
    })
  }

  /** Ends the attempts; a connection that was made is its taker's to end. */
  close(): void {
    this.#closed = true
    this.#cancel()
    if (this.#socket?.connecting === true) this.#socket.destroy()
  }

  #be(up: boolean): void {
    if (up !== this.#up) this.#options.connection?.(up)
    this.#up = up
  }

  #tell(level: 'info' | 'warning', message: string): void {
    if (message === this.#told) return
    this.#told = message
    this.#options.log(level, message)
  }
}
