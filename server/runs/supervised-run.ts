import { randomUUID } from 'node:crypto'
import type { AppError } from '../../core/error.ts'
import type { Frame, RunResult } from '../../core/metrics.ts'
import type { Plan } from '../../core/plan.ts'
import type { PipelineState, PipelineStatus } from '../../core/protocol.ts'
import { goesOnAs } from '../../core/taps.ts'
import type { EgressPolicy } from '../connections/egress.ts'
import type { Clock } from '../engines/runtime-type.ts'
import { type RunProcess, startProcess } from './child-process.ts'
import type { FromChild } from './child-protocol.ts'
import { redactor } from './redact.ts'
import { RestartPolicy } from './restart-policy.ts'

/** How long a process may take to end in order before it is killed, milliseconds. */
const STOP_MS = 15_000
const MEMORY_MIB = 1_024
/** Failures that may pass by themselves: space is freed, a port or a folder is let go of. */
const PASSING = new Set([
  'INTERNAL',
  'NO_SPACE',
  'DISK_FAILED',
  'JOURNAL_POISONED',
  'STATE_IN_USE',
  'ADDRESS_IN_USE',
  'CONNECT_TIMEOUT',
  'CANNOT_LISTEN',
])

export type Launch = { readonly plan: Plan; readonly version: number }

export type SupervisedRunOptions = {
  readonly stateDir: string
  readonly filesDir: string
  readonly roots: readonly string[]
  readonly egress: EgressPolicy
  readonly clock: Clock
  /** The values of the secrets that a plan names, as they are now. Throws AppError. */
  secrets(plan: Plan): Record<string, string>
  /** Each change; the first one of a run has a new `run`. */
  status(status: PipelineStatus): void
  frame(frame: Frame): void
  message(message: Extract<FromChild, { kind: 'log' | 'print' | 'view' | 'peek' }>): void
}

/** What a process says in words, without the secrets that it was given. */
function redacted(message: FromChild, redact: (text: string) => string): FromChild {
  if (message.kind === 'log') return { ...message, message: redact(message.message) }
  if (message.kind === 'print') return { ...message, text: redact(message.text) }
  if (message.kind !== 'done' || message.result.error === null) return message
  const { error } = message.result
  const hint = error.hint === undefined ? {} : { hint: redact(error.hint) }
  return { ...message, result: { ...message.result, error: { ...error, message: redact(error.message), ...hint } } }
}

/** Keeps one pipeline running: one process at a time, started again when it dies, stopped in order. */
export class SupervisedRun {
  readonly #options: SupervisedRunOptions
  #launch: Launch | null = null
  #process: RunProcess | null = null
  /** What the process was started with; later versions differ from it in rules alone. */
  #running: Plan | null = null
  #policy = new RestartPolicy()
  #careful = false
  #wires: readonly string[] = []
  #stopping = false
  #result: RunResult | null = null
  #runningSince: number | null = null
  #epochs = 0
  #cancelRestart: (() => void) | null = null
  #exited: Promise<void> = Promise.resolve()
  #status: PipelineStatus

  constructor(options: SupervisedRunOptions, version: number | null) {
    this.#options = options
    this.#status = { state: 'idle', since: options.clock.now(), run: null, version, restarts: 0, error: null, retryAt: null }
  }

  get status(): PipelineStatus {
    return this.#status
  }

  /** Whether it runs or is about to run again. */
  get active(): boolean {
    return this.#launch !== null
  }

