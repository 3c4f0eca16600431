import { parse as parseYaml } from 'yaml'
import type { Data, DataMap } from '../../core/edit/data.ts'
import { catalogue } from '../../nodes/types.gen.ts'

/** Random choices of one document and its edits, all from one seed (mulberry32). */
export class Choice {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n)
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]
  }

  /** True once in `n` times. */
  once(n: number): boolean {
    return this.below(n) === 0
  }

  some<T>(values: readonly T[], most: number): T[] {
    return [...new Set(Array.from({ length: this.below(most) + 1 }, () => this.of(values)))]
  }
}

const TEXTS = [
  'orders',
  '你好，世界',
  'yes',
  '12',
  '1e3',
  'null',
  '',
  ' padded ',
  'a: b',
  'a #b',
  '#c',
  '- d',
  "it's",
  'say "hi"',
  '\\s+',
  '{x}',
  '[y]',
  'a, b',
  'tab\there',
  'two\nlines',
  'three\n\nlines\nlong\n',
  '\n',
  ' lead\nline\n',
  'trail \nline',
  'word '.repeat(40).trim(),
  "n >= 2 AND NOT (word LIKE 'the%')",
  `\${param.out}`,
  'ends:',
  '@at',
  '%x',
  '`q`',
  '!z',
  '&a',
  '*b',
  '|',
  '>',
  '?',
  '~',
  '.5',
  '0x1F',
  '😀',
  '\u2028',
  '---',
  '...',
  'a\r\nb',
  '\ufeff',
]
const KEYS = ['alpha', 'beta', '字段', 'with space', 'on', '7', 'a.b', 'key-1', "it's", 'null', 'x: y', '']
export const TYPES = Object.keys(catalogue)
export const IDS = ['lines', 'text', 'time', 'words', 'count', 'hot', 'file', 'table', 'a1', 'b-2', 'count-2', 'x']

export function randomScalar(choose: Choice): Data {
  return choose.of<() => Data>([
    () => choose.of(TEXTS),
    () => choose.of(TEXTS),
    () => choose.of(TEXTS),
    () => choose.below(1000) - 500,
    () => choose.below(1000) / 8,
    () => choose.once(2),
    () => null,
  ])()
}

export function randomData(choose: Choice, depth = 2): Data {
  if (depth === 0 || choose.once(2)) return randomScalar(choose)
  if (choose.once(2)) return Array.from({ length: choose.below(4) }, () => randomData(choose, depth - 1))
  return Object.fromEntries(choose.some(KEYS, 4).map((key) => [key, randomData(choose, depth - 1)]))
}

function randomNode(choose: Choice): DataMap {
  const type = choose.of(TYPES)
  const example = choose.of(catalogue[type].examples).config as DataMap
  const config = choose.once(4) ? {} : choose.once(3) ? { ...example, extra: randomData(choose) } : example
  return {
    type,
    ...(choose.once(4) ? { title: choose.of(TEXTS) } : {}),
    ...(choose.once(6) ? { notes: choose.of(TEXTS) } : {}),
    ...(choose.once(8) ? { enabled: false } : {}),
    ...(Object.keys(config).length === 0 && choose.once(2) ? {} : { config: JSON.parse(JSON.stringify(config)) }),
  }
}

/** What a random pipeline says; it need not be one that can run. */
export function randomDocument(choose: Choice): DataMap {
  const ids = choose.some(IDS, 8)
  const joined = new Set<string>()
  const wires: Data[] = []
  for (let n = choose.below(6); n > 0; n--) {
    const ends = choose.some(ids, 4)
    const pairs = ends.slice(1).map((to, i) => `${ends[i]} ${to}`)
    if (ends.length < 2 || pairs.some((pair) => joined.has(pair))) continue
    for (const pair of pairs) joined.add(pair)
    if (ends.length === 2 && choose.once(3))
      wires.push({ from: ends[0], to: ends[1], ...(choose.once(2) ? { channel: { kind: 'memory' } } : {}) })
    else wires.push(ends.join(choose.of([' -> ', '->', '  ->  '])))
  }
  const rules = choose
    .some(['slow', 'hot-word', 'dead'], 3)
    .map((name) => ({ name, on: choose.of([...ids, 'pipeline']), metric: 'errors', above: choose.below(100) }))
  const whole: DataMap = {
    millrace: 1,
    name: 'random',
    ...(choose.once(2) ? { title: choose.of(TEXTS) } : {}),
    ...(choose.once(3) ? { description: choose.of(TEXTS) } : {}),
    ...(choose.once(2) ? { params: Object.fromEntries(choose.some(KEYS, 4).map((key) => [key, randomData(choose, 1)])) } : {}),
    ...(choose.once(2) ? { trigger: choose.once(2) ? 'asap' : { every: '1s' } } : {}),
    nodes: Object.fromEntries(ids.map((id) => [id, randomNode(choose)])),
    ...(wires.length > 0 || choose.once(2) ? { wires } : {}),
    ...(choose.once(2) ? { alerts: rules } : {}),
    ...(choose.once(2)
      ? { layout: Object.fromEntries(choose.some(ids, 8).map((id) => [id, [choose.below(2000), choose.below(900)]])) }
      : {}),
  }
  return choose.once(12) ? {} : whole
}

