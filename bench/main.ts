/** `npm run bench -- nexmark|words|epoch …`: measurements through the real command line, each in a process of its own. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Query } from './answers.ts'
import { benchEpoch } from './epoch.ts'
import type { Sink } from './measure.ts'
import { benchNexmark } from './nexmark.ts'
import { benchWords } from './words.ts'

const HELP = `usage: npm run bench -- nexmark --input PATH [--only q0,q1,q2] [--sink discard,file] [--runs 3]
       npm run bench -- words --input PATH [--sink discard,file] [--runs 3]
       npm run bench -- epoch

PATH is what bench/generate-nexmark.ts or bench/generate-words.ts wrote. Exit code 1 when an answer is wrong.
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    input: { type: 'string' },
    only: { type: 'string', default: 'q0,q1,q2' },
    sink: { type: 'string', default: 'discard,file' },
    runs: { type: 'string', default: '3' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
const [what] = positionals
const sinks = values.sink.split(',') as Sink[]
const queries = values.only.split(',') as Query[]
const runs = Number(values.runs)
const known = sinks.every((s) => ['discard', 'file'].includes(s)) && queries.every((q) => ['q0', 'q1', 'q2'].includes(q)) && runs >= 1
const input = values.input === undefined ? undefined : path.resolve(values.input)

if (values.help) console.log(HELP)
else if (what === 'epoch') await benchEpoch()
else if (!known || input === undefined || !(what === 'nexmark' || what === 'words')) {
  console.error(HELP)
  process.exitCode = 2
} else {
  const right = what === 'nexmark' ? await benchNexmark({ input, queries, sinks, runs }) : await benchWords({ input, sinks, runs })
  if (!right) process.exitCode = 1
}
