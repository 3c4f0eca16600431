import type { LogLine } from '../../core/protocol.ts'
import { Client, pathOf, serverHelp, serverOptions } from './client.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'
import { instant } from './format.ts'

const MOST = 1000

export const command: Command = {
  help: `usage: millrace logs NAME [--lines N] [--url URL]

Prints the newest lines of a pipeline's log, oldest first: time (UTC), level, node, message.
--lines N    at most so many (200, and no more than ${MOST})
${serverHelp}`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { ...serverOptions, lines: { type: 'string', default: '200' } })
    if (positionals.length !== 1) throw new UsageError('which pipeline? `millrace ls` lists them')
    const lines = Number(values.lines)
    if (!Number.isInteger(lines) || lines < 1 || lines > MOST)
      throw new UsageError(`--lines is a number from 1 to ${MOST}, not ${values.lines}`)
    const log = await Client.find(values.url).send<readonly LogLine[]>('GET', pathOf(positionals[0], `/logs?limit=${lines}`))
    for (const { at, level, node, message } of log.toSorted((a, b) => a.id - b.id))
      terminal.out(`${instant(at)} ${level.padEnd(7)} ${node}: ${message}\n`)
    return exit.ok
  },
}
