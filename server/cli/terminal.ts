/** Where a command writes: what was asked for to `out`, everything else to `err`. */
export type Terminal = {
  out(text: string | Uint8Array): void
  err(text: string): void
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
    outIsScreen: process.stdout.isTTY === true,
    errIsScreen: process.stderr.isTTY === true,
    size: () => {
      const { columns, rows } = process.stdout.isTTY ? process.stdout : process.stderr
      return { columns: columns ?? 80, rows: rows ?? 24 }
    },
  }
}
