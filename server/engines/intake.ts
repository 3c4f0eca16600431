import type { Socket } from 'node:net'
import { FrameBuffer } from './embedded/decode/framer.ts'
import type { SourceContext } from './runtime-type.ts'

const MOST_BYTES = 8 * 1024 * 1024

type Connection = { socket: Socket; frames: FrameBuffer; started: boolean; paused: boolean; over: boolean }

/** What an intake gives out: complete records of one connection. Borrowed until the next call. */
export type Taken = { bytes: Buffer; begins: boolean; socket: Socket }

/**
 * Collects what sockets send until the run reads it: complete records, each connection in order, connections in turn. A connection that has too much
 * waiting is paused, so memory is bounded and the sender is slowed down. An unfinished tail at the end of a connection is a record.
 */
export class Intake {
  readonly #context: SourceContext
  readonly #maxFrame: number
  readonly #connections: Connection[] = []
  #turn = 0

  constructor(context: SourceContext, maxFrame: number) {
    this.#context = context
    this.#maxFrame = maxFrame
  }

  /** Connections that are open or have something waiting. */
  get size(): number {
    return this.#connections.length
  }

  add(socket: Socket): void {
    const frames = new FrameBuffer(this.#context.framer(), {
      maxRecord: this.#maxFrame,
      onTooLarge: () => this.#context.dropped('tooLarge', 1),
    })
    const connection: Connection = { socket, frames, started: false, paused: false, over: false }
    this.#connections.push(connection)
    socket.on('data', (bytes) => {
      frames.push(bytes)
      if (frames.pending > MOST_BYTES) {
        connection.paused = true
        socket.pause()
      }
      this.#context.wake()
    })
    socket.on('close', () => {
      connection.over = true
      this.#context.wake()
    })
  }

  /** Records of the next connection that has some, at most about `most` bytes; null when none has. */
  take(most: number): Taken | null {
    for (let n = this.#connections.length; n > 0; n--) {
      this.#turn = (this.#turn + 1) % this.#connections.length
      const connection = this.#connections[this.#turn]
      const bytes = connection.frames.take(most) ?? (connection.over ? connection.frames.end() : null)
      if (connection.paused && connection.frames.pending <= MOST_BYTES / 2) {
        connection.paused = false
        connection.socket.resume()
      }
      if (bytes === null) {
        if (!connection.over) continue
        this.#connections.splice(this.#turn, 1)
        if (this.#connections.length === 0) return null
        continue
      }
      const begins = !connection.started
      connection.started = true
      return { bytes: terminated(bytes), begins, socket: connection.socket }
    }
    return null
  }

  close(): void {
    for (const { socket } of this.#connections) socket.destroy()
  }
}

const LINE_END = Buffer.from('\n')

/** The ingest log holds records one behind the other, so the tail of a connection gets the line end that it lacks. */
const terminated = (bytes: Buffer): Buffer => (bytes[bytes.length - 1] === 10 ? bytes : Buffer.concat([bytes, LINE_END]))
