import { AppError } from '../../core/error.ts'
import { nearest } from '../../core/issue.ts'
import { type Command, describe, exit, UsageError } from './command.ts'
import { processTerminal, type Terminal } from './terminal.ts'

/** Every subcommand: one file each, loaded when it is called. */
const commands: Readonly<Record<string, { summary: string; load: () => Promise<{ command: Command }> }>> = {
  run: { summary: 'run a pipeline file until its input ends', load: () => import('./run.ts') },
  validate: { summary: 'tell what is wrong with pipeline files', load: () => import('./validate.ts') },
  explain: { summary: 'tell what a pipeline means and promises', load: () => import('./explain.ts') },
  conform: { summary: 'compare the engine with golden cases', load: () => import('./conform.ts') },
  alerts: { summary: 'try the rules of a pipeline file on recorded figures', load: () => import('./alerts.ts') },
  serve: { summary: 'serve the pages; what `millrace` alone does', load: () => import('./serve.ts') },
  url: { summary: 'print a way in to the running server', load: () => import('./url.ts') },
  ls: { summary: 'list the pipelines of the running server', load: () => import('./ls.ts') },
  deploy: { summary: 'make a version of a pipeline file on the running server', load: () => import('./deploy.ts') },
  start: { summary: 'start a pipeline of the running server', load: () => import('./start.ts') },
  stop: { summary: 'drain and stop a pipeline of the running server', load: () => import('./stop.ts') },
  logs: { summary: 'print the log of a pipeline of the running server', load: () => import('./logs.ts') },
  secrets: { summary: 'list, set and delete the secrets of the running server', load: () => import('./secrets.ts') },
  nodes: { summary: 'list the node types, or show the page of one', load: () => import('./nodes.ts') },
}

const HELP = `usage: millrace COMMAND …

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

\`millrace COMMAND --help\` tells the rest. \`npm start\` sets up what is missing and serves.
exit codes: 0 ok, 1 failed, 2 wrong usage, 3 invalid pipeline, 4 cannot connect, 130 interrupted
`

/** The `millrace` command: runs what the arguments ask for and answers the exit code. Never throws. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args.length === 0 || args[0].startsWith('--behind-proxy') ? ['serve', ...args] : args
  if (name === '--help' || name === '-h' || name === 'help') {
    terminal.out(HELP)
    return exit.ok
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (entry === undefined) {
    const near = nearest(name, Object.keys(commands))
    terminal.err(
      `millrace: there is no command \`${name}\`${near === null ? '' : `; did you mean \`${near}\`?`}\nsee \`millrace --help\`\n`,
    )
    return exit.usage
  }
  try {
    const { command } = await entry.load()
    if (rest.includes('--help') || rest.includes('-h')) {
      terminal.out(command.help)
      return exit.ok
    }
    return await command.run(rest, terminal)
  } catch (error) {
    terminal.err(`millrace ${name}: ${describe(error)}\n`)
    if (error instanceof AppError && error.code === 'SERVER_UNREACHABLE') return exit.unreachable
    if (!(error instanceof UsageError)) return exit.failed
    terminal.err(`see \`millrace ${name} --help\`\n`)
    return exit.usage
  }
}

/** Runs the command of this process. */
export async function start(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processTerminal())
}
