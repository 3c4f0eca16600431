import net, { type Socket } from 'node:net'
import type { z } from 'zod'
import {
  AppError,
  type Batch,
  defineRuntime,
  type Encoder,
  listen,
  type Output,
  Reconnect,
  type Sink,
  type SinkContext,
  type Writer,
} from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

type Config = z.output<(typeof node)['config']>

const CONNECT_TIMEOUT = 10_000
/** How long clients that do not hang up are waited for at the end. */
const GOODBYE = 1_000

/** Sends each epoch to everybody who is connected; an epoch is out when somebody has got all of it. */
export class SocketSink implements Sink<null> {
  readonly #config: Config
  readonly #context: SinkContext
  readonly #encoder: Encoder
  readonly #clients = new Set<Socket>()
  readonly #server: net.Server | null
  readonly #connection: Reconnect | null
  #closed = false
  #refused: AppError | null = null
  /** Wakes who waits for a client. */
  #changed = (): void => {}

  constructor(config: Config, context: SinkContext) {
    this.#config = config
    this.#context = context
    const { mode, host, port, format, field, timestamps, reconnect } = config
    this.#encoder = context.encoder(format, { timestamps, field })
    this.#server = mode === 'listen' ? net.createServer((socket) => this.#add(socket)) : null
    this.#connection =
      mode === 'listen'
        ? null
        : new Reconnect({
            host,
            port,
            connectTimeout: CONNECT_TIMEOUT,
            pauses: reconnect,
            clock: context.clock,
            connect: context.connect,
            connected: (socket) => this.#add(socket),
            log: context.log,
            refused: (error) => {
              this.#refused = error
              this.#changed()
            },
          })
  }

  async open(): Promise<{ published: null }> {
    const { host, port } = this.#config
    this.#connection?.open()
    if (this.#server !== null) {
      await listen(this.#server, host, port)
      this.#context.log('info', `listening on ${host}:${port}`)
    }
    return { published: null }
  }

  encode(batch: Batch, out: Writer): void {
    this.#encoder.encode(batch, out)
  }

  async publish(_epoch: number, { bytes, records }: Output<null>): Promise<void> {
    if (bytes === null || bytes.length === 0) return
    for (;;) {
      if (this.#clients.size === 0 && this.#config.whenNoClient === 'drop') {
        this.#context.dropped('noClient', records)
        return
      }
      await this.#client()
      const sent = await Promise.all([...this.#clients].map((socket) => send(socket, bytes)))
      if (sent.includes(true)) return
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#changed()
    this.#server?.close()
    this.#connection?.close()
    const gone = [...this.#clients].map((socket) => new Promise((resolve) => socket.end().once('close', resolve)))
    const cancel = this.#context.clock.timer(GOODBYE, () => {
      for (const socket of this.#clients) socket.destroy()
    })
    await Promise.all(gone)
    cancel()
  }

  #add(socket: Socket): void {
    socket.on('error', () => socket.destroy()) // told by `close`
    socket.on('close', () => {
      this.#clients.delete(socket)
      this.#changed()
    })
    socket.resume() // what a client sends is nobody's
    const header = this.#encoder.header()
    if (header.length > 0) socket.write(header)
    this.#clients.add(socket)
    this.#changed()
  }

  async #client(): Promise<void> {
    while (this.#clients.size === 0 && !this.#closed && this.#refused === null) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
    if (this.#refused !== null) throw this.#refused
    if (this.#closed) {
      throw new AppError('NO_CLIENT', `nobody was connected to ${this.#config.host}:${this.#config.port} when the run ended`, {
        blame: 'outside',
        hint: 'connect a client; the records go out at the next start with the same --state',
      })
    }
  }
}

/** Whether the operating system took all of it. */
const send = (socket: Socket, bytes: Uint8Array): Promise<boolean> =>
  new Promise((resolve) => {
    socket.write(bytes, (error) => resolve(error == null))
  })

export default defineRuntime<Config>({ sink: (config, context) => new SocketSink(config, context) })
