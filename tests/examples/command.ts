import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'

export const root = path.resolve(import.meta.dirname, '../..')

export type Ended = { code: number | null; stdout: string; stderr: string }

/** Starts the `millrace` command in the top folder of the checkout. `ended` resolves when it has exited and all its output is read. */
export function millrace(...args: string[]) {
  const child = spawn(process.execPath, [path.join(root, 'server/cli/millrace.mjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  const ended: Promise<Ended> = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(([code, stdout, stderr]) => ({
    code,
    stdout,
    stderr,
  }))
  return { child, ended }
}

export type Row = Record<string, string | number | null>

/** The records of a file of JSON lines. */
export function rowsIn(file: string): Row[] {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row)
}
