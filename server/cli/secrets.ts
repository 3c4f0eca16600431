import type { SecretSummary } from '../../core/protocol.ts'
import { SECRET_NAME, secretReference } from '../../core/secret.ts'
import { Client, serverHelp, serverOptions } from './client.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'
import { columns, instant } from './format.ts'

export const command: Command = {
  help: `usage: millrace secrets list [--json] [--url URL]
       millrace secrets set NAME [--url URL] < FILE
       millrace secrets delete NAME [--url URL]

Passwords, tokens and keys that a server keeps for its pipelines, which name them as ${secretReference('NAME')}. Values go in and never come out.
list     names, when each was set (UTC), and the pipelines that name it; --json prints them as one array
set      keeps a value under a name, in place of the one before; pipelines have it from their next start on. The value is read from
         standard input, without the line break at its end; on a screen it is asked for and not shown
delete   forgets a secret that no deployed version names
${serverHelp}`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { ...serverOptions, json: { type: 'boolean', default: false } })
    const [what, name, ...more] = positionals
    if (what === 'list' && name === undefined) {
      const list = await Client.find(values.url).send<readonly SecretSummary[]>('GET', 'secrets')
      terminal.out(values.json ? `${JSON.stringify(list, null, 2)}\n` : table(list))
      return exit.ok
    }
    if (what !== 'set' && what !== 'delete')
      throw new UsageError(`\`list\`, \`set NAME\` or \`delete NAME\`${what === undefined ? '' : `, not ${positionals.join(' ')}`}`)
    if (name === undefined) throw new UsageError('which secret? `millrace secrets list` lists them')
    if (more.length > 0)
      throw new UsageError(what === 'set' ? 'the value comes from standard input, where no list of processes shows it' : 'one at a time')
    if (!SECRET_NAME.test(name)) throw new UsageError('a name has letters, digits, _ and -, begins with no digit, and is at most 64 long')
    const client = Client.find(values.url)
    if (what === 'delete') await client.send('DELETE', `secrets/${name}`)
    else await client.send('PUT', `secrets/${name}`, { body: { value: (await terminal.ask(name)).replace(/\r?\n$/, '') } })
    terminal.out(`${name}: ${what === 'set' ? 'set' : 'deleted'}\n`)
    return exit.ok
  },
}

function table(list: readonly SecretSummary[]): string {
  if (list.length === 0) return 'no secrets yet: `millrace secrets set NAME` keeps one\n'
  const rows = list.map(({ name, setAt, readable, usedBy }) => [
    name,
    instant(setAt),
    [
      ...(readable ? [] : ['(unreadable: its key is gone)']),
      ...usedBy.map(({ pipeline, deployed }) => (deployed ? pipeline : `${pipeline} (draft)`)),
    ].join(', '),
  ])
  return columns(['name', 'set', 'used by'], rows)
}
