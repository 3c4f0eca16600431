/** Random lines of JSON, good, odd and broken, and what JSON.parse says they mean. */
import { isUtf8 } from 'node:buffer'
import type { DecodeField } from '../../server/engines/embedded/decode/decoder.ts'
import type { Random } from './random.ts'

export const fields: readonly DecodeField[] = [
  { name: 't', type: 'text', text: 'any' },
  { name: 'strict', type: 'text' },
  { name: 'ts', type: 'long' },
  { name: 'price', type: 'double' },
  { name: 'flag', type: 'boolean' },
  { name: 'j', type: 'json' },
  { name: 'é', type: 'text', text: 'any' },
  { name: 'a b', type: 'double' },
  { name: '__proto__', type: 'long' },
  { name: 'a_rather_long_name_of_a_field_indeed', type: 'long' },
  { name: 'n.k', type: 'long' },
  { name: 'n.s', type: 'text', text: 'any' },
  { name: 'n.m.x', type: 'double' },
  { name: 'o', type: 'json' },
  { name: 'o.k', type: 'long' },
]
const KEYS = ['t', 'strict', 'ts', 'price', 'flag', 'j', 'é', 'a b', '__proto__', 'a_rather_long_name_of_a_field_indeed', 'n', 'o']
const OTHER_KEYS = [
  'x',
  '\\u0074',
  'tt',
  '',
  'constructor',
  'ts ',
  '\\"',
  'a_rather_long_name_of_a_field_indeeD',
  'n.k',
  'channel',
  '\\ud83d\\ude00',
]
const NUMBERS = [
  ...['0', '-0', '1', '-1', '0.1', '1.0', '1.50', '-2.0', '1e3', '1E+3', '1e-7', '-1e2', '0e9', '123456789012345', '1234567890123456'],
  ...['9007199254740991', '9007199254740992', '-9007199254740993', '12345678901234567890', '0.30000000000000004', '1e400', '-1e-400'],
  ...['1.7976931348623157e308', '5e-324', '2.2250738585072011e-308', '123e22', '9e22', '9e23', '1.5e-22', '8.5e15', '100000000000000.5'],
  ...['1000000000000000.0', '9007199254740990e0', '12.5e1', '1e22', '1e16'],
]
const BAD_NUMBERS = ['00', '01', '-', '+1', '.5', '1.', '1e', '1e+', '0x10', 'NaN', 'Infinity', '1_000', '-a']
const TEXTS = [
  ...[
    '',
    'b',
    'Google',
    'x'.repeat(15),
    'x'.repeat(16),
    'x'.repeat(17),
    'x'.repeat(40),
    'é',
    `${'x'.repeat(14)}é`,
    '日本語テキスト',
    '😀'.repeat(5),
  ],
  ...[
    '\\n',
    '\\"',
    '\\\\',
    '\\/',
    '\\u00e9',
    '\\ud83d\\ude00',
    '\\ud800',
    '\\udc00x',
    '\\u0000',
    `${'x'.repeat(15)}\\"y`,
    '\x7f',
    ',\\"ts\\":1',
    '{',
    '}',
    '\\u0061',
    '12',
    'null',
  ],
]
const BAD_TEXTS = ['\\u12g4', '\\x', '\\', '\t', '\u0001', '\r', '"']
const LITERALS = ['true', 'false', 'null']
const BAD_LITERALS = ['tru', 'nul', 'True', 'truee', 'undefined', '']
const BROKEN = [
  '1',
  '"x"',
  '[]',
  '[{"t":1}]',
  'null',
  'true',
  '{',
  '}',
  '{"t"',
  '{"t":',
  '{"t":1',
  '{"t":1,}',
  '{,}',
  '\ufeff{"t":1}',
  '{"t":1}{"t":2}',
  '{t:1}',
  "{'t':1}",
  '{"t":1} x',
  '{"t":1}//',
]

/** One line, without its newline. About one in five is no record. */
export class JsonLineMaker {
  readonly #random: Random
  #last: Buffer = Buffer.from('{}')

  constructor(random: Random) {
    this.#random = random
  }

  next(): Buffer {
    const kind = this.#random.below(12)
    if (kind < 3) this.#last = Buffer.from(this.#usual())
    else if (kind < 9) this.#last = Buffer.from(`${this.#white()}${this.#object(0, this.#random.below(10))}${this.#white()}`)
    else if (kind === 9) return this.#flipped()
    else if (kind === 10) return this.#last.subarray(0, this.#random.below(this.#last.length + 1))
    else return Buffer.from(this.#random.once(3) ? this.#random.pick(['', ' ', '\r', ' \t']) : this.#random.pick(BROKEN))
    return this.#last
  }

  #usual(): string {
    const r = this.#random
    const record = {
      t: r.pick(['b', 'a']),
      ts: 1_700_000_000_000 + r.below(1e6),
      price: r.below(1e6) / r.pick([1, 100]),
      channel: 'Google',
      extra: 'x'.repeat(r.below(60)),
    }
    return JSON.stringify(r.once(4) ? Object.fromEntries(r.shuffled(Object.entries(record))) : record)
  }

