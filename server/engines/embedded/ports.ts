import { AppError } from '../../../core/error.ts'
import type { Durability, Plan, PlanOp } from '../../../core/plan.ts'
import { withSecrets } from '../../../core/secret.ts'
import { visible } from '../../../core/shape.ts'
import { connect, ownMachine } from '../../connections/egress.ts'
import type { AnyRuntime, SinkContext, SourceContext } from '../runtime-type.ts'
import { allowedPath } from './allowed-path.ts'
import { framerOf } from './decode/framer.ts'
import { makeEncoder } from './encode/encoder.ts'
import { IngestLog } from './journal/ingest-log.ts'
import type { Measured } from './measured.ts'
import type { RunOptions } from './options.ts'
import { ownFile } from './own-file.ts'
import { type SinkHost, SinkPort } from './sinks.ts'
import { LoggedSource, SourcePort } from './sources.ts'

type Base = {
  readonly plan: Plan
  readonly options: RunOptions
  readonly measured: Measured
  now(): number
  wake(): void
}

async function runtimeOf({ plan, options }: Base, op: PlanOp): Promise<{ runtime: AnyRuntime; config: unknown }> {
  const { type, config } = plan.nodes[op.node]
  const load = options.runtimes[type]
  if (load === undefined)
    throw new AppError('NO_RUNTIME', `\`${op.node}\`: the node type ${type} has no runtime`, { blame: 'us', hint: 'run `npm run gen`' })
  return { runtime: await load(), config: withSecrets(config, options.secrets ?? {}) }
}

/** Makes the sinks of a plan, not yet opened; numbered in the order of their ids. */
export async function openSinks(base: Base & { readonly host: SinkHost }): Promise<SinkPort[]> {
  const { plan, options, measured } = base
  const ops = plan.ops.filter((op) => op.body.op === 'sink').sort((a, b) => (a.id < b.id ? -1 : 1))
  const ports: SinkPort[] = []
  const dir = (options.durability ?? plan.durability) === 'fast' ? null : options.state
  for (const [index, op] of ops.entries()) {
    const { runtime, config } = await runtimeOf(base, op)
    if (runtime.sink === undefined) throw new AppError('NO_RUNTIME', `\`${op.node}\`: its runtime makes no sink`, { blame: 'us' })
    const shape = { ...op.shape, fields: visible(op.shape) }
    const context: SinkContext = {
      node: op.node,
      clock: options.clock,
      shape,
      files: options.files,
      encoder: (format, encoderOptions) => makeEncoder(format, shape.fields, encoderOptions),
      path: (given) => allowedPath(given, options.roots),
      connect: (host, port) => connect(host, port, options.egress ?? ownMachine),
      own:
        dir === null
          ? null
          : ownFile(options.files, `${dir}/own-${op.id.replace('/', '-')}`, (message) => options.log('warning', op.node, message)),
      print: options.print,
      view: (change) => options.onView?.(op.node, change),
      log: (level, message) => options.log(level, op.node, message),
      dropped: (reason, count) => measured.meter.countDropped(op.node, reason, count),
    }
    ports.push(new SinkPort(op, index, runtime.sink(config, context), base.host))
  }
  return ports
}

/** Makes the sources of a plan, each at its committed position and not yet opened; push and redeliver sources behind their ingest log. `kept` = the ops whose saved position still means something; null = the state is new. */
export async function openSources(
  base: Base & { durability: Durability; dir: string | null },
  positions: Readonly<Record<string, unknown>>,
  kept: ReadonlySet<string> | null,
): Promise<SourcePort[]> {
  const { plan, options, measured, dir } = base
  const ports: SourcePort[] = []
  for (const op of plan.ops) {
    if (op.body.op !== 'source') continue
    const { body } = op
    const { runtime, config } = await runtimeOf(base, op)
    if (runtime.source === undefined) throw new AppError('NO_RUNTIME', `\`${op.node}\`: its runtime makes no source`, { blame: 'us' })
    const consumer = plan.ops.find((o) => o.inputs.some((i) => i.op === op.id))
    const codec = consumer?.body.op === 'decode' ? consumer.body.codec : null
    const context: SourceContext = {
      node: op.node,
      clock: { now: base.now, timer: options.clock.timer.bind(options.clock) },
      wake: base.wake,
      framer: () => framerOf(codec),
      headers: codec?.kind === 'csv' && codec.header,
      path: (given) => allowedPath(given, options.roots),
      connect: (host, port) => connect(host, port, options.egress ?? ownMachine),
      log: (level, message) => options.log(level, op.node, message),
      dropped: (reason, count) => measured.meter.countDropped(op.node, reason, count),
      connection: (up) => measured.frames.connection(op.node, up),
    }
    const inner = runtime.source(config, context)
    const logged = dir !== null && body.delivery !== 'replay' && body.receiver?.reliable !== false
    const durability = body.receiver?.durability ?? base.durability
    const source = logged
      ? new LoggedSource(
          inner,
          IngestLog.open(options.files, `${dir}/ingest-${op.id.replace('/', '-')}`, {
            sync: durability === 'safe' ? 'always' : 'interval',
          }),
          durability === 'safe',
          base.now,
          codec,
        )
      : inner
    // without the log a push source cannot go back: what its position would mean is gone
    const known = kept === null || kept.has(op.id) ? positions[op.id] : undefined
    const position = logged || body.delivery === 'replay' ? known : undefined
    // a log of the same name that an earlier version of the pipeline left is not this source's backlog
    if (kept !== null && !kept.has(op.id) && source instanceof LoggedSource) source.skip()
    const nodes = [op.node, ...(body.receiver?.node === undefined ? [] : [body.receiver.node])]
    const owner = measured.work.owner(nodes.map((node) => measured.topology.number(node)))
    ports.push(new SourcePort({ op, codec, source, position, again: logged || body.delivery === 'replay', work: measured.work, owner }))
  }
  return ports
}
