import { readPipeline } from '../../core/graph.ts'
import type { Issue } from '../../core/issue.ts'
import type { PipelineDetail, VersionSummary } from '../../core/protocol.ts'
import { Client, pathOf, Refusal, serverHelp, serverOptions } from './client.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'
import { issueText, readText } from './load.ts'

export const command: Command = {
  help: `usage: millrace deploy FILE [--start] [--note TEXT] [--url URL]

Makes a version of a pipeline file on a server: of the pipeline that has its name, or of a new one. One that runs goes on with the new
version from the state of the old one. The draft on the server becomes the file.
--start      also starts it when it does not run
--note TEXT  says what changed
exit code 3 when the file has an error
${serverHelp}`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      ...serverOptions,
      start: { type: 'boolean', default: false },
      note: { type: 'string' },
    })
    if (positionals.length !== 1) throw new UsageError('which file?')
    const [file] = positionals
    const text = readText(file)
    const client = Client.find(values.url)
    const { issues } = await client.send<{ issues: readonly Issue[] }>('POST', 'validate', { body: { text } })
    for (const issue of issues) terminal.err(issueText(file, issue))
    const { pipeline } = readPipeline(text)
    if (pipeline === null || issues.some(({ level }) => level === 'error')) return exit.invalid
    const version = await deploy(client, pipeline.name, text, values)
    terminal.out(`${pipeline.name}: version ${version}${values.start ? ', running' : ''}\n`)
    return exit.ok
  },
}

/** Makes a version and answers its number. */
async function deploy(client: Client, name: string, text: string, { start, note }: { start: boolean; note?: string }): Promise<number> {
  if (!(await exists(client, name))) await client.send<PipelineDetail>('POST', 'pipelines', { body: { text } })
  else await client.send('PUT', pathOf(name, '/draft'), { body: { text }, headers: { 'if-match': '*' } })
  const made = await client.send<VersionSummary>('POST', pathOf(name, '/deploy'), {
    body: { start, ...(note === undefined ? {} : { note }) },
  })
  return made.number
}

async function exists(client: Client, name: string): Promise<boolean> {
  try {
    await client.send('GET', pathOf(name, '/draft'))
    return true
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return false
    throw error
  }
}
