import type { z } from 'zod'
import type node from './node.ts'
import { parseTemplate, type Template } from './template.ts'

export type Config = z.output<(typeof node)['config']>

/** Makes the line of each record number, without its line end: the same bytes for the same seed, wherever making begins. */
export type Maker = {
  /** How many records there will be; Infinity = no end. */
  readonly count: number
  /** `now` = epoch milliseconds, for placeholders that ask for it. */
  line(n: number, now: number): Buffer
}

/** Other seeds for what is decided besides the contents, so that switching it on leaves the contents alone. */
const DISORDER = 0x5bd1e995
const CORRUPT = 0x2545f491
const NO_UTF8 = 0xff

export function makeRecords(config: Config): Maker {
  const { seed, disorder, corrupt, repeat } = config
  const { length, text } = contents(config)
  const limit = config.count === 0 ? Number.POSITIVE_INFINITY : config.count
  const count = Math.min(limit, repeat ? Number.POSITIVE_INFINITY : length)
  /** Records swap places inside blocks, so that each number is still made once. */
  const moved = (n: number): number => {
    if (disorder === undefined) return n
    const { share, distance } = disorder
    const size = distance + 1
    const other = Math.floor(n / size) * size + size - 1 - (n % size)
    return other < count && randomOf(seed ^ DISORDER, Math.min(n, other))() < share ? other : n
  }
  return {
    count,
    line(n, now) {
      const at = moved(n)
      const line = Buffer.from(text({ n: at, now, random: randomOf(seed, at) }))
      if (corrupt === 0) return line
      const random = randomOf(seed ^ CORRUPT, n)
      return random() < corrupt ? damaged(line, random) : line
    },
  }
}

type Draw = Parameters<Template['make']>[0]

/** What undamaged records in order look like, and how many different ones there are. */
function contents({ lines, text, record }: Config): { length: number; text(draw: Draw): string } {
  if (record !== undefined) {
    const fields = Object.entries(record).map(([name, template]) => ({ head: `${JSON.stringify(name)}:`, template: parsed(template) }))
    const value = (template: Template, draw: Draw): string =>
      template.type === 'string' ? `"${template.make(draw)}"` : template.make(draw)
    return {
      length: Number.POSITIVE_INFINITY,
      text: (draw) => `{${fields.map(({ head, template }) => head + value(template, draw)).join(',')}}`,
    }
  }
  if (lines !== undefined) {
    const templates = lines.map(parsed)
    return { length: templates.length, text: (draw) => unescaped(templates[draw.n % templates.length].make(draw)) }
  }
  const plain = (text ?? '').replace(/\r?\n$/, '').split(/\r?\n/)
  return { length: plain.length, text: ({ n }) => plain[n % plain.length] }
}

function parsed(text: string): Template {
  const template = parseTemplate(text)
  if ('mistake' in template) throw new Error(template.mistake)
  return template
}

/** Templates make text as it stands inside JSON; a line wants it raw, and stays one line. */
const unescaped = (text: string): string => (text.includes('\\') ? (JSON.parse(`"${text}"`) as string).replace(/[\r\n]+/g, ' ') : text)

/** A record cut short, or one with a byte that is not UTF-8. */
function damaged(line: Buffer, random: () => number): Buffer {
  const cut = random() < 0.5
  const at = Math.floor(random() * line.length)
  if (cut) return line.subarray(0, at)
  line[at] = NO_UTF8
  return line
}

/** The random numbers of one record, in [0, 1): sfc32 begun with seed and number, which therefore never share a sequence. */
export function randomOf(seed: number, n: number): () => number {
  let a = seed | 0
  let b = n | 0
  let c = Math.floor(n / 4294967296) | 0
  let counter = 1
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) next()
  return next
}