  /** The process of the run, for tests and diagnosis. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** Begins a run; does nothing when one is on. */
  start(launch: Launch): void {
    if (this.#launch !== null) return
    this.#launch = launch
    this.#policy = new RestartPolicy()
    this.#careful = false
    this.#become('starting', { run: randomUUID(), version: launch.version, restarts: 0, error: null, retryAt: null })
    this.#spawn()
  }

  /** Starts at once what waits to be started again; does nothing else. */
  hurry(): void {
    if (this.#cancelRestart === null) return
    this.#cancelRestart()
    this.#again()
  }

  /** Ends the run in order; resolves when its process is gone. */
  async stop(): Promise<void> {
    if (this.#launch === null) return
    this.#launch = null
    this.#cancelRestart?.()
    this.#cancelRestart = null
    if (this.#process === null) {
      this.#become('stopped', { retryAt: null })
      return
    }
    this.#stopping = true
    if (this.#status.state === 'running') this.#become('draining', {})
    this.#process.send({ kind: 'stop' })
    const { kill } = this.#process
    const cancel = this.#options.clock.timer(STOP_MS, kill)
    await this.#exited
    cancel()
  }

  /** Goes on with another version: as it is when that means the same or differs in rules alone, else stopped and started again on the same state. */
  async replace(launch: Launch): Promise<void> {
    if (this.#launch !== null && goesOnAs(this.#running ?? this.#launch.plan, launch.plan)) {
      this.#launch = launch
      this.#process?.send({ kind: 'taps', taps: launch.plan.taps })
      this.#become(this.#status.state, { version: launch.version })
      return
    }
    await this.stop()
    this.start(launch)
  }

  /** Samples these wires from now on. */
  peek(wires: readonly string[]): void {
    this.#wires = wires
    this.#process?.send({ kind: 'peek', wires })
  }

  #become(state: PipelineState, change: Partial<PipelineStatus>): void {
    const since = state === this.#status.state ? this.#status.since : this.#options.clock.now()
    this.#status = { ...this.#status, ...change, state, since }
    this.#options.status(this.#status)
  }

  #spawn(): void {
    const launch = this.#launch
    if (launch === null) return
    this.#cancelRestart = null
    this.#stopping = false
    this.#result = null
    this.#runningSince = null
    this.#epochs = 0
    const { stateDir, filesDir, roots, egress } = this.#options
    let secrets: Record<string, string>
    try {
      secrets = this.#options.secrets(launch.plan)
    } catch (error) {
      this.#refuse(error as AppError)
      return
    }
    const redact = redactor(Object.values(secrets))
    this.#exited = new Promise((resolve) => {
      this.#process = startProcess(filesDir, MEMORY_MIB, {
        message: (message) => this.#take(redacted(message, redact)),
        output: (text) => this.#say('warning', redact(text.trimEnd())),
        exit: (how) => {
          this.#process = null
          this.#ended(how)
          resolve()
        },
      })
    })
    this.#running = launch.plan
    const out = { loopback: egress.loopback, allowed: egress.allowed, port: egress.port() }
    this.#process?.send({
      kind: 'start',
      plan: launch.plan,
      stateDir,
      roots,
      egress: out,
      secrets,
      ...(this.#careful ? { careful: true } : {}),
    })
    if (this.#wires.length > 0) this.#process?.send({ kind: 'peek', wires: this.#wires })
  }

  #take(message: FromChild): void {
    switch (message.kind) {
      case 'state':
        if (message.state === 'running') {
          this.#runningSince ??= this.#options.clock.now()
          if (!this.#stopping) this.#become('running', { error: null, retryAt: null })
        } else if (message.state === 'recovering' || message.state === 'draining') this.#become(message.state, {})
        break
      case 'frame':
        this.#epochs += message.frame.run.epochs
        this.#options.frame(message.frame)
        break
      case 'done':
        this.#result = message.result
        break
      default:
        this.#options.message(message)
    }
  }

  #ended(how: string): void {
    const { clock } = this.#options
    const result = this.#result
    const error =
      result?.error ??
      (result === null && !this.#stopping ? { code: 'RUN_DIED', message: `the process of the run ended by itself: ${how}` } : null)
    if (this.#launch === null) {
      this.#become(error !== null && result?.state === 'failed' ? 'failed' : 'stopped', { error })
      return
    }
    if (result?.state === 'ended') {
      this.#launch = null
      this.#become('ended', { error: null })
      return
    }
    const retry = error === null || result === null || PASSING.has(error.code)
    const restart = retry ? this.#policy.ended(result === null, clock.now(), this.#runningSince, this.#epochs) : null
    if (restart === null) {
      this.#launch = null
      this.#say(
        'error',
        `${error?.message ?? how}${retry ? '; it died too often without getting further, so it is not started again' : ''}`,
      )
      this.#become('failed', { error })
      return
    }
    this.#careful = restart.careful
    this.#say(
      'warning',
      `${(error?.message ?? how).replace(/\.$/, '')}; starting again in ${restart.wait / 1000} s${restart.careful ? ', record by record' : ''}`,
    )
    this.#become('backoff', { error, retryAt: clock.now() + restart.wait, restarts: this.#status.restarts + 1 })
    this.#cancelRestart = clock.timer(restart.wait, () => this.#again())
  }

  /** It cannot run as things are, and by itself that will not change. */
  #refuse({ code, message, hint }: AppError): void {
    this.#launch = null
    this.#say('error', message)
    this.#become('failed', { error: { code, message, ...(hint === undefined ? {} : { hint }) } })
  }

  #again(): void {
    this.#become('starting', { retryAt: null })
    this.#spawn()
  }

  #say(level: 'warning' | 'error', message: string): void {
    this.#options.message({ kind: 'log', level, node: 'pipeline', message })
  }
}
