import path from 'node:path'
import type { FieldType, Shape } from '../../core/shape.ts'
import { makeFramer } from '../engines/embedded/decode/framer.ts'
import { makeEncoder } from '../engines/embedded/encode/encoder.ts'
import { diskFiles, type Files } from '../engines/embedded/files.ts'
import { AppError, type Clock, type SinkContext, type SourceContext } from '../engines/runtime-type.ts'

/** What a runtime said to the engine, for a test to look at. */
export type Heard = {
  readonly logs: string[]
  readonly dropped: Record<string, number>
  /** What was printed to the terminal. */
  printed: string
  wakes: number
  /** Resolves at the next wake. */
  woken(): Promise<void>
}

export type ContextOptions = { readonly clock: Clock; readonly root?: string; readonly framing?: 'lines' | 'csv'; readonly files?: Files }

function inside(root: string, text: string): string {
  const at = path.resolve(root, text)
  if (at !== root && !at.startsWith(root.endsWith('/') ? root : `${root}/`)) {
    throw new AppError('PATH_NOT_ALLOWED', `${at} is outside ${root}`, { blame: 'user', hint: 'use --root' })
  }
  return at
}

function heard(): Heard & { wake(): void } {
  let waiting: (() => void)[] = []
  const all = {
    logs: [],
    dropped: {},
    printed: '',
    wakes: 0,
    woken: () => new Promise<void>((resolve) => waiting.push(resolve)),
    wake() {
      all.wakes++
      const woken = waiting
      waiting = []
      for (const resolve of woken) resolve()
    },
  }
  return all
}

const shared = (said: Heard, { clock, root = '/' }: ContextOptions) => ({
  node: 'tested',
  clock,
  path: (text: string) => inside(root, text),
  log: (level: string, message: string) => void said.logs.push(`${level}: ${message}`),
  dropped: (reason: string, count: number) => {
    said.dropped[reason] = (said.dropped[reason] ?? 0) + count
  },
})

/** A source's surroundings without an engine; paths are relative to `root` and may not leave it. */
export function sourceContext(options: ContextOptions): { context: SourceContext; heard: Heard } {
  const said = heard()
  const context = { ...shared(said, options), wake: () => said.wake(), framer: () => makeFramer(options.framing ?? 'lines') }
  return { context, heard: said }
}

/** A sink's surroundings without an engine. */
export function sinkContext(options: ContextOptions & { fields: Readonly<Record<string, FieldType>>; output?: Shape['output'] }): {
  context: SinkContext
  heard: Heard
} {
  const said = heard()
  const fields = Object.entries(options.fields).map(([name, type]) => ({ name, type }))
  const context: SinkContext = {
    ...shared(said, options),
    shape: { fields, time: null, ...(options.output === undefined ? {} : { output: options.output }) },
    files: options.files ?? diskFiles,
    encoder: (format, more) => makeEncoder(format, fields, more),
    print: (text) => {
      said.printed += Buffer.from(text).toString()
    },
  }
  return { context, heard: said }
}
