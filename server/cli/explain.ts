import type { PathGuarantee } from '../../core/guarantee.ts'
import type { Plan, PlanOp } from '../../core/plan.ts'
import { Segment } from '../engines/embedded/segment.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'
import { issueText, loadPipeline } from './load.ts'

export const command: Command = {
  help: `usage: millrace explain FILE [--code]

Tells what a pipeline means: its ops in order, the fields that are read at all (the rest is never decoded), which ops run as one loop,
and what each sink can rely on with the weakest link on its path. --code adds the generated loops.
exit code 3 when the file has an error
`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { code: { type: 'boolean', default: false } })
    const [file] = positionals
    if (file === undefined || positionals.length > 1) throw new UsageError('which file?')
    const loaded = loadPipeline(file)
    for (const issue of loaded.issues) terminal.err(issueText(loaded.file, issue))
    if (loaded.plan === null) return exit.invalid
    terminal.out(explainPlan(loaded.plan, loaded.guarantees, values.code))
    return exit.ok
  },
}

/** The text of `millrace explain`. */
export function explainPlan(plan: Plan, guarantees: readonly PathGuarantee[], code: boolean): string {
  const segment = new Segment(plan, { sink: () => () => {}, rejected: () => {} })
  const trigger = plan.trigger === 'asap' ? 'as soon as something is there' : `every ${plan.trigger} ms`
  const lines = [`${plan.name}: trigger ${trigger}, durability ${plan.durability}`, '', 'ops']
  for (const op of plan.ops)
    lines.push(
      `  ${op.id.padEnd(16)} ${describe(op)}${op.inputs.length === 0 ? '' : `  ← ${op.inputs.map((i) => (i.port === 'out' ? i.op : `${i.op}.${i.port}`)).join(', ')}`}`,
    )
  lines.push('', 'fields read')
  for (const op of plan.ops) {
    if (op.body.op !== 'decode') continue
    const all = op.shape.fields.filter((f) => !f.name.startsWith('_'))
    lines.push(
      `  ${op.id.padEnd(16)} ${op.used.filter((f) => !f.startsWith('_')).join(', ') || 'none'}  (${op.used.filter((f) => !f.startsWith('_')).length} of ${all.length})`,
    )
  }
  lines.push('', 'loops')
  for (const { ops, end } of segment.chains) lines.push(`  ${[...ops.map((o) => o.id), end].join(' + ')}`)
  if (segment.chains.length === 0) lines.push('  none: batches pass from decoder to sink')
  lines.push('', 'guarantees')
  for (const g of guarantees) {
    const after = g.afterIngestLog === undefined ? '' : `; ${g.afterIngestLog} once in the ingest log`
    lines.push(
      `  ${g.sink.padEnd(16)} ${g.guarantee}${after}${g.weakest === null ? '' : `\n${' '.repeat(19)}weakest link: ${g.weakest.at}: ${g.weakest.reason.en}`}`,
    )
  }
  if (code)
    for (const { ops, end, chain } of segment.chains) lines.push('', `// ${[...ops.map((o) => o.id), end].join(' + ')}`, chain.source)
  return `${lines.join('\n')}\n`
}

function describe({ body }: PlanOp): string {
  switch (body.op) {
    case 'source':
      return `source, ${body.delivery}${body.delivery === 'replay' ? '' : body.receiver?.reliable === false ? ', no ingest log' : ', behind an ingest log'}`
    case 'decode':
      return `decode ${body.codec.kind}`
    case 'time':
      return 'arrival' in body.from ? 'event time: arrival' : `event time: ${body.from.field}, delay ${body.delay} ms`
    case 'explode':
      return `split ${body.field} into ${body.as}`
    case 'aggregate':
      return `aggregate by ${body.keys.join(', ') || 'nothing'}, window ${body.window.kind}, output ${body.output}`
    default:
      return body.op
  }
}
