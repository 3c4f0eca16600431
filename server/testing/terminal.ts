import type { Terminal } from '../cli/terminal.ts'

/** A terminal that keeps what is written to it; `input` is what its standard input holds. */
export function captured(
  options: { screen?: boolean; columns?: number; rows?: number; input?: string } = {},
): Terminal & { readonly stdout: string; readonly stderr: string } {
  const { screen = false, columns = 100, rows = 30, input = '' } = options
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
    ask: async () => input,
    outIsScreen: screen,
    errIsScreen: screen,
    size: () => ({ columns, rows }),
  }
}
