import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'

/** What a query must give: how many records, and a sum over them that is exact in a double or an integer. */
export type Answer = { records: number; sum: bigint }
export type Query = 'q0' | 'q1' | 'q2'

type Bid = { t?: string; auction: number; price: number }
const rows: Record<Query, (bid: Bid) => Bid | null> = {
  q0: (bid) => bid,
  q1: (bid) => ({ ...bid, price: bid.price * 0.908 }),
  q2: (bid) => (bid.auction % 123 === 0 ? bid : null),
}

/** Thousandths of the price, or the auction for q2: a sum that a lost, doubled or wrong record changes. */
function weight(query: Query, { price, auction }: Bid): bigint {
  return BigInt(query === 'q2' ? auction : Math.floor(price * 1000))
}

/** The answers to all queries, computed line by line with JSON.parse: slow, and independent of the engine. `events` counts the lines. */
export async function nexmarkAnswers(input: string): Promise<Record<Query, Answer> & { events: number }> {
  const answers = { q0: { records: 0, sum: 0n }, q1: { records: 0, sum: 0n }, q2: { records: 0, sum: 0n }, events: 0 }
  for await (const line of linesOf(input)) {
    answers.events++
    const event = JSON.parse(line) as Bid
    if (event.t !== 'b') continue
    for (const query of ['q0', 'q1', 'q2'] as const) {
      const row = rows[query](event)
      if (row === null) continue
      answers[query].records++
      answers[query].sum += weight(query, row)
    }
  }
  return answers
}

/** The answer that an output file holds. */
export async function answerIn(query: Query, output: string): Promise<Answer> {
  const answer = { records: 0, sum: 0n }
  for await (const line of linesOf(output)) {
    answer.records++
    answer.sum += weight(query, JSON.parse(line) as Bid)
  }
  return answer
}

/** How often each word stands in the input, and how many lines and words there are. */
export async function wordAnswers(input: string): Promise<{ lines: number; words: number; counts: Map<string, number> }> {
  const counts = new Map<string, number>()
  let lines = 0
  let words = 0
  for await (const line of linesOf(input)) {
    lines++
    for (const word of line.split(' ')) {
      words++
      counts.set(word, (counts.get(word) ?? 0) + 1)
    }
  }
  return { lines, words, counts }
}

/** The last count of each word in a file of running counts. */
export async function countsIn(output: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const line of linesOf(output)) {
    const { word, n } = JSON.parse(line) as { word: string; n: number }
    counts.set(word, n)
  }
  return counts
}

/** The lines of a file, or of the files of a folder in name order. */
async function* linesOf(input: string): AsyncGenerator<string> {
  const files = fs.statSync(input).isDirectory()
    ? fs
        .readdirSync(input)
        .sort()
        .map((name) => path.join(input, name))
    : [input]
  for (const file of files) yield* readline.createInterface({ input: fs.createReadStream(file) })
}
