import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import type { RunResult } from '../../core/metrics.ts'
import { type Durability, durabilities, type Plan } from '../../core/plan.ts'
import { parseDuration } from '../../core/units.ts'
import { runtimes } from '../../nodes/runtimes.gen.ts'
import { diskFiles } from '../engines/embedded/files.ts'
import { startRun } from '../engines/embedded/run.ts'
import { machineClock } from '../engines/machine-clock.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'
import { deadLettersText } from './dead-letters.ts'
import { onInterrupt } from './interrupt.ts'
import { issueText, type Loaded, loadPipeline } from './load.ts'
import { summaryText, type Usage } from './summary.ts'
import type { Terminal } from './terminal.ts'
import { viewOf } from './view.ts'

const HELP = `usage: millrace run FILE [options]

Runs a pipeline file until all its input has ended, --duration is over, or it is interrupted. Needs no server.

  --set NAME=VALUE     value of a parameter, read as YAML; may be given again
  --duration 60s       stop after this long; windows that are still open stay open
  --no-flush           at the end of all input, leave windows open that the watermark has not passed
  --state DIR          keep journal, snapshots and ingest logs here: the next run with the same folder goes on where
                       this one ended or was killed (default: a temporary folder)
  --durability KIND    instead of the pipeline's: safe (each epoch on the disk), relaxed (every 500 ms), fast (no journal)
  --root DIR           a further folder, beside the working directory, that file nodes may touch; may be given again
  --live               show the pipeline's live table, or what its console prints, redrawn once a second
  --json               print one object at the end and nothing else on standard output
  -q, --quiet          no progress, no warnings, no summary

Consoles of the pipeline print on standard output, everything else on standard error. Ctrl-C and SIGTERM finish, commit and
publish what was read; Ctrl-C again ends at once.
exit codes: 0 ended (or SIGTERM), 1 failed, 2 wrong usage, 3 invalid pipeline, 130 interrupted
`

type Options = {
  file: string
  params: Record<string, unknown>
  duration: number | null
  flush: boolean
  state: string | null
  durability: Durability | undefined
  roots: string[]
  live: boolean
  json: boolean
  quiet: boolean
}

export const command: Command = {
  help: HELP,
  async run(args, terminal) {
    const options = readOptions(args)
    const loaded = loadPipeline(options.file, {
      params: options.params,
      secrets: null,
      ...(options.durability === undefined ? {} : { durability: options.durability }),
    })
    if (!options.quiet || loaded.plan === null)
      for (const issue of loaded.issues) if (issue.level !== 'info') terminal.err(issueText(options.file, issue))
    if (loaded.plan === null) {
      if (options.json) printJson(terminal, { pipeline: loaded.pipeline?.name ?? null, state: 'invalid', issues: loaded.issues })
      return exit.invalid
    }
    return runPlan(loaded, loaded.plan, options, terminal)
  },
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = readArguments(args, {
    set: { type: 'string', multiple: true, default: [] },
    duration: { type: 'string' },
    'no-flush': { type: 'boolean', default: false },
    state: { type: 'string' },
    durability: { type: 'string' },
    root: { type: 'string', multiple: true, default: [] },
    live: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    quiet: { type: 'boolean', short: 'q', default: false },
  })
  const [file, ...more] = positionals
  if (file === undefined) throw new UsageError('which file?')
  if (more.length > 0) throw new UsageError(`one file at a time, not also ${more.join(', ')}`)
  if (values.live && values.json) throw new UsageError('--live and --json cannot go together')
  const duration = values.duration === undefined ? null : parseDuration(values.duration)
  if (values.duration !== undefined && duration === null) throw new UsageError(`--duration ${values.duration}: write 250ms, 30s, 5m or 2h`)
  const durability = durabilities.find((kind) => kind === values.durability)
  if (values.durability !== undefined && durability === undefined) throw new UsageError(`--durability is one of ${durabilities.join(', ')}`)
  for (const root of values.root) if (!fs.existsSync(root)) throw new UsageError(`--root ${root}: there is no such folder`)
  return {
    file,
    params: Object.fromEntries(values.set.map(readSet)),
    duration,
    flush: !values['no-flush'],
    state: values.state ?? null,
    durability,
    roots: values.root.map((root) => path.resolve(root)),
    live: values.live,
    json: values.json,
    quiet: values.quiet,
  }
}

function readSet(text: string): [string, unknown] {
  const at = text.indexOf('=')
  if (at <= 0) throw new UsageError(`--set ${text}: write --set NAME=VALUE`)
  try {
    return [text.slice(0, at), parse(text.slice(at + 1))]
  } catch (error) {
    throw new UsageError(`--set ${text}: ${(error as Error).message}`)
  }
}

async function runPlan(loaded: Loaded, plan: Plan, options: Options, terminal: Terminal): Promise<number> {
  const state = stateFolder(options.state, plan.durability)
  const view = viewOf(plan, options, terminal)
  const run = startRun(plan, {
    runtimes,
    files: diskFiles,
    state: state?.path ?? null,
    lock: true,
    clock: machineClock,
    flush: options.flush,
    roots: options.roots,
    print: view.print,
    log: view.log,
    onFrame: view.frame,
    onView: view.view,
  })
  const interrupt = onInterrupt(
    (signal) => {
      view.note(signal === 'SIGINT' ? 'finishing; Ctrl-C again ends at once' : 'finishing')
      run.stop('signal')
    },
    (reason) => {
      view.note(reason)
      state?.remove()
      process.exit(exit.interrupted)
    },
  )
  const timer = options.duration === null ? undefined : setTimeout(() => run.stop('duration'), options.duration)
  const result = await run.done
  clearTimeout(timer)
  interrupt.done()
  view.end()
  const usage = usageOfProcess()
  if (options.json) printJson(terminal, jsonResult(loaded, plan, result, usage))
  if (!options.quiet) {
    if (!options.json) terminal.err(summaryText(plan, result, usage, loaded.guarantees))
    if (state !== null) terminal.err(deadLettersText(state.path, result, options.state !== null))
  } else if (result.error !== null && !options.json) terminal.err(`${result.error.message} (${result.error.code})\n`)
  state?.remove()
  if (result.state === 'failed' || !result.balanced) return exit.failed
  return interrupt.signal() === 'SIGINT' ? exit.interrupted : exit.ok
}

/** The folder of the run's state: the given one, or a temporary one that `remove` deletes. Null without a journal. */
function stateFolder(given: string | null, durability: Durability): { path: string; remove(): void } | null {
  if (given !== null) {
    fs.mkdirSync(given, { recursive: true, mode: 0o700 }) // it will hold records in clear text
    return { path: path.resolve(given), remove: () => {} }
  }
  if (durability === 'fast') return null
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-'))
  return { path: folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) }
}

/** User and system time since the process started, and the most memory it held. */
function usageOfProcess(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMemoryBytes: maxRSS * 1024 }
}

function jsonResult(loaded: Loaded, plan: Plan, result: RunResult, { cpuSeconds, peakMemoryBytes }: Usage): object {
  const { state, seconds, epochs, nodes, balanced, imbalances, error } = result
  return {
    pipeline: plan.name,
    state,
    seconds,
    cpuSeconds,
    peakMemoryBytes,
    epochs,
    nodes,
    balanced,
    ...(balanced ? {} : { imbalances }),
    guarantees: Object.fromEntries(loaded.guarantees.map(({ sink, guarantee }) => [sink, guarantee])),
    issues: loaded.issues,
    ...(error === null ? {} : { error }),
  }
}

function printJson(terminal: Terminal, value: object): void {
  terminal.out(`${JSON.stringify(value)}\n`)
}
