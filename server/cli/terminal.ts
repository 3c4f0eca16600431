import { isUtf8 } from 'node:buffer'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { UsageError } from './command.ts'

/** Where a command writes: what was asked for to `out`, everything else to `err`. */
export type Terminal = {
  out(text: string | Uint8Array): void
  err(text: string): void
  /** All of standard input; where that is a keyboard, a line that is asked for by name and not shown. Throws UsageError when it is no text. */
  ask(name: string): Promise<string>
  /** Whether `out` and `err` are screens, on which lines can be redrawn. */
  readonly outIsScreen: boolean
  readonly errIsScreen: boolean
  /** Width and height of the screen, in characters. */
  size(): { columns: number; rows: number }
}

/** The terminal of this process. A reader that goes away, as in `millrace nodes | head`, ends the process quietly. */
export function processTerminal(): Terminal {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    ask: (name) => (process.stdin.isTTY ? askUnseen(name) : readAll()),
    outIsScreen: process.stdout.isTTY === true,
    errIsScreen: process.stderr.isTTY === true,
    size: () => {
      const { columns, rows } = process.stdout.isTTY ? process.stdout : process.stderr
      return { columns: columns ?? 80, rows: rows ?? 24 }
    },
  }
}

async function readAll(): Promise<string> {
  const bytes = await buffer(process.stdin)
  if (!isUtf8(bytes)) throw new UsageError('standard input is not UTF-8 text')
  return bytes.toString()
}

async function askUnseen(name: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  const interrupted = new Promise<never>((_, reject) => lines.on('SIGINT', () => reject(new UsageError('nothing was entered'))))
  process.stderr.write(`${name} (not shown): `)
  try {
    return await Promise.race([lines.question(''), interrupted])
  } finally {
    process.stderr.write('\n')
    lines.close()
  }
}
