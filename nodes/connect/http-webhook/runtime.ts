import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { z } from 'zod'
import { defineRuntime, type Limit, listen, type Source, type SourceContext } from '../../../server/engines/runtime-type.ts'
import { type BodyKind, bodyKind, linesOf } from './body.ts'
import type node from './node.ts'
import { Queue } from './queue.ts'
import { RateLimit } from './rate-limit.ts'
import { Refusal } from './refusal.ts'
import { SeenKeys } from './seen-keys.ts'
import { checkHeaders, checkSignature, checkValue } from './sign-in.ts'

type Config = z.output<(typeof node)['config']>
type Answer = { readonly records: number; readonly duplicate?: true }

/** All requests together may hold so much in memory. */
const MOST_BYTES = 8 * 1024 * 1024
const MOST_CONNECTIONS = 1_000
/** How long a request may take to arrive. */
const HEADERS_MS = 10_000
const REQUEST_MS = 30_000

const stopping = new Refusal(503, 'STOPPING', 'the pipeline is stopping', { headers: { 'Retry-After': '5' } })

/** Takes requests, and answers each once its records are safe. */
export class WebhookSource implements Source<number> {
  readonly #config: Config
  readonly #context: SourceContext
  readonly #server: http.Server
  readonly #queue: Queue
  readonly #keys: SeenKeys
  readonly #rate: RateLimit
  #closed = false

  constructor(config: Config, context: SourceContext) {
    checkValue(config.signIn, context.node)
    this.#config = config
    this.#context = context
    const { clock, wake } = context
    this.#queue = new Queue({ clock, wake, mostBytes: Math.max(MOST_BYTES, 3 * config.maxBody) })
    this.#keys = new SeenKeys(clock, config.idempotencyWindow)
    this.#rate = new RateLimit(clock, config.rate)
    this.#server = http.createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS }, (request, response) =>
      this.#respond(request, response),
    )
    this.#server.maxConnections = MOST_CONNECTIONS
  }

  async open(): Promise<void> {
    const { bind, port, path } = this.#config
    await listen(this.#server, bind, port)
    this.#context.log('info', `listening on http://${bind}:${port}${path}`)
  }

  async read(limit: Limit) {
    return this.#queue.read(limit)
  }

  async committed(upTo: number): Promise<void> {
    this.#queue.committed(upTo)
  }

  pending() {
    return this.#queue.pending()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#queue.close(stopping)
    if (!this.#server.listening) return
    const closed = new Promise((resolve) => this.#server.close(resolve))
    const cancel = this.#context.clock.timer(1_000, () => this.#server.closeAllConnections())
    await closed
    cancel()
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.#take(request)
      const status = this.#config.ack === 'received' && answer.duplicate === undefined ? 202 : 200
      send(response, status, answer, this.#closed ? { Connection: 'close' } : {})
    } catch (error) {
      request.resume() // what still comes is read and thrown away, so that the sender hears the answer
      if (request.destroyed && !request.complete) return // the sender broke off
      this.#refuse(response, error)
    }
  }

  #refuse(response: ServerResponse, error: unknown): void {
    if (!(error instanceof Refusal)) this.#context.log('warning', `a request failed: ${(error as Error).stack}`)
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'INTERNAL', 'a defect of Millrace')
    const { headers, counted } = refusal.details
    if (counted !== undefined) this.#context.dropped(counted, 1)
    send(
      response,
      refusal.status,
      refusal.body(),
      { ...headers, ...(this.#closed ? { Connection: 'close' } : {}) },
      'application/problem+json',
    )
  }

  async #take(request: IncomingMessage): Promise<Answer> {
    const kind = this.#admit(request)
    const body = await this.#body(request)
    checkSignature(this.#config.signIn, request.headers, body)
    const { bytes, records } = linesOf(body, kind)
    const key = request.headers['idempotency-key']?.toString()
    const before = key === undefined ? null : this.#keys.find(key, body)
    if (before !== null) {
      await this.#queue.patiently({ done: before, entry: null })
      this.#context.dropped('duplicate', records)
      return { records, duplicate: true }
    }
    if (this.#closed) throw stopping
    const waiting = this.#queue.put(bytes, records)
    if (key !== undefined) this.#keys.add(key, body, waiting.done)
    await this.#queue.patiently(waiting)
    return { records }
  }

  /** Everything that can be said before the body is read. */
  #admit({ url = '', method = '', headers }: IncomingMessage): BodyKind {
    const { path, methods, signIn } = this.#config
    if (this.#closed) throw stopping
    if (url.split('?', 1)[0] !== path) throw new Refusal(404, 'NOT_FOUND', 'nothing is taken at this path')
    if (!(methods as readonly string[]).includes(method))
      throw new Refusal(405, 'METHOD_NOT_ALLOWED', `${method} is not taken here`, { headers: { Allow: methods.join(', ') } })
    // a page in somebody's browser could otherwise send to an address that only this machine can reach
    if (headers.origin !== undefined) throw new Refusal(403, 'CROSS_ORIGIN', 'requests of web pages are not taken')
    checkHeaders(signIn, headers)
    this.#rate.take()
    return bodyKind(headers['content-type'], headers['content-encoding'])
  }

  async #body(request: IncomingMessage): Promise<Buffer> {
    const { maxBody } = this.#config
    const tooLarge = new Refusal(413, 'BODY_TOO_LARGE', `a body may have ${maxBody} bytes`, { counted: 'tooLarge' })
    if (Number(request.headers['content-length'] ?? 0) > maxBody) throw tooLarge
    const pieces: Buffer[] = []
    let length = 0
    try {
      for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        this.#queue.reserve(piece.length)
        length += piece.length
        if (length > maxBody) throw tooLarge
        pieces.push(piece)
      }
    } finally {
      this.#queue.release(length)
    }
    return Buffer.concat(pieces)
  }
}

function send(response: ServerResponse, status: number, body: object, headers: object, type = 'application/json'): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers })
  response.end(`${JSON.stringify(body)}\n`)
}

export default defineRuntime<Config>({ source: (config, context) => new WebhookSource(config, context) })
