import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FromChild, ToChild } from './child-protocol.ts'
import { wholeLines } from './whole-lines.ts'

const ENTRY = fileURLToPath(new URL('../engines/embedded/child.ts', import.meta.url))
/** What a run's process sees of the server's environment: nothing that could be a secret. */
const ENVIRONMENT = ['NODE_ENV', 'PATH', 'HOME', 'TZ', 'LANG', 'TMPDIR'] as const

export type RunProcess = {
  readonly pid: number | undefined
  send(message: ToChild): void
  kill(): void
}

export type RunProcessEvents = {
  message(message: FromChild): void
  /** What it wrote on standard output or error by itself: only what a crash says. */
  output(text: string): void
  /** It is gone; `how` says in words how it ended. */
  exit(how: string): void
}

/** Starts the process of a run, in the folder of the pipelines' files. */
export function startProcess(cwd: string, memoryMiB: number, events: RunProcessEvents): RunProcess {
  const child: ChildProcess = fork(ENTRY, [], {
    cwd,
    env: Object.fromEntries(
      ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ) as NodeJS.ProcessEnv,
    execArgv: [`--max-old-space-size=${memoryMiB}`, '--disable-proto=delete'],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let gone = false
  const end = (how: string): void => {
    if (gone) return
    gone = true
    events.exit(how)
  }
  child.on('message', (message) => events.message(message as FromChild))
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) wholeLines(stream, events.output)
  child.on('error', (error) => end(error.message))
  child.on('exit', (code, signal) => end(signal === null ? `code ${code}` : `signal ${signal}`))
  return {
    pid: child.pid,
    // a process that is just dying has no channel any more: its exit says so
    send: (message) => void (child.connected && child.send(message, () => {})),
    kill: () => void child.kill('SIGKILL'),
  }
}
