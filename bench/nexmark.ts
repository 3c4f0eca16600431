import path from 'node:path'
import { answerIn, nexmarkAnswers, type Query } from './answers.ts'
import { costs, machine, measure, pipelineFor, type Result, type Sink, table, workFolder } from './measure.ts'

export type NexmarkOptions = { input: string; queries: readonly Query[]; sinks: readonly Sink[]; runs: number }

/** Measures Nexmark queries and prints a table: median and range. A wrong answer voids the figure. Answers whether all were right. */
export async function benchNexmark({ input, queries, sinks, runs }: NexmarkOptions): Promise<boolean> {
  console.log(`${machine()}\nreading ${input} for the right answers …`)
  const answers = await nexmarkAnswers(input)
  const folder = workFolder()
  const rows: string[][] = []
  let right = true
  for (const query of queries) {
    for (const sink of sinks) {
      const output = path.join(folder, `${query}.jsonl`)
      const set = { input, ...(sink === 'file' ? { out: output } : {}) }
      const file = pipelineFor(`examples/nexmark/${query}.yaml`, sink, folder)
      const results: Result[] = []
      for (let i = 0; i < runs; i++) results.push(await measure(file, { set, roots: [path.dirname(input), folder] }))
      const found = sink === 'file' ? await answerIn(query, output) : { ...answers[query], records: results[0].nodes.out.recordsIn }
      const same = found.records === answers[query].records && found.sum === answers[query].sum
      right &&= same
      const { rate, rest } = costs(results, answers.events)
      rows.push([
        query,
        sink,
        same ? rate : 'wrong answer',
        ...rest,
        same
          ? found.records.toLocaleString('en')
          : `${found.records} records, sum ${found.sum}; right: ${answers[query].records}, ${answers[query].sum}`,
      ])
    }
  }
  console.log(`${answers.events.toLocaleString('en')} events, ${runs} runs\n`)
  console.log(table(['query', 'sink', 'K events / CPU-s', 'seconds', 'CPU-s', 'peak MB', 'epochs', 'records out'], rows))
  return right
}
