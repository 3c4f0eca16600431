import { type Command, exit, readArguments, UsageError } from './command.ts'
import { issueText, type Loaded, loadPipeline } from './load.ts'
import type { Terminal } from './terminal.ts'

export const command: Command = {
  help: `usage: millrace validate FILE… [--json]

Reads and compiles pipeline files and tells their issues, one per line: file:line:column: level CODE: message, then what to do.
--json prints one object: { valid, files: [{ file, valid, issues: [{ level, code, message, hint, at }] }] }.
exit code 3 when a file has an error, 0 when there are warnings at most
`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } })
    if (positionals.length === 0) throw new UsageError('which file?')
    const files = positionals.map((file) => loadPipeline(file))
    if (values.json) printJson(files, terminal)
    else for (const file of files) printText(file, terminal)
    return files.every(isValid) ? exit.ok : exit.invalid
  },
}

const isValid = ({ issues }: Loaded): boolean => issues.every((issue) => issue.level !== 'error')

function printJson(files: readonly Loaded[], terminal: Terminal): void {
  const result = { valid: files.every(isValid), files: files.map((f) => ({ file: f.file, valid: isValid(f), issues: f.issues })) }
  terminal.out(`${JSON.stringify(result, null, 2)}\n`)
}

function printText(loaded: Loaded, terminal: Terminal): void {
  for (const issue of loaded.issues) terminal.out(issueText(loaded.file, issue))
  if (loaded.issues.length === 0) terminal.out(`${loaded.file}: valid\n`)
}
