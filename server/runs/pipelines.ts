import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../core/error.ts'
import type { Plan } from '../../core/plan.ts'
import type { PipelineDetail, PipelineStatus, PipelineSummary } from '../../core/protocol.ts'
import { secretsIn } from '../../core/secret.ts'
import type { EgressPolicy } from '../connections/egress.ts'
import type { SecretStore } from '../connections/secret-store.ts'
import type { Clock } from '../engines/runtime-type.ts'
import type { Alerts, Bus, Pipelines } from '../services.ts'
import type { Store, StoredPipeline } from '../store/store.ts'
import type { FromChild } from './child-protocol.ts'
import { lastDeadLetters } from './dead-letters.ts'
import { InvalidPipeline, type ReadDocument, readDocument, runnable } from './documents.ts'
import { Logs } from './logs.ts'
import { Peeks } from './peeks.ts'
import { SupervisedRun } from './supervised-run.ts'
import { Views } from './views.ts'

/** How long a deleted pipeline can be brought back, milliseconds. */
const UNDO = 24 * 3_600_000
/** Failures after which a pipeline is still meant to run: what is missing may be there when the server starts again. */
const OUTSIDE = new Set(['NO_SECRET', 'SECRET_UNREADABLE'])
/** When the store is asked again to keep what it refused. */
const KEEP_AGAIN_MS = 10_000

export type PipelinesOptions = {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  /** MILLRACE_HOME: holds `files/`, `state/NAME/`, `logs/`. */
  readonly home: string
  /** Folders that file nodes may touch beside `files/`. */
  readonly roots: readonly string[]
  /** Whom nodes may call. */
  readonly egress: EgressPolicy
  readonly secrets: Pick<SecretStore, 'names' | 'values'>
  /** Answers where rules stand; asked late, because alerts are made after pipelines. */
  alerts(): Pick<Alerts, 'statuses'>
}

export type RunningPipelines = Pipelines & {
  /** Starts again what ran when the server ended. */
  resume(): Promise<void>
  /** Forgets for good what was deleted too long ago to be brought back; answers how many names are free of everything. */
  forgetDeleted(): Promise<number>
  /** Stops every run in order; they stay wanted. */
  close(): Promise<void>
  /** The process of a pipeline's run. */
  pid(name: string): number | undefined
}

