import type { Terminal } from '../cli/terminal.ts'

/** A terminal that keeps what is written to it. */
export function captured(
  options: { screen?: boolean; columns?: number; rows?: number } = {},
): Terminal & { readonly stdout: string; readonly stderr: string } {
  const { screen = false, columns = 100, rows = 30 } = options
  let stdout = ''
  let stderr = ''
  return {
    get stdout() {
      return stdout
    },
    get stderr() {
      return stderr
    },
    out: (text) => {
      stdout += typeof text === 'string' ? text : Buffer.from(text).toString()
    },
    err: (text) => {
      stderr += text
    },
    outIsScreen: screen,
    errIsScreen: screen,
    size: () => ({ columns, rows }),
  }
}
