import fs from 'node:fs'
import http, { type IncomingHttpHeaders } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import pino from 'pino'
import { type Composition, createServices } from '../create-services.ts'
import { machineClock } from '../engines/machine-clock.ts'
import type { Clock } from '../engines/runtime-type.ts'
import { type Face, openFace } from '../http/face.ts'
import { Front, type Pages } from '../http/front.ts'

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
export type Request = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

export const TOKEN = 'a-token-of-the-tests-0123456789'

/** What stands behind the door instead of Next: it says what reached it. */
const drawn: Pages = {
  dev: false,
  async handle(request, response) {
    response.end(`page ${request.url} ${String(request.headers['content-security-policy'])}`)
  },
  upgrade: (_request, socket) => void socket.destroy(),
  close: async () => {},
}

/** The server but for Next and processes of runs, on a port of its own. */
export class ServedFace {
  readonly port: number
  readonly composition: Composition
  readonly face: Face
  readonly #front: Front
  readonly #home: string

  private constructor(port: number, composition: Composition, face: Face, front: Front, home: string) {
    this.port = port
    this.composition = composition
    this.face = face
    this.#front = front
    this.#home = home
  }

  static async open({ clock = machineClock, publicUrl = null }: { clock?: Clock; publicUrl?: URL | null } = {}): Promise<ServedFace> {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-face-'))
    const log = pino({ level: 'silent' })
    const front = new Front(log, clock)
    const env = {
      host: '127.0.0.1',
      publicUrl,
      home,
      secretsKey: null,
      roots: [],
      allowed: [],
      private: true,
      database: path.join(home, 'millrace.db'),
    }
    const composition = await createServices({ env, clock, log, port: () => front.port })
    const port = await front.listen('127.0.0.1', 0)
    const face = await openFace({ env, port, log, clock, tokens: [TOKEN], ...composition, pages: drawn })
    front.open(face)
    return new ServedFace(port, composition, face, front, home)
  }

  /** The file of the database. */
  get database(): string {
    return path.join(this.#home, 'millrace.db')
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** A request exactly as given; `Host` unless it is given too. */
  send(target: string, { method = 'GET', headers = {}, body }: Request = {}): Promise<Answer> {
    return new Promise((done, fail) => {
      const request = http.request({ host: '127.0.0.1', port: this.port, path: target, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => done({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }))
        response.on('error', fail)
      })
      request.on('error', fail)
      request.end(body)
    })
  }

  /** What pages send beside the cookie with a change. */
  get own(): Readonly<Record<string, string>> {
    return { origin: this.origin, 'sec-fetch-site': 'same-origin', 'x-millrace': '1' }
  }

  /** As a script. */
  script(method: string, target: string, body?: unknown): Promise<Answer> {
    return this.send(target, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  /** A new session; the answer is its Cookie header. */
  async signIn(): Promise<string> {
    const { headers } = await this.send(this.enterPath())
    return headers['set-cookie']![0].split(';')[0]
  }

  /** The path of a fresh address with a one-time token. */
  enterPath(): string {
    const { pathname, search } = new URL(this.face.enterUrl())
    return pathname + search
  }

  async close(): Promise<void> {
    this.#front.shut()
    await this.face.close()
    await this.#front.close()
    await this.composition.close()
    fs.rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 })
  }
}

export const codeOf = ({ body }: Answer): string => (JSON.parse(body) as { code: string }).code