/** Pipelines kept in a store and run as child processes. */
export function openPipelines({ store, bus, clock, home, roots, egress, secrets, alerts }: PipelinesOptions): RunningPipelines {
  const filesDir = path.join(home, 'files')
  fs.mkdirSync(filesDir, { recursive: true, mode: 0o700 })
  const runs = new Map<string, SupervisedRun>()
  const views = new Views()
  const peeks = new Peeks((name, wires) => runs.get(name)?.peek(wires))
  const logs = new Logs(path.join(home, 'logs'), clock, (pipeline, lines) => bus.emit('log', { pipeline, lines }))
  bus.on('view', (update) => views.take(update))

  const stateDir = (name: string): string => path.join(home, 'state', name)

  /** Keeps a change of a run's state, in order, without the run waiting for it. */
  let saving: Promise<void> = Promise.resolve()
  const save = (act: () => Promise<void>): void => {
    saving = saving.then(act).catch((error: Error) => logs.add('server', 'error', 'store', error.message))
  }

  const told = async (name: string): Promise<void> => {
    const stored = await store.pipelines.get(name)
    if (stored !== null) bus.emit('changed', await summary(stored))
  }

  function runOf(name: string, version: number | null): SupervisedRun {
    const known = runs.get(name)
    if (known !== undefined) return known
    let version_ = version
    let run: string | null = null
    const made = new SupervisedRun(
      {
        stateDir: stateDir(name),
        filesDir,
        roots,
        egress,
        clock,
        secrets: secretsOf,
        status(status) {
          if (status.run !== null && status.run !== run) {
            run = status.run
            const begun = { id: run, pipeline: name, version: status.version ?? 0, startedAt: clock.now() }
            save(() => store.runs.begin(begun))
          }
          version_ = status.version
          const over = ['stopped', 'failed', 'ended'].includes(status.state)
          const change = { state: status.state, restarts: status.restarts, error: status.error, ...(over ? { endedAt: clock.now() } : {}) }
          if (status.run !== null) save(() => store.runs.update(status.run!, change))
          if (status.state === 'ended' || (status.state === 'failed' && !OUTSIDE.has(status.error?.code ?? '')))
            save(() => store.pipelines.setWanted(name, false))
          logState(name, status)
          bus.emit('state', { pipeline: name, status })
        },
        frame: (frame) => bus.emit('frame', { pipeline: name, version: version_ ?? 0, frame }),
        message: (message) => take(name, message),
      },
      version,
    )
    runs.set(name, made)
    return made
  }

  const logged = new Map<string, Pick<PipelineStatus, 'state' | 'version'>>()
  function logState(name: string, { state, version }: PipelineStatus): void {
    const last = logged.get(name)
    logged.set(name, { state, version })
    if (state === 'backoff' || (last?.state === state && last.version === version)) return // the reason of a restart was logged
    const level = state === 'failed' ? 'error' : 'info'
    const same = last?.state === state ? `goes on as version ${version}` : state
    logs.add(name, level, 'pipeline', state === 'starting' ? `starting version ${version}` : same)
  }

  function take(name: string, message: Extract<FromChild, { kind: 'log' | 'print' | 'view' | 'peek' }>): void {
    if (message.kind === 'log') logs.add(name, message.level, message.node, message.message)
    else if (message.kind === 'print') for (const line of message.text.split('\n')) if (line !== '') logs.add(name, 'info', 'console', line)
    if (message.kind === 'view') {
      const { kind: _, ...update } = message
      bus.emit('view', { pipeline: name, ...update })
    }
    if (message.kind === 'peek') {
      const { kind: _, ...rows } = message
      bus.emit('peek', { pipeline: name, ...rows })
    }
  }

  async function stored(name: string): Promise<StoredPipeline> {
    const found = await store.pipelines.get(name)
    if (found !== null) return found
    throw new AppError('NO_PIPELINE', `there is no pipeline ${name}`, { blame: 'user', hint: 'look at the list; it may have been deleted' })
  }

  async function liveText(pipeline: StoredPipeline): Promise<string | null> {
    return pipeline.live === null ? null : store.pipelines.versionText(pipeline.name, pipeline.live)
  }

  async function summary(pipeline: StoredPipeline): Promise<PipelineSummary> {
    const { name, title, live, draft, updatedAt } = pipeline
    return {
      name,
      title,
      status: runOf(name, live).status,
      live,
      changed: (await liveText(pipeline)) !== draft,
      firing: alerts()
        .statuses(name)
        .filter(({ state, silencedUntil }) => state === 'firing' && silencedUntil === null).length,
      updatedAt,
    }
  }

  function forgetFiles(name: string): void {
    logs.forget(name)
    fs.rmSync(stateDir(name), { recursive: true, force: true })
  }

  /** What holds from now on: rules of the live version, whether it runs or not. */
  function tellRules(name: string, { rules, targets }: Pick<ReadDocument, 'rules' | 'targets'>): void {
    bus.emit('rules', { pipeline: name, rules, targets })
  }

  /** Cancels of what tries again to keep that a pipeline was stopped. */
  const unkept = new Map<string, () => void>()
  async function want(name: string): Promise<void> {
    unkept.get(name)?.()
    unkept.delete(name)
    await store.pipelines.setWanted(name, true)
  }
  /** Keeps that a pipeline was stopped once the store takes it, unless it is started before. */
  function keepStoppedLater(name: string): void {
    unkept.get(name)?.()
    const again = (): void => {
      unkept.delete(name)
      if (runs.get(name)?.active === true) return
      store.pipelines.setWanted(name, false).catch(({ code }: AppError) => {
        if (code !== 'NO_PIPELINE') keepStoppedLater(name)
      })
    }
    unkept.set(name, clock.timer(KEEP_AGAIN_MS, again))
  }

  /** The values of the secrets that a plan names. Throws NO_SECRET, SECRET_UNREADABLE. */
  const secretsOf = (plan: Plan): Record<string, string> =>
    Object.assign({}, ...Object.entries(plan.nodes).map(([node, { config }]) => secrets.values(secretsIn(config), node)))

  async function planOf(name: string, version: number): Promise<Plan> {
    const text = await store.pipelines.versionText(name, version)
    if (text === null) throw new AppError('NO_VERSION', `${name} has no version ${version}`, { blame: 'user', hint: 'see its versions' })
    return runnable(text).plan
  }

  async function launch(name: string, version: number): Promise<void> {
    const plan = await planOf(name, version)
    const run = runOf(name, version)
    await (run.active ? run.replace({ plan, version }) : run.start({ plan, version }))
  }

  const pipelines: RunningPipelines = {
    async list() {
      return Promise.all((await store.pipelines.list()).map(summary))
    },
    async detail(name): Promise<PipelineDetail> {
      const pipeline = await stored(name)
      const live = await liveText(pipeline)
      const shown = readDocument(live ?? pipeline.draft, secrets.names())
      return {
        ...(await summary(pipeline)),
        draft: { text: pipeline.draft, etag: pipeline.etag },
        graph: shown.graph,
        draftGraph: live === null || live === pipeline.draft ? null : readDocument(pipeline.draft).graph,
        params: shown.pipeline?.params ?? {},
        rules: alerts().statuses(name),
        ruleSettings: shown.rules,
        issues: shown.issues,
      }
    },
    async create(text) {
      const { pipeline, issues } = readDocument(text)
      if (pipeline === null) throw new InvalidPipeline(issues)
      const made = await store.pipelines.create(pipeline.name, pipeline.title ?? pipeline.name, text)
      forgetFiles(made.name) // of a deleted pipeline that had the name
      const answer = await summary(made)
      bus.emit('changed', answer)
      return answer
    },
    async saveDraft(name, text, etag) {
      const before = await stored(name)
      const { pipeline } = readDocument(text)
      if (pipeline !== null && pipeline.name !== name)
        throw new AppError('NAME_CHANGED', `the draft of ${name} calls itself ${pipeline.name}`, {
          blame: 'user',
          hint: `write \`name: ${name}\`, or make a new pipeline of the text`,
        })
      const saved = await store.pipelines.saveDraft(name, pipeline?.title ?? before.title, text, etag)
      bus.emit('changed', await summary(saved))
      return { etag: saved.etag }
    },
    async deploy(name, { note, version, start }) {
      const pipeline = await stored(name)
      const text = version === undefined ? pipeline.draft : await store.pipelines.versionText(name, version)
      if (text === null) throw new AppError('NO_VERSION', `${name} has no version ${version}`, { blame: 'user', hint: 'see its versions' })
      const read = runnable(text, secrets.names())
      if (read.pipeline.name !== name)
        throw new AppError('NAME_CHANGED', `the draft of ${name} calls itself ${read.pipeline.name}`, {
          blame: 'user',
          hint: `write \`name: ${name}\``,
        })
      const starts = start || runs.get(name)?.active === true
      if (starts) secretsOf(read.plan) // refused before anything is kept
      const made = await store.pipelines.addVersion(name, text, note ?? null)
      tellRules(name, read)
      if (starts) {
        await want(name)
        await launch(name, made.number)
      }
      await told(name)
      return made
    },
    async start(name) {
      const { live } = await stored(name)
      if (live === null)
        throw new AppError('NOT_DEPLOYED', `${name} has only a draft`, {
          blame: 'user',
          hint: 'deploy it: that makes a version that can run',
        })
      const run = runOf(name, live)
      if (run.active) return run.hurry()
      secretsOf(await planOf(name, live)) // refused before it counts as wanted
      await want(name)
      await launch(name, live)
      await told(name)
    },
    async stop(name) {
      await stored(name)
      // nothing may keep a run from being stopped, least of all the disk that it has filled
      const trouble = await store.pipelines.setWanted(name, false).catch((error: Error) => error)
      await runs.get(name)?.stop()
      await told(name)
      if (trouble === undefined) return
      logs.add(
        name,
        'error',
        'pipeline',
        `it is stopped, but would start again with the server until that can be kept, which is tried every 10 s: ${trouble.message}`,
      )
      keepStoppedLater(name)
    },
    async remove(name) {
      await stored(name)
      await store.pipelines.setWanted(name, false)
      await runs.get(name)?.stop()
      await store.pipelines.remove(name)
      runs.delete(name)
      views.forget(name)
      tellRules(name, { rules: [], targets: [] })
      bus.emit('changed', { name, deleted: true })
    },
    async restore(name) {
      const back = await store.pipelines.restore(name)
      if (back === null)
        throw new AppError('NO_PIPELINE', `there is no deleted pipeline ${name}`, {
          blame: 'user',
          hint: 'it may have been deleted for good',
        })
      const text = await liveText(back)
      if (text !== null) tellRules(name, readDocument(text))
      const answer = await summary(back)
      bus.emit('changed', answer)
      return answer
    },
    async versions(name) {
      await stored(name)
      return store.pipelines.versions(name)
    },
    async version(name, number) {
      const text = await store.pipelines.versionText(name, number)
      if (text === null) throw new AppError('NO_VERSION', `${name} has no version ${number}`, { blame: 'user', hint: 'see its versions' })
      return { text }
    },
    runs: (name) => store.runs.list(name, 50),
    async deadLetters(name, node, limit) {
      await stored(name)
      return lastDeadLetters(stateDir(name), node, limit)
    },
    logs: (name, before, limit) => logs.read(name, before, limit),
    view: (name, node) => views.snapshot(name, node),
    peek: (name, wire) => peeks.begin(name, wire),

    async forgetDeleted() {
      const gone = await store.pipelines.purge(clock.now() - UNDO)
      for (const name of gone) if ((await store.pipelines.get(name)) === null) forgetFiles(name)
      return gone.length
    },
    async resume() {
      for (const pipeline of await store.pipelines.list()) {
        const text = await liveText(pipeline)
        if (text !== null) tellRules(pipeline.name, readDocument(text))
        if (!pipeline.wanted || pipeline.live === null) continue
        // one that cannot be read any more must not keep the others from starting
        await launch(pipeline.name, pipeline.live).catch((error: Error) => logs.add(pipeline.name, 'error', 'pipeline', error.message))
      }
    },
    async close() {
      for (const cancel of unkept.values()) cancel()
      await Promise.all([...runs.values()].map((run) => run.stop()))
      logs.flush()
      await saving
    },
    pid: (name) => runs.get(name)?.pid,
  }
  return pipelines
}
