import type { FieldType } from '../../../core/shape.ts'
import type { Words } from '../../../core/words.ts'

/** What a placeholder may use: the number of the record, the time now (epoch ms), and the record's own random numbers in [0, 1). */
export type Draw = { readonly n: number; readonly now: number; readonly random: () => number }

/** A parsed template: the type of what it makes, and the text of it for one record. Text for JSON is escaped, without quotes. */
export type Template = { readonly type: FieldType; make(draw: Draw): string }
export type TemplateMistake = { readonly mistake: string; readonly hint: string }

type Maker = { type: FieldType; make(draw: Draw): string }
type Placeholder = { example: string; words: Words; make(args: readonly string[]): Maker | null }

const MAX_RANKS = 1_000_000
const VOWELS = 'aeiou'
const CONSONANTS = 'bdfghjklmnprstvz'
const SYLLABLES = VOWELS.length * CONSONANTS.length

/** The placeholders of templates: the one table, printed in the docs of the generator. */
export const placeholders: Readonly<Record<string, Placeholder>> = {
  seq: {
    example: '{{seq}}',
    words: { en: 'number of the record, from 0', zh: '记录的编号，从 0 开始' },
    make: (args) => (args.length > 0 ? null : { type: 'long', make: ({ n }) => `${n}` }),
  },
  now: {
    example: '{{now}}',
    words: { en: 'the time when the record is made (not the same again after a restart)', zh: '生成记录的时间（重启后不会相同）' },
    make: (args) => (args.length > 0 ? null : { type: 'timestamp', make: ({ now }) => `${now}` }),
  },
  time: {
    example: '{{time 2026-01-01T00:00:00Z 100}}',
    words: { en: 'a time that grows by so many ms per record', zh: '每条记录增加这么多毫秒的时间' },
    make: time,
  },
  int: { example: '{{int 1 100}}', words: { en: 'an integer from 1 to 100', zh: '1 到 100 的整数' }, make: int },
  double: {
    example: '{{double 0 10 2}}',
    words: { en: 'a number from 0 to 10 with 2 decimals (6 unless told)', zh: '0 到 10 的数，保留 2 位小数（不写则为 6 位）' },
    make: double,
  },
  normal: {
    example: '{{normal 20 5}}',
    words: { en: 'a normally distributed number, mean 20, standard deviation 5', zh: '正态分布的数，均值 20，标准差 5' },
    make: normal,
  },
  zipf: {
    example: '{{zipf 1000}}',
    words: {
      en: '1 to 1000, small ones most often; a second number is the exponent (1)',
      zh: '1 到 1000，小的最常见；第二个数是指数（1）',
    },
    make: zipf,
  },
  bool: { example: '{{bool 0.2}}', words: { en: 'true in two of ten records', zh: '十条记录中有两条为 true' }, make: bool },
  pick: { example: '{{pick red green blue}}', words: { en: 'one of the words', zh: '这些词中的一个' }, make: pick },
  word: {
    example: '{{word 1000}}',
    words: { en: 'one of 1000 invented words, some much more often than others', zh: '1000 个虚构词中的一个，有些远比其他常见' },
    make: (args) => words(['1', ...args]),
  },
  words: { example: '{{words 10 1000}}', words: { en: 'ten such words', zh: '十个这样的词' }, make: words },
  uuid: {
    example: '{{uuid}}',
    words: { en: 'a UUID', zh: '一个 UUID' },
    make: (args) => (args.length > 0 ? null : { type: 'string', make: uuid }),
  },
}

/** Parses a text with `{{placeholders}}`. One placeholder alone keeps its type; anything else is a string. */
export function parseTemplate(text: string): Template | TemplateMistake {
  const parts: (string | Maker)[] = []
  let at = 0
  for (const found of text.matchAll(/\{\{([^{}]*)\}\}/g)) {
    if (found.index > at) parts.push(text.slice(at, found.index))
    at = found.index + found[0].length
    const [name = '', ...args] = found[1].trim().split(/\s+/)
    const known = Object.hasOwn(placeholders, name) ? placeholders[name] : null
    if (known === null)
      return { mistake: `there is no placeholder \`${found[0]}\``, hint: `there is: ${Object.keys(placeholders).join(', ')}` }
    const maker = known.make(args)
    if (maker === null) return { mistake: `\`${found[0]}\` does not fit`, hint: `write ${known.example} ${known.words.en}` }
    parts.push(maker)
  }
  if (at < text.length) parts.push(text.slice(at))
  const [only] = parts
  if (parts.length === 1 && typeof only !== 'string') return only
  const pieces = parts.map((part) => (typeof part === 'string' ? escaped(part) : part))
  return {
    type: 'string',
    make(draw) {
      let made = ''
      for (const piece of pieces) made += typeof piece === 'string' ? piece : piece.make(draw)
      return made
    },
  }
}

