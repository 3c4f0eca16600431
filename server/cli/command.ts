import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { AppError } from '../../core/error.ts'
import { nearest } from '../../core/issue.ts'
import type { Terminal } from './terminal.ts'

/** What a command's exit code says. */
export const exit = { ok: 0, failed: 1, usage: 2, invalid: 3, unreachable: 4, interrupted: 130 } as const

/** A subcommand: its help, and what it does. `run` answers the exit code. */
export type Command = {
  readonly help: string
  run(args: readonly string[], terminal: Terminal): Promise<number>
}

/** The command line itself is wrong: told with the way to its help, exit code 2. */
export class UsageError extends Error {}

/** Options and positionals of a command line. Throws UsageError with the nearest option's name for one that does not exist. */
export function readArguments<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error
    const unknown = /^Unknown option '--?([^']+)'/.exec(message)?.[1]
    if (unknown === undefined) throw new UsageError(message)
    const near = nearest(unknown, Object.keys(options))
    throw new UsageError(`unknown option --${unknown}${near === null ? '' : `; did you mean --${near}?`}`)
  }
}

/** What a failure was, for people; only a defect of ours shows its stack. */
export function describe(error: unknown): string {
  if (error instanceof UsageError) return error.message
  if (error instanceof AppError) return `${error.message} (${error.code})${error.hint === undefined ? '' : `\n  ${error.hint}`}`
  return `a defect of millrace, please report it: ${error instanceof Error ? error.stack : String(error)}`
}