  #flipped(): Buffer {
    const bytes = Buffer.from(this.#last)
    for (let i = 0; i <= this.#random.below(3) && bytes.length > 0; i++) {
      const c = this.#random.below(256)
      if (c !== 10) bytes[this.#random.below(bytes.length)] = c
    }
    return bytes
  }

  #white(): string {
    if (this.#random.once(500)) return this.#random.pick(['\f', '\v', '\u00a0', '\ufeff', '\0'])
    return this.#random.once(6) ? this.#random.pick([' ', '\t', '  ', '\r', ' \t ']) : ''
  }

  #text(): string {
    const text = this.#random.pick(TEXTS) + (this.#random.once(4) ? this.#random.pick(TEXTS) : '')
    return `"${this.#random.once(60) ? text + this.#random.pick(BAD_TEXTS) : text}"`
  }

  #number(): string {
    const r = this.#random
    if (r.once(60)) return r.pick(BAD_NUMBERS)
    if (r.once(3)) return r.pick(NUMBERS)
    return r.once(2) ? String(r.below(1e9)) : String((r.below(1e9) - 5e8) / r.pick([1, 10, 1000, 3, 1e9, 7e-5]))
  }

  #value(depth: number): string {
    const r = this.#random
    const kind = r.below(12)
    if (kind < 4) return this.#number()
    if (kind < 8) return this.#text()
    if (kind === 8) return r.once(12) ? r.pick(BAD_LITERALS) : r.pick(LITERALS)
    if (depth > 4) return '1'
    if (kind === 9) {
      const items = Array.from({ length: r.below(4) }, () => this.#white() + this.#value(depth + 1) + this.#white())
      return `[${this.#white()}${items.join(',')}${r.once(60) ? '' : ']'}`
    }
    if (kind === 10) return this.#object(depth + 1, r.below(5))
    const deep = r.pick([3, 57, 58, 59, 60, 61, 62, 63, 64, 65, 200])
    return r.once(4) ? `${'['.repeat(deep)}${']'.repeat(deep)}` : r.pick(['{}', '[]'])
  }

  #object(depth: number, size: number): string {
    const r = this.#random
    const members = Array.from({ length: size }, () => {
      const key = depth > 0 ? r.pick(['k', 's', 'm', 'x', 'ts', 'w\\n', '\\u006b']) : r.once(6) ? r.pick(OTHER_KEYS) : r.pick(KEYS)
      const nested = (key === 'n' || key === 'o' || key === 'm') && !r.once(4)
      return `${this.#white()}"${key}"${this.#white()}:${this.#white()}${nested ? this.#object(depth + 1, r.below(4)) : this.#value(depth)}${this.#white()}`
    })
    return `{${this.#white()}${members.join(',')}${r.once(60) ? r.pick(['', ',}', '}}', '} x', '},']) : '}'}`
  }
}

const MAX_DEPTH = 64

/** How deep the text of a JSON value is nested, members that a later one of the same name replaces included. */
function depthOf(text: string): number {
  let depth = 0
  let most = 0
  for (const c of text.replace(/"(?:[^"\\]|\\.)*"/g, '')) {
    if (c === '{' || c === '[') most = Math.max(most, ++depth)
    else if (c === '}' || c === ']') depth--
  }
  return most
}

export type Meaning = { record: Record<string, unknown> } | { bad: string } | 'blank'

/** What a line means: JSON.parse is the judge. */
export function meaning(line: Buffer): Meaning {
  if (!isUtf8(line)) return { bad: 'INVALID_UTF8' }
  const text = line.toString('utf8')
  if (/^[ \t\r]*$/.test(text)) return 'blank'
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch {
    return { bad: 'MALFORMED' }
  }
  if (record === null || typeof record !== 'object' || Array.isArray(record)) return { bad: 'NOT_AN_OBJECT' }
  return depthOf(text) > MAX_DEPTH ? { bad: 'TOO_DEEP' } : { record: record as Record<string, unknown> }
}

/** The member that a field's path leads to, or undefined. */
export function member(record: Record<string, unknown>, path: string): unknown {
  let value: unknown = record
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** What a column of the field must hold for a member of this value: for raw text, any text that parses to it. */
export function fits(field: DecodeField, value: unknown, got: unknown): boolean {
  if (value === undefined || value === null) return got === null
  switch (field.type) {
    case 'text':
      if (typeof value === 'string') return got === value.toWellFormed()
      return field.text === 'any' ? sameJson(got, value) : got === null
    case 'json':
      return sameJson(got, value)
    case 'boolean':
      return got === (typeof value === 'boolean' ? value : null)
    case 'long':
      return Object.is(got, Number.isSafeInteger(value) ? (value as number) + 0 : null)
    case 'double':
      return Object.is(got, Number.isFinite(value) ? value : null)
  }
}

/** Whether a field counts this member as one of the wrong type. */
export function isWrong(field: DecodeField, value: unknown): boolean {
  if (value === undefined || value === null || field.type === 'json') return false
  if (field.type === 'text') return field.text !== 'any' && typeof value !== 'string'
  if (field.type === 'boolean') return typeof value !== 'boolean'
  return field.type === 'long' ? !Number.isSafeInteger(value) : !Number.isFinite(value)
}

function sameJson(got: unknown, value: unknown): boolean {
  return typeof got === 'string' && print(JSON.parse(got)) === print(value)
}

/** A text that tells all JSON values apart, -0 and Infinity (1e999) included. */
const print = (value: unknown): string =>
  JSON.stringify(value, (_, v) =>
    typeof v === 'number' && (Object.is(v, -0) || !Number.isFinite(v)) ? `number ${Object.is(v, -0) ? '-0' : v}` : v,
  )
