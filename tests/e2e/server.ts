import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { freePort } from '../../server/testing/sockets.ts'

const root = path.resolve(import.meta.dirname, '../..')
/** The whole line, however it arrives. */
const ENTER = /^(http:\/\/\S+\/enter\?token=\S+)\r?\n/m

/** The product as `npm start` serves it, in a process of its own, with a home of its own. */
export class ServerUnderTest {
  readonly home: string
  readonly port: number
  readonly #env: Readonly<Record<string, string>>
  #child: ChildProcess | null = null
  #printed = ''

  private constructor(home: string, port: number, env: Readonly<Record<string, string>>) {
    this.home = home
    this.port = port
    this.#env = env
  }

  /** Starts it on a free port; resolves when it printed its URL. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<ServerUnderTest> {
    const server = new ServerUnderTest(fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-e2e-')), await freePort(), env)
    await server.boot()
    return server
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get pid(): number {
    return this.#child!.pid!
  }

  /** The URL with the one-time token that it printed last. */
  get enterUrl(): string {
    return ENTER.exec(this.#printed)![1]
  }

  /** Asks its REST interface, as a script would; throws what is not an answer of success. */
  async request<T = unknown>(method: string, place: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const { token } = JSON.parse(fs.readFileSync(path.join(this.home, 'server.json'), 'utf8')) as { token: string }
    const response = await fetch(`${this.origin}/api/v1/${place}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${place}: ${response.status} ${text}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }

  /** The processes of a pipeline's run: those that hold files of its state open (Linux). */
  runs(pipeline: string): number[] {
    const state = path.join(this.home, 'state', pipeline)
    return fs.readdirSync('/proc').flatMap((name) => {
      try {
        const pid = Number(name)
        const open = fs.readdirSync(`/proc/${pid}/fd`).map((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`))
        return open.some((file) => file.startsWith(`${state}/`)) ? [pid] : []
      } catch {
        return [] // no process, or gone by now
      }
    })
  }

  /** Starts it again after `kill` or `stop`, on the same home and port. */
  async boot(): Promise<void> {
    this.#printed = ''
    const child = spawn(process.execPath, [path.join(root, 'server/cli/millrace.mjs')], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', PORT: String(this.port), MILLRACE_HOME: this.home, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      const take = (chunk: Buffer): void => {
        this.#printed += chunk.toString()
        if (ENTER.test(this.#printed)) resolve()
      }
      child.stdout.on('data', take)
      let told = ''
      child.stderr.on('data', (chunk: Buffer) => {
        told += chunk.toString()
      })
      child.once('exit', (code, signal) => reject(new Error(`the server ended with ${code ?? signal}:\n${told}`)))
    })
  }

  /** As a loss of the process: kill -9. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<number | null> {
    const code = await this.#end('SIGTERM')
    return code
  }

  /** Stops it and removes its home. */
  async close(): Promise<void> {
    await this.stop()
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    child.kill(signal)
    return gone
  }
}
