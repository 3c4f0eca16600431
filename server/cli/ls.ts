import type { PipelineSummary } from '../../core/protocol.ts'
import { Client, serverHelp, serverOptions } from './client.ts'
import { type Command, exit, readArguments } from './command.ts'
import { columns, instant } from './format.ts'

export const command: Command = {
  help: `usage: millrace ls [--json] [--url URL]

Lists the pipelines of a server: state, version, since when (UTC), title.
--json prints them as one array.
${serverHelp}`,

  async run(args, terminal) {
    const { values } = readArguments(args, { ...serverOptions, json: { type: 'boolean', default: false } })
    const list = await Client.find(values.url).send<readonly PipelineSummary[]>('GET', 'pipelines')
    terminal.out(values.json ? `${JSON.stringify(list, null, 2)}\n` : table(list))
    return exit.ok
  },
}

function table(list: readonly PipelineSummary[]): string {
  if (list.length === 0) return 'no pipelines yet: `millrace deploy FILE` makes one\n'
  const rows = list.map(({ name, status, live, title }) => [
    name,
    status.state,
    live === null ? 'draft' : String(live),
    instant(status.since),
    title,
  ])
  return columns(['name', 'state', 'version', 'since', 'title'], rows)
}
