import fs from 'node:fs'
import { suggestion } from '../../core/issue.ts'
import { stages, typeId } from '../../core/node-type.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'
import type { Terminal } from './terminal.ts'

export const command: Command = {
  help: `usage: millrace nodes [TYPE…] [--json]

Without TYPE: lists every node type by stage. With TYPE, such as compose.filter: prints its page, with settings, ports and examples.
--json lists the types as one object: { nodes: [{ id, stage, title, summary, alsoCalled }] }.
`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } })
    for (const id of positionals) terminal.out(page(id))
    if (positionals.length === 0) terminal.out(values.json ? json() : list(terminal))
    return exit.ok
  },
}

function page(id: string): string {
  if (!Object.hasOwn(catalogue, id)) {
    const hint = suggestion(id, Object.keys(catalogue))
    throw new UsageError(`there is no node type \`${id}\`${hint === undefined ? '' : `; ${hint}`}`)
  }
  const text = fs.readFileSync(new URL(`../../docs/nodes/${id.replace('.', '-')}.md`, import.meta.url), 'utf8')
  return text.replace(/^<!--.*-->\n/, '')
}

function json(): string {
  const nodes = Object.values(catalogue).map((type) => {
    const { stage, title, summary, alsoCalled = [] } = type
    return { id: typeId(type), stage, title: title.en, summary: summary.en, alsoCalled }
  })
  return `${JSON.stringify({ nodes }, null, 2)}\n`
}

function list(terminal: Terminal): string {
  const width = Math.max(...Object.keys(catalogue).map((id) => id.length)) + 2
  const most = terminal.outIsScreen ? Math.max(20, terminal.size().columns - width - 3) : Number.POSITIVE_INFINITY
  const lines = stages.flatMap((stage) => {
    const types = Object.values(catalogue).filter((type) => type.stage === stage)
    return types.length === 0 ? [] : [stage, ...types.map((type) => `  ${typeId(type).padEnd(width)}${cut(type.summary.en, most)}`)]
  })
  return `${lines.join('\n')}\n`
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
