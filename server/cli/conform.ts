import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../core/error.ts'
import { caseSchema } from '../conform/case.ts'
import { runCase, type Verdict } from '../conform/run-case.ts'
import { type Command, exit, readArguments, UsageError } from './command.ts'

type Judged = { name: string; verdict: Verdict }

export const command: Command = {
  help: `usage: millrace conform DIR|FILE… [--json]

Feeds golden cases to the embedded engine, batch by batch, and compares rows, watermarks and empty epochs with what was recorded.
Prints a line per case and a summary. --json prints one object: { cases: [{ name, verdict }], counts }.
exit code 1 when a case differs
`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } })
    if (positionals.length === 0) throw new UsageError('which folder or file?')
    const judged = positionals.flatMap(caseFiles).map(judge)
    const counts = countVerdicts(judged)
    if (values.json) terminal.out(`${JSON.stringify({ cases: judged, counts }, null, 2)}\n`)
    else {
      for (const j of judged) terminal.out(`${line(j)}\n`)
      terminal.out(
        `${judged.length} cases: ${counts.equal} equal, ${counts.refused} refused as recorded, ${counts.known} known differences, ${counts.unsupported} not supported, ${counts.different} different\n`,
      )
    }
    return counts.different > 0 ? exit.failed : exit.ok
  },
}

/** The case files of a folder, in name order, or the one file. */
export function caseFiles(given: string): string[] {
  if (!fs.existsSync(given))
    throw new AppError('FILE_NOT_FOUND', `there is no ${given}`, { blame: 'user', hint: 'name a case file or a folder of them' })
  if (!fs.statSync(given).isDirectory()) return [given]
  return fs
    .readdirSync(given)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => path.join(given, name))
}

/** Runs one case file. Throws BAD_CASE where it is none. */
export function judge(file: string): Judged {
  const read = caseSchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')))
  if (!read.success)
    throw new AppError('BAD_CASE', `${file} is no golden case: ${read.error.issues[0]?.message}`, {
      blame: 'user',
      hint: 'tests/conformance/README.md tells the form',
    })
  return { name: read.data.name, verdict: runCase(read.data, { releaseFill: true }) }
}

function countVerdicts(judged: readonly Judged[]): Record<Verdict['kind'], number> {
  const counts = { equal: 0, refused: 0, known: 0, unsupported: 0, different: 0 }
  for (const { verdict } of judged) counts[verdict.kind]++
  return counts
}

function line({ name, verdict }: Judged): string {
  switch (verdict.kind) {
    case 'equal':
      return `ok ${name}`
    case 'refused':
      return `refused ${name}: ${verdict.code}`
    case 'known':
      return `differs ${name} (known): ${verdict.reason}`
    case 'unsupported':
      return `not supported ${name}: ${verdict.what}`
    case 'different':
      return `differs ${name}: ${verdict.what}`
  }
}
