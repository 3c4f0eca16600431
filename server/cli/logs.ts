import type { LogLine } from '../../core/protocol.ts'
import { Client, pathOf, Refusal, serverHelp, serverOptions } from './client.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'
import { instant } from './format.ts'
import type { Terminal } from './terminal.ts'

const MOST = 1000

export const command: Command = {
  help: `usage: millrace logs NAME [--lines N] [--follow] [--url URL]

Prints the newest lines of a pipeline's log, oldest first: time (UTC), level, node, message.
--lines N    at most so many (200, and no more than ${MOST})
--follow     goes on with what is added, until it is interrupted or the server ends
${serverHelp}`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      ...serverOptions,
      lines: { type: 'string', default: '200' },
      follow: { type: 'boolean', short: 'f', default: false },
    })
    if (positionals.length !== 1) throw new UsageError('which pipeline? `millrace ls` lists them')
    const lines = Number(values.lines)
    if (!Number.isInteger(lines) || lines < 1 || lines > MOST)
      throw new UsageError(`--lines is a number from 1 to ${MOST}, not ${values.lines}`)
    const client = Client.find(values.url)
    const [name] = positionals
    if (values.follow) return follow(client, name, lines, terminal)
    print(await newest(client, name, lines), terminal)
    return exit.ok
  },
}

const newest = async (client: Client, name: string, lines: number): Promise<LogLine[]> =>
  (await client.send<readonly LogLine[]>('GET', pathOf(name, `/logs?limit=${lines}`))).toSorted((a, b) => a.id - b.id)

function print(log: readonly LogLine[], terminal: Terminal): void {
  for (const { at, level, node, message } of log) terminal.out(`${instant(at)} ${level.padEnd(7)} ${node}: ${message}\n`)
}

/** Listens first and reads then, so that no line falls in between; a line that comes both ways is known by its id. */
async function follow(client: Client, name: string, lines: number, terminal: Terminal): Promise<number> {
  const { socket, gone } = await client.live()
  const interrupted = Promise.withResolvers<number>()
  const interrupt = (): void => interrupted.resolve(exit.interrupted)
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  let last = 0
  const add = (log: readonly LogLine[]): void => {
    print(
      log.filter(({ id }) => id > last),
      terminal,
    )
    last = log.at(-1)?.id ?? last
  }
  let early: LogLine[] | null = []
  socket.on('log:lines', (told) => void (early === null ? add(told.lines) : early.push(...told.lines)))
  try {
    await client.send('GET', pathOf(name)) // a pipeline that there is not has no lines to wait for
    const answer = await Promise.race([gone, socket.emitWithAck('logs:subscribe', { name })])
    if (!answer.ok) throw new Refusal({ type: 'about:blank', title: answer.message, status: 400, code: answer.code })
    add(await newest(client, name, lines))
    add(early)
    early = null
    return await Promise.race([gone, interrupted.promise])
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    socket.disconnect()
  }
}
