import { isUtf8 } from 'node:buffer'
import { Refusal } from './refusal.ts'

export type BodyKind = 'json' | 'jsonl' | 'text'

const kinds: Readonly<Record<string, BodyKind>> = {
  'application/json': 'json',
  'application/x-ndjson': 'jsonl',
  'application/ndjson': 'jsonl',
  'application/jsonl': 'jsonl',
  'text/plain': 'text',
}

/** What a body is by its headers. Throws Refusal 415. */
export function bodyKind(type: string | undefined, encoding: string | undefined): BodyKind {
  const [name = '', ...parameters] = (type ?? '').toLowerCase().split(';')
  const kind = kinds[name.trim()] ?? (/^application\/[\w.-]+\+json$/.test(name.trim()) ? 'json' : undefined)
  const charset = parameters.map((text) => /^\s*charset="?([^"\s]+)"?\s*$/.exec(text)?.[1]).find((found) => found !== undefined)
  const hint = `send ${Object.keys(kinds).join(', ')}`
  if (kind === undefined)
    throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', `content of type ${type ?? 'unknown'} is not read here`, { hint })
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii')
    throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', `texts in ${charset} are not read here`, { hint: 'send UTF-8' })
  if (encoding !== undefined && encoding !== 'identity')
    throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'compressed content is not read here', { hint: 'leave out Content-Encoding' })
  return kind
}

/** A body as records, one line each, every line ended. Values stay as they were written. Throws Refusal 400 when any of it is wrong. */
export function linesOf(body: Buffer, kind: BodyKind): { bytes: Buffer; records: number } {
  if (!isUtf8(body)) throw malformed('the body is not UTF-8')
  const text = body.toString()
  if (text === '') throw malformed('the body is empty')
  const lines = kind === 'json' ? documents(text) : text.replace(/\r?\n$/, '').split(/\r?\n/)
  if (kind === 'jsonl') for (const [i, line] of lines.entries()) parsed(line, `line ${i + 1}`)
  if (lines.length === 0) throw malformed('the array is empty')
  return { bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')), records: lines.length }
}

const malformed = (message: string): Refusal => new Refusal(400, 'BAD_REQUEST', message, { counted: 'malformed' })

const isObject = (value: unknown): boolean => value !== null && typeof value === 'object' && !Array.isArray(value)

function parsed(text: string, what: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw malformed(`${what} is not JSON: ${(error as Error).message}`)
  }
  if (isObject(value) || (what === 'the body' && Array.isArray(value))) return value
  throw malformed(`${what} is ${what === 'the body' ? 'neither a JSON object nor an array of objects' : 'not a JSON object'}`)
}

/** The text of an object, or of each object of an array, on one line each. */
function documents(text: string): string[] {
  const value = parsed(text, 'the body')
  const flat = text.replace(/[\r\n]+/g, ' ') // inside texts JSON has no line breaks
  if (!Array.isArray(value)) return [flat.trim()]
  for (const [i, item] of value.entries()) if (!isObject(item)) throw malformed(`item ${i} of the array is not an object`)
  return items(flat)
}

/** The texts of the objects in a valid JSON array of objects: what lies between braces of the first level. */
function items(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let from = 0
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{' && depth++ === 0) from = index
    if (token === '}' && --depth === 0) found.push(text.slice(from, index + 1))
  }
  return found
}
