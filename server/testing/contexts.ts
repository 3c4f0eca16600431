import path from 'node:path'
import type { ViewChange } from '../../core/protocol.ts'
import type { FieldType, Shape } from '../../core/shape.ts'
import { connect, type EgressPolicy, ownMachine } from '../connections/egress.ts'
import { makeFramer } from '../engines/embedded/decode/framer.ts'
import { makeEncoder } from '../engines/embedded/encode/encoder.ts'
import { diskFiles, type Files } from '../engines/embedded/files.ts'
import { AppError, type Clock, type OwnFile, type SinkContext, type SourceContext } from '../engines/runtime-type.ts'

/** What a runtime said to the engine, for a test to look at. */
export type Heard = {
  readonly logs: string[]
  readonly dropped: Record<string, number>
  /** What was printed to the terminal. */
  printed: string
  /** Changes of the view, in order. */
  readonly views: ViewChange[]
  /** Whether the connection is up; null = never said. */
  up: boolean | null
  wakes: number
  /** Resolves at the next wake. */
  woken(): Promise<void>
  /** Resolves as soon as the condition holds; looked at whenever the runtime says something. */
  until(holds: (heard: Heard) => boolean): Promise<void>
}

export type ContextOptions = {
  readonly clock: Clock
  readonly root?: string
  readonly framing?: 'lines' | 'csv'
  readonly headers?: boolean
  readonly files?: Files
  readonly own?: OwnFile
  readonly egress?: EgressPolicy
}

function inside(root: string, text: string): string {
  const at = path.resolve(root, text)
  if (at !== root && !at.startsWith(root.endsWith('/') ? root : `${root}/`)) {
    throw new AppError('PATH_NOT_ALLOWED', `${at} is outside ${root}`, { blame: 'user', hint: 'use --root' })
  }
  return at
}

class Ear implements Heard {
  readonly logs: string[] = []
  readonly dropped: Record<string, number> = {}
  printed = ''
  readonly views: ViewChange[] = []
  up: boolean | null = null
  wakes = 0
  #waiting: { holds: (heard: Heard) => boolean; resolve: () => void }[] = []

  woken(): Promise<void> {
    const { wakes } = this
    return this.until((heard) => heard.wakes > wakes)
  }

  until(holds: (heard: Heard) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve })
      this.hear(() => {})
    })
  }

  hear(change: () => void): void {
    change()
    const ready = this.#waiting.filter(({ holds }) => holds(this))
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting))
    for (const { resolve } of ready) resolve()
  }
}

const shared = (ear: Ear, { clock, root = '/', egress = ownMachine }: ContextOptions) => ({
  node: 'tested',
  clock,
  path: (text: string) => inside(root, text),
  connect: (host: string, port: number) => connect(host, port, egress),
  log: (level: string, message: string) => ear.hear(() => ear.logs.push(`${level}: ${message}`)),
  dropped: (reason: string, count: number) =>
    ear.hear(() => {
      ear.dropped[reason] = (ear.dropped[reason] ?? 0) + count
    }),
})

/** A source's surroundings without an engine; paths are relative to `root` and may not leave it. */
export function sourceContext(options: ContextOptions): { context: SourceContext; heard: Heard } {
  const ear = new Ear()
  const context = {
    ...shared(ear, options),
    wake: () => ear.hear(() => ear.wakes++),
    framer: () => makeFramer(options.framing ?? 'lines'),
    headers: options.headers ?? false,
    connection: (up: boolean) =>
      ear.hear(() => {
        ear.up = up
      }),
  }
  return { context, heard: ear }
}

/** A sink's own file that holds what was last written. */
export function memoryFile(): OwnFile {
  let kept: Buffer | null = null
  return {
    read: () => kept,
    write: (bytes) => {
      kept = Buffer.from(bytes)
    },
  }
}

/** A sink's surroundings without an engine. */
export function sinkContext(options: ContextOptions & { fields: Readonly<Record<string, FieldType>>; output?: Shape['output'] }): {
  context: SinkContext
  heard: Heard
} {
  const ear = new Ear()
  const fields = Object.entries(options.fields).map(([name, type]) => ({ name, type }))
  const context: SinkContext = {
    ...shared(ear, options),
    shape: { fields, time: null, ...(options.output === undefined ? {} : { output: options.output }) },
    files: options.files ?? diskFiles,
    encoder: (format, more) => makeEncoder(format, fields, more),
    own: options.own ?? null,
    print: (text) =>
      ear.hear(() => {
        ear.printed += Buffer.from(text).toString()
      }),
    view: (change) => ear.hear(() => ear.views.push(change)),
  }
  return { context, heard: ear }
}