/** As inside a JSON string. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

const NUMBER = /^-?\d+(\.\d+)?$/
function numbers(args: readonly string[], least: number, most: number): number[] | null {
  if (args.length < least || args.length > most || !args.every((arg) => NUMBER.test(arg))) return null
  return args.map(Number)
}

function time(args: readonly string[]): Maker | null {
  const [from = '', step = ''] = args
  const start = /^\d+$/.test(from) ? Number(from) : Date.parse(from)
  if (args.length !== 2 || Number.isNaN(start) || !NUMBER.test(step)) return null
  return { type: 'timestamp', make: ({ n }) => `${Math.floor(start + n * Number(step))}` }
}

function int(args: readonly string[]): Maker | null {
  const range = numbers(args, 2, 2)
  if (range === null || !range.every(Number.isSafeInteger) || range[0] > range[1]) return null
  const [from, to] = range
  return { type: 'long', make: ({ random }) => `${from + Math.floor(random() * (to - from + 1))}` }
}

function double(args: readonly string[]): Maker | null {
  const range = numbers(args, 2, 3)
  if (range === null || range[0] > range[1]) return null
  const [from, to, digits = 6] = range
  if (!Number.isInteger(digits) || digits < 0 || digits > 12) return null
  return { type: 'double', make: ({ random }) => plain(from + random() * (to - from), digits) }
}

function normal(args: readonly string[]): Maker | null {
  const range = numbers(args, 2, 3)
  if (range === null || range[1] < 0) return null
  const [mean, deviation, digits = 6] = range
  if (!Number.isInteger(digits) || digits < 0 || digits > 12) return null
  return {
    type: 'double',
    make: ({ random }) => plain(mean + deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()), digits),
  }
}

/** A number of so many decimals at most, without an exponent or trailing zeros. */
const plain = (x: number, digits: number): string => {
  const text = x.toFixed(digits)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function bool(args: readonly string[]): Maker | null {
  const [share = 0.5] = numbers(args, 0, 1) ?? [2]
  if (share < 0 || share > 1) return null
  return { type: 'boolean', make: ({ random }) => (random() < share ? 'true' : 'false') }
}

function pick(args: readonly string[]): Maker | null {
  if (args.length === 0) return null
  const type = args.every((arg) => /^-?(0|[1-9]\d{0,14})$/.test(arg))
    ? 'long'
    : args.every((arg) => /^-?(0|[1-9]\d*)\.\d+$/.test(arg))
      ? 'double'
      : 'string'
  const items = args.map(escaped)
  return { type, make: ({ random }) => items[Math.floor(random() * items.length)] }
}

function zipf(args: readonly string[]): Maker | null {
  const rank = ranks(args)
  return rank === null ? null : { type: 'long', make: ({ random }) => `${rank(random()) + 1}` }
}

function words(args: readonly string[]): Maker | null {
  const [count, ...distribution] = args
  const rank = ranks(distribution)
  if (rank === null || !/^[1-9]\d{0,3}$/.test(count)) return null
  return {
    type: 'string',
    make({ random }) {
      let text = word(rank(random()))
      for (let i = 1; i < Number(count); i++) text += ` ${word(rank(random()))}`
      return text
    },
  }
}

/** From a number in [0, 1) to a rank from 0 whose chance falls with `rank^-exponent`; null when the arguments do not fit. */
function ranks(args: readonly string[]): ((x: number) => number) | null {
  const [count, exponent = 1] = numbers(args, 1, 2) ?? []
  if (count === undefined || !Number.isInteger(count) || count < 1 || count > MAX_RANKS || exponent < 0) return null
  const upTo = new Float64Array(count)
  let total = 0
  for (let i = 0; i < count; i++) {
    total += (i + 1) ** -exponent
    upTo[i] = total
  }
  return (x) => {
    const wanted = x * total
    let low = 0
    for (let high = count - 1; low < high; ) {
      const middle = (low + high) >>> 1
      if (upTo[middle] > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** The invented word of a rank: syllables, different for each rank. */
function word(rank: number): string {
  let text = ''
  for (let left = rank + SYLLABLES; left > 0; left = Math.floor(left / SYLLABLES)) {
    const i = left % SYLLABLES
    text = CONSONANTS[Math.floor(i / VOWELS.length)] + VOWELS[i % VOWELS.length] + text
  }
  return text
}

function uuid({ random }: Draw): string {
  let hex = ''
  for (let i = 0; i < 8; i++)
    hex += Math.floor(random() * 0x10000)
      .toString(16)
      .padStart(4, '0')
  const variant = '89ab'[Number.parseInt(hex[16], 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}