/** A document as somebody might have written it: comments, blank lines, any quotes, block and flow style, JSON, line ends of Windows. */
export function written(document: DataMap, choose: Choice): string {
  if (choose.once(6)) return JSON.stringify(document, null, choose.of([0, 2, 4])) + choose.of(['', '\n'])
  if (Object.keys(document).length === 0) return choose.of(['', '\n', '# nothing yet\n', '# nothing yet', '{}', '{ }\n', '---\n'])
  const body = new Printer(choose).block(document, 0, 0)
  const text = `${choose.of(['', '', '# head\n\n', '---\n', '\ufeff'])}${body}${choose.of(['\n', '\n', '', '\n# foot\n', '\n\n'])}`
  return choose.once(5) ? text.replaceAll('\n', '\r\n') : text
}

class Printer {
  readonly #choose: Choice
  readonly #step: number
  #comments = 0

  constructor(choose: Choice) {
    this.#choose = choose
    this.#step = choose.of([2, 2, 2, 4])
  }

  /** Lines of a collection, the first without its indentation. */
  block(value: Data, indent: number, depth: number): string {
    const pad = ' '.repeat(indent)
    const lines: string[] = []
    const members: [string, Data][] = Array.isArray(value)
      ? value.map((v) => ['-', v])
      : Object.entries(value as DataMap).map(([k, v]) => [`${this.#scalar(k, false)}:`, v])
    for (const [head, v] of members) {
      if (lines.length > 0 && this.#choose.once(8)) lines.push(this.#choose.once(2) ? '' : `${pad}# ${this.#comment()}`)
      lines.push((lines.length === 0 ? '' : pad) + head + this.#after(v, indent, depth, head === '-'))
    }
    return lines.join('\n')
  }

  /** What follows a colon or dash. */
  #after(value: Data, indent: number, depth: number, item: boolean): string {
    const inner = indent + this.#step
    if (value !== null && typeof value === 'object') {
      if (Object.keys(value).length === 0 || this.#choose.once(depth === 0 ? 5 : 2))
        return ` ${this.#flow(value, inner)}${this.#trailing()}`
      if (item && this.#choose.once(2)) return ` ${this.block(value, indent + 2, depth + 1)}`
      const at = Array.isArray(value) && !item && this.#choose.once(3) ? indent : inner
      return `${this.#trailing()}\n${this.#choose.once(9) ? `${' '.repeat(at)}# ${this.#comment()}\n` : ''}${' '.repeat(at)}${this.block(value, at, depth + 1)}`
    }
    if (value === null && this.#choose.once(3)) return this.#trailing()
    if (typeof value === 'string' && this.#choose.once(2)) {
      const literal = this.#literal(value, ' '.repeat(inner))
      if (literal !== null) return literal
    }
    return ` ${this.#scalar(value, false)}${this.#trailing()}`
  }

  #flow(value: Data, indent: number): string {
    if (value === null || typeof value !== 'object') return this.#scalar(value, true)
    const [open, close] = Array.isArray(value) ? '[]' : '{}'
    const members = Array.isArray(value)
      ? value.map((v) => this.#flow(v, indent + this.#step))
      : Object.entries(value).map(([k, v]) => `${this.#scalar(k, true)}: ${this.#flow(v, indent + this.#step)}`)
    if (members.length === 0) return open + close
    const last = this.#choose.once(5) ? ',' : ''
    if (!this.#choose.once(5)) {
      const space = this.#choose.of(['', ' '])
      return open + space + members.join(this.#choose.of([', ', ', ', ' , '])) + last + space + close
    }
    const pad = ' '.repeat(indent + this.#step)
    const lines = members.map((m, i) => pad + m + (i < members.length - 1 ? ',' : last) + this.#trailing())
    return `${open}\n${lines.join('\n')}\n${' '.repeat(indent)}${close}`
  }

  #scalar(value: Data, flow: boolean): string {
    if (typeof value !== 'string') return String(value)
    const forms = [JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\ufeff', '\\ufeff')]
    if (!/[\n\r\t\u2028\ufeff]/.test(value)) forms.push(`'${value.replaceAll("'", "''")}'`)
    if (isPlain(value, flow)) forms.push(value, value, value)
    return this.#choose.of(forms)
  }

  #literal(value: string, pad: string): string | null {
    if (!/^[^\s].*\n/.test(value) || /[\r\u2028\ufeff]|[^\n]\n\n+$/.test(value)) return null
    const lines = value.replace(/\n$/, '').split('\n')
    return ` |${value.endsWith('\n') ? '' : '-'}${this.#choose.once(4) ? ' # literal' : ''}\n${lines.map((l) => (l === '' ? '' : pad + l)).join('\n')}`
  }

  #trailing(): string {
    return this.#choose.once(8) ? `  # ${this.#comment()}` : ''
  }

  #comment(): string {
    return `comment ${++this.#comments}${this.#choose.of(['', ' 注释', ', with: {all} "of" it'])}.`
  }
}

const parse = (text: string) => parseYaml(text, { logLevel: 'error' })

function isPlain(text: string, flow: boolean): boolean {
  if (/[\n\r]|^[{[]/.test(text) || text === '' || text === '\u2028') return false
  try {
    if (text.startsWith('---') || text.startsWith('...')) return false
    return flow
      ? parse(`[${text}, 1]`)[0] === text && parse(`{a: ${text}, ${text}: 1}`).a === text
      : parse(`a: ${text}\n${text}: 1`).a === text && parse(`- ${text}`)[0] === text
  } catch {
    return false
  }
}
