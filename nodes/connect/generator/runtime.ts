import type { z } from 'zod'
import { defineRuntime } from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'
import { parseTemplate, type Template } from './template.ts'

type Config = z.output<(typeof node)['config']>
/** `n` = records made so far; `since` = when the generator began, for the rate; null before the first record. */
type Position = { n: number }

const CHUNK_BYTES = 256 * 1024

export default defineRuntime<Config>({
  source(config, context) {
    const { rate, burst, count, repeat } = config
    const make = maker(config, () => context.clock.now())
    const end = Math.min(
      count === 0 ? Number.POSITIVE_INFINITY : count,
      make.lines === null || repeat ? Number.POSITIVE_INFINITY : make.lines,
    )
    let n = 0
    let first = 0
    let begun = 0
    let cancel = (): void => {}
    /** Records that may be out by now, counted from where this run began. */
    const due = (): number => {
      if (rate === 0 && burst === undefined) return Number.POSITIVE_INFINITY
      const passed = context.clock.now() - begun
      const steady = rate === 0 ? 0 : 1 + (passed * rate) / 1000
      return first + Math.floor(steady) + (burst === undefined ? 0 : (1 + Math.floor(passed / burst.every)) * burst.count)
    }
    return {
      async open(from: unknown) {
        n = (from as Position | undefined)?.n ?? 0
        first = n
        begun = context.clock.now()
      },
      async read({ records, bytes }) {
        if (n >= end) return 'end'
        const to = Math.min(end, due(), n + records)
        if (n >= to) {
          cancel()
          const wait = rate > 0 ? Math.max(1, ((n - first) / rate) * 1000 - (context.clock.now() - begun)) : 10
          cancel = context.clock.timer(Math.min(wait, burst?.every ?? wait), () => context.wake())
          return 'idle'
        }
        const most = Math.min(bytes, CHUNK_BYTES)
        const parts: string[] = []
        for (let length = 0; n < to && length < most; n++) {
          const line = make.line(n)
          parts.push(line)
          length += line.length + 1
        }
        return { bytes: Buffer.from(`${parts.join('\n')}\n`), at: context.clock.now(), position: { n } satisfies Position }
      },
      async close() {
        cancel()
      },
    }
  },
})

/** Makes the line of each record number, the same for the same seed wherever reading begins; `lines` = how many different ones a text has. */
function maker(config: Config, now: () => number): { lines: number | null; line(n: number): string } {
  const { seed, disorder, corrupt, record } = config
  const texts = config.lines ?? config.text?.replace(/\n$/, '').split('\n') ?? []
  const templates = record === undefined ? texts.map(parsed) : []
  const fields =
    record === undefined ? [] : Object.entries(record).map(([name, text]) => ({ head: `${JSON.stringify(name)}:`, template: parsed(text) }))
  const plainLine = (n: number): string => {
    const random = randomOf(seed, n)
    const draw = { n, now: now(), random }
    if (record === undefined) return unescaped(templates[n % templates.length].make(draw))
    return `{${fields.map(({ head, template }) => head + (template.type === 'string' ? `"${template.make(draw)}"` : template.make(draw))).join(',')}}`
  }
  const moved = (n: number): number => {
    if (disorder === undefined) return n
    // records swap places inside blocks, so that each number is still made once
    const block = Math.floor(n / disorder.distance) * disorder.distance
    const mirrored = block + disorder.distance - 1 - (n - block)
    const pair = Math.min(n, mirrored)
    return randomOf(seed ^ 0x5bd1e995, pair)() < disorder.share ? mirrored : n
  }
  return {
    lines: record === undefined ? texts.length : null,
    line(n) {
      const line = plainLine(moved(n))
      return corrupt > 0 && randomOf(seed ^ 0x2545f491, n)() < corrupt ? line.slice(0, Math.floor(line.length / 2)) : line
    },
  }
}

function parsed(text: string): Template {
  const template = parseTemplate(text)
  if ('mistake' in template) throw new Error(template.mistake)
  return template
}

/** Templates make text as it stands inside JSON; a plain line wants it raw. */
const unescaped = (text: string): string => (text.includes('\\') ? (JSON.parse(`"${text}"`) as string).replace(/[\r\n]+/g, ' ') : text)

/** The random numbers of one record (mulberry32 from a mix of seed and number). */
function randomOf(seed: number, n: number): () => number {
  let a = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul((n | 0) ^ Math.floor(n / 4294967296), 0xc2b2ae35)
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
