import { Client, pathOf, serverHelp, serverOptions } from './client.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'

/** A command that does to a pipeline what REST calls by the same word. */
export const startOrStop = (word: 'start' | 'stop', summary: string): Command => ({
  help: `usage: millrace ${word} NAME [--url URL]

${summary}
${serverHelp}`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, serverOptions)
    if (positionals.length !== 1) throw new UsageError('which pipeline? `millrace ls` lists them')
    await Client.find(values.url).send('POST', pathOf(positionals[0], `/${word}`))
    terminal.out(`${positionals[0]}: ${word === 'start' ? 'started' : 'stopped'}\n`)
    return exit.ok
  },
})
