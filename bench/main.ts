/** `npm run bench -- …`: measurements through the real command line, each in a process of its own, and the inputs they read. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { benchAlive, benchFresh } from './alive.ts'
import type { Query } from './answers.ts'
import { benchDesigner } from './designer.ts'
import { benchEpoch } from './epoch.ts'
import { generateNexmark } from './generate-nexmark.ts'
import { generateWords } from './generate-words.ts'
import { benchHistory } from './history.ts'
import type { Sink } from './measure.ts'
import { benchNexmark } from './nexmark.ts'
import { benchPages } from './pages.ts'
import { benchWords } from './words.ts'

const HELP = `usage: npm run bench -- COMMAND …

  generate-nexmark --out DIR [--events 1000000] [--seed 42]
  generate-words   --out DIR [--lines 2000000] [--seed 7]
  nexmark --input DIR [--only q0,q1,q2] [--sink discard,file] [--runs 3]
  words   --input DIR [--sink discard,file] [--runs 3]
  epoch
  history
  pages [--warm 300]
  designer
  alive [--seconds 60]           a warm start, what idle runs cost, bytes of sockets, first pictures
  alive --fresh DIR [--cold]     clones this checkout into DIR and starts it, --cold with an empty npm cache

Exit code 1 when an answer, or the sum of an input with known settings, is wrong.
`

const [command, ...args] = process.argv.slice(2)

if (command === 'generate-nexmark') generateNexmark(args)
else if (command === 'generate-words') generateWords(args)
else if (command === 'epoch') await benchEpoch()
else if (command === 'history') await benchHistory()
else if (command === 'designer') await benchDesigner()
else if (command === 'alive') await benchStart()
else if (command === 'pages')
  await benchPages(Number(parseArgs({ args, options: { warm: { type: 'string', default: '300' } } }).values.warm))
else if (command === 'nexmark' || command === 'words') await benchQueries(command, args)
else usage()

async function benchStart(): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '60' }, fresh: { type: 'string' }, cold: { type: 'boolean', default: false } },
  })
  await (values.fresh === undefined ? benchAlive(Number(values.seconds)) : benchFresh(path.resolve(values.fresh), values.cold))
}

async function benchQueries(workload: 'nexmark' | 'words', args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      input: { type: 'string' },
      only: { type: 'string', default: 'q0,q1,q2' },
      sink: { type: 'string', default: 'discard,file' },
      runs: { type: 'string', default: '3' },
    },
  })
  const sinks = values.sink.split(',') as Sink[]
  const queries = values.only.split(',') as Query[]
  const runs = Number(values.runs)
  const known = sinks.every((s) => ['discard', 'file'].includes(s)) && queries.every((q) => ['q0', 'q1', 'q2'].includes(q)) && runs >= 1
  if (!known || values.input === undefined) return usage()
  const input = path.resolve(values.input)
  const right = workload === 'nexmark' ? await benchNexmark({ input, queries, sinks, runs }) : await benchWords({ input, sinks, runs })
  if (!right) process.exitCode = 1
}

function usage(): void {
  console.error(HELP)
  process.exitCode = 2
}
