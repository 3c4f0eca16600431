import net, { type Socket } from 'node:net'
import type { z } from 'zod'
import {
  type Chunk,
  defineRuntime,
  type Framer,
  Intake,
  type Limit,
  listen,
  type Pending,
  type Source,
  type SourceContext,
} from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

type Config = z.output<(typeof node)['config']>
type Unanswered = { readonly chunk: number; readonly socket: Socket; readonly records: number }

const OK = 'OK\n'
/** A sender that leaves so many bytes of replies unread is disconnected. */
const MOST_REPLIES = 1 << 20

/** Positions number the chunks of this run, so that each is answered once it is safe. */
export class TcpServerSource implements Source<number> {
  readonly #config: Config
  readonly #context: SourceContext
  readonly #intake: Intake
  readonly #server: net.Server
  readonly #framer: Framer
  #chunk = 0
  #unanswered: Unanswered[] = []
  /** Senders that have said all; they are hung up on behind their last reply. */
  readonly #finished = new Set<Socket>()

  constructor(config: Config, context: SourceContext) {
    this.#config = config
    this.#context = context
    this.#framer = context.framer()
    this.#intake = new Intake(context, {
      maxFrame: config.maxFrame,
      done: (socket) => {
        this.#finished.add(socket)
        this.#hangUp(socket)
      },
    })
    // a sender that ends its half still gets its replies
    this.#server = net.createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket))
  }

  async open(): Promise<void> {
    const { bind, port } = this.#config
    await listen(this.#server, bind, port)
    this.#context.log('info', `listening on ${bind}:${port}`)
  }

  async read({ bytes }: Limit): Promise<Chunk<number> | 'idle'> {
    const taken = this.#intake.take(bytes)
    if (taken === null) return 'idle'
    const position = ++this.#chunk
    if (this.#config.reply === 'ok') {
      this.#unanswered.push({ chunk: position, socket: taken.socket, records: this.#count(taken.bytes) })
    }
    const { bytes: records, begins } = taken
    return { bytes: records, at: this.#context.clock.now(), position, ...(begins === undefined ? {} : { begins }) }
  }

  pending(): Pending {
    return this.#intake.pending
  }

  async committed(upTo: number): Promise<void> {
    const answered = this.#unanswered.filter(({ chunk }) => chunk <= upTo)
    this.#unanswered = this.#unanswered.slice(answered.length)
    for (const { socket, records } of answered) {
      if (socket.writable) socket.write(OK.repeat(records))
      if (socket.writableLength > MOST_REPLIES) {
        this.#context.log('warning', 'a sender that does not read its replies was disconnected')
        socket.destroy()
      }
    }
    for (const { socket } of answered) this.#hangUp(socket)
  }

  async close(): Promise<void> {
    this.#intake.close()
    for (const socket of this.#finished) socket.destroy()
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
  }

  #accept(socket: Socket): void {
    socket.on('error', () => socket.destroy()) // a reset connection is a closed one
    socket.on('close', () => this.#finished.delete(socket))
    if (this.#intake.size < this.#config.maxConnections) {
      this.#intake.add(socket)
      return
    }
    this.#context.dropped('connections', 1)
    socket.destroy()
  }

  #hangUp(socket: Socket): void {
    if (this.#finished.has(socket) && !this.#unanswered.some((u) => u.socket === socket)) socket.end()
  }

  #count(bytes: Buffer): number {
    let records = 0
    for (let at = 0; at < bytes.length; records++) {
      const end = this.#framer.firstEnd(bytes, at, bytes.length)
      at = end < 0 ? bytes.length : end
    }
    return records
  }
}

export default defineRuntime<Config>({ source: (config, context) => new TcpServerSource(config, context) })
