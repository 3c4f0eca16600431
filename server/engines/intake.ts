import type { Socket } from 'node:net'
import { FrameBuffer, recordsIn } from './embedded/decode/framer.ts'
import type { Begin, Pending, SourceContext } from './runtime-type.ts'

/** So much may wait, all connections together; beyond it whoever sends more is paused. */
const MOST_BYTES = 8 * 1024 * 1024

type Connection = {
  readonly socket: Socket
  readonly frames: FrameBuffer
  begun: boolean
  /** A copy of its first record, where the decoder needs it. */
  header: Buffer | null
  over: 'no' | 'ended' | 'broken'
}

/** What an intake gives out: complete records of one connection. Borrowed until the next call. */
export type Taken = { bytes: Buffer; begins?: Begin; socket: Socket }

export type IntakeOptions = {
  /** Longer records are skipped and counted. */
  readonly maxFrame: number
  /** A sender has said all and all of it was taken. */
  done?(socket: Socket): void
}

/**
 * Collects what sockets send until the run reads it: complete records, each connection in order, connections in turn. When too much waits, who sends
 * more is paused, so memory is bounded and senders are slowed down. An unfinished record at the orderly end of a connection is a record, one at a
 * break is counted as dropped.
 */
export class Intake {
  readonly #context: SourceContext
  readonly #options: IntakeOptions
  readonly #connections: Connection[] = []
  readonly #paused = new Set<Socket>()
  #waiting = 0
  #turn = 0
  /** Whose records were taken last. */
  #last: Connection | null = null

  constructor(context: SourceContext, options: IntakeOptions) {
    this.#context = context
    this.#options = options
  }

  /** Connections that are open or have something waiting. */
  get size(): number {
    return this.#connections.length
  }

  get pending(): Pending {
    return { records: null, bytes: this.#waiting, most: MOST_BYTES }
  }

  add(socket: Socket): void {
    const frames = new FrameBuffer(this.#context.framer(), {
      maxRecord: this.#options.maxFrame,
      onTooLarge: () => this.#context.dropped('tooLarge', 1),
    })
    const connection: Connection = { socket, frames, begun: false, header: null, over: 'no' }
    this.#connections.push(connection)
    socket.on('data', (bytes) => {
      const before = frames.pending
      frames.push(bytes)
      this.#waiting += frames.pending - before
      if (this.#waiting > MOST_BYTES) {
        this.#paused.add(socket)
        socket.pause()
      }
      this.#context.wake()
    })
    socket.on('end', () => {
      connection.over = 'ended'
      this.#context.wake()
    })
    socket.on('close', () => {
      if (connection.over === 'no') connection.over = 'broken'
      this.#context.wake()
    })
  }

  /** Records of the next connection that has some, at most `most` bytes unless a single one is longer; null when none has. */
  take(most: number): Taken | null {
    for (let n = this.#connections.length; n > 0; n--) {
      this.#turn = (this.#turn + 1) % this.#connections.length
      const connection = this.#connections[this.#turn]
      const { frames, socket } = connection
      const before = frames.pending
      const bytes = frames.take(most) ?? (connection.over === 'ended' ? frames.end() : null)
      this.#waiting -= before - frames.pending
      if (bytes !== null) {
        if (this.#waiting <= MOST_BYTES / 2) this.#resume()
        const records = terminated(bytes)
        const begins = this.#begin(connection, records)
        return { bytes: records, ...(begins === null ? {} : { begins }), socket }
      }
      if (connection.over !== 'no') this.#remove(connection)
    }
    this.#resume() // what waits are beginnings of records, whose ends must be let in
    return null
  }

  close(): void {
    for (const { socket } of this.#connections) socket.destroy()
  }

  /** What a decoder must be told when these records of a connection follow what was taken before. */
  #begin(connection: Connection, bytes: Buffer): Begin | null {
    const { headers, framer } = this.#context
    const last = this.#last
    this.#last = connection
    if (connection.begun) return headers && last !== connection ? { header: connection.header } : null
    connection.begun = true
    if (headers) connection.header = Buffer.from(recordsIn(bytes, framer()).next().value ?? bytes)
    return { header: null }
  }

  #remove(connection: Connection): void {
    const { frames, socket, over } = connection
    if (over === 'broken' && (frames.pending > 0 || frames.skipping)) this.#context.dropped('unfinished', 1)
    this.#waiting -= frames.pending
    this.#connections.splice(this.#connections.indexOf(connection), 1)
    this.#paused.delete(socket)
    if (over === 'ended') this.#options.done?.(socket)
  }

  #resume(): void {
    for (const socket of this.#paused) socket.resume()
    this.#paused.clear()
  }
}

const LINE_END = Buffer.from('\n')

/** The ingest log holds records one behind the other, so the last one of a connection gets the line end that it lacks. */
const terminated = (bytes: Buffer): Buffer => (bytes[bytes.length - 1] === 10 ? bytes : Buffer.concat([bytes, LINE_END]))
