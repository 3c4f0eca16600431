import path from 'node:path'
import { countsIn, wordAnswers } from './answers.ts'
import { costs, machine, measure, pipelineFor, type Result, type Sink, table, workFolder } from './measure.ts'

/** Measures the running word count and prints a table. Answers whether the counts were right. */
export async function benchWords({ input, sinks, runs }: { input: string; sinks: readonly Sink[]; runs: number }): Promise<boolean> {
  console.log(`${machine()}\nreading ${input} for the right answers …`)
  const { lines, words, counts } = await wordAnswers(input)
  const folder = workFolder()
  const output = path.join(folder, 'words.jsonl')
  const rows: string[][] = []
  let right = true
  for (const sink of sinks) {
    const set = { input, ...(sink === 'file' ? { out: output } : {}) }
    const results: Result[] = []
    for (let i = 0; i < runs; i++) {
      results.push(await measure(pipelineFor('examples/nexmark/words.yaml', sink, folder), { set, roots: [path.dirname(input), folder] }))
    }
    const found = sink === 'file' ? await countsIn(output) : counts
    const same =
      results[0].nodes.words.recordsOut === words && found.size === counts.size && [...counts].every(([word, n]) => found.get(word) === n)
    right &&= same
    const { rate, rest } = costs(results, lines)
    rows.push([sink, same ? rate : 'wrong answer', ...rest])
  }
  console.log(
    `${lines.toLocaleString('en')} lines, ${words.toLocaleString('en')} words, ${counts.size.toLocaleString('en')} different ones, ${runs} runs\n`,
  )
  console.log(table(['sink', 'K lines / CPU-s', 'seconds', 'CPU-s', 'peak MB', 'epochs'], rows))
  return right
}
