import type { Data, DataMap } from './data.ts'
import { isDataMap } from './data.ts'

/** How a document is written, so that what is added looks like what is there. */
export type Style = {
  /** The text is JSON and must stay so. */
  readonly json: boolean
  readonly eol: '\n' | '\r\n'
  /** Columns by which a level is indented. */
  readonly step: number
}
/** Text that stands alone. */
export const YAML: Style = { json: false, eol: '\n', step: 2 }
export type Quoting = 'plain' | 'single' | 'double'

/** Collections are written on one line up to this column. */
export const WIDTH = 110

const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u
const PLAIN_START = /^(?:[\p{L}\p{N}_./$(<\\^+]|[-?:](?=[^\s,[\]{}]))/u
const NO_TEXT = /^(?:~|null|true|false|yes|no|on|off|[-+]?\.(?:inf|nan)|0o[0-7]+)$/i

/** Whether a text can stand without quotes and is read back as this text. */
function isPlain(text: string, flow: boolean, key = false): boolean {
  if (!PLAIN_START.test(text) || UNSAFE.test(text) || text.startsWith('---') || text.startsWith('...')) return false
  if (/:(?:\s|$)|\s#|\s$/.test(text) || (flow && /[,[\]{}]|:$/.test(text))) return false
  if (!Number.isNaN(Number(text))) return false
  return !NO_TEXT.test(text) || (key && text === 'on')
}

function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function quoted(text: string, style: Style, flow: boolean, like: Quoting, key = false): string {
  if (style.json || UNSAFE.test(text)) return doubleQuoted(text)
  if (like === 'plain' && isPlain(text, flow, key)) return text
  const escapes = text.includes('\\') || text.includes('"')
  return like === 'single' || (like === 'plain' && escapes) ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text)
}

/** A key as it is written in front of its colon. */
export const keyText = (key: string, style: Style, flow: boolean, like: Quoting = 'plain'): string => quoted(key, style, flow, like, true)

/** A value on one line. `flow` = it stands inside brackets; `like` = how the text that it replaces was quoted. */
export function inlineText(value: Data, style: Style, flow: boolean, like: Quoting = 'plain'): string {
  if (typeof value === 'string') return quoted(value, style, flow, like)
  if (Array.isArray(value)) return `[${value.map((v) => inlineText(v, style, true)).join(', ')}]`
  if (isDataMap(value)) {
    const members = Object.entries(value).map(([k, v]) => `${keyText(k, style, true)}: ${inlineText(v, style, true)}`)
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf'
  return String(value)
}

/** A value inside brackets that begins at a column: on one line if it fits, else member by member on lines indented from `indent`. */
export function flowText(value: Data, style: Style, column: number, indent: string): string {
  const line = inlineText(value, style, true)
  if (column + line.length <= WIDTH || value === null || typeof value !== 'object') return line
  const inner = `${indent}${' '.repeat(style.step)}`
  const members = Array.isArray(value)
    ? value.map((v) => flowText(v, style, inner.length, inner))
    : Object.entries(value as DataMap).map(([k, v]) => {
        const key = keyText(k, style, true)
        return `${key}: ${flowText(v, style, inner.length + key.length + 2, inner)}`
      })
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}${style.eol}${inner}${members.join(`,${style.eol}${inner}`)}${style.eol}${indent}${close}`
}

/** A collection in block style; its lines behind the first are indented by `indent` columns. */
export function blockText(value: Data, style: Style, indent: number): string {
  const between = style.eol + ' '.repeat(indent)
  if (Array.isArray(value)) return value.map((v) => itemText(v, style, indent)).join(between)
  return Object.entries(value as DataMap)
    .map(([k, v]) => entryText(k, v, style, indent))
    .join(between)
}

/** A key with its value, as a line (and further lines) of a block map at a column. `open` = not on one line, if it holds anything. */
export function entryText(key: string, value: Data, style: Style, indent: number, open = false): string {
  const name = keyText(key, style, false)
  return `${name}:${valueText(value, style, indent, indent + name.length + 1, { open })}`
}

/** What follows a colon or dash in block style: a space and one line, or further lines indented from `indent`. `line` = it must be one line. */
export function valueText(
  value: Data,
  style: Style,
  indent: number,
  column: number,
  { open = false, line = false, like = 'plain' }: { open?: boolean; line?: boolean; like?: Quoting } = {},
): string {
  if (typeof value === 'string' && !line && canBeLiteral(value)) return literalText(value, style, indent)
  const inline = inlineText(value, style, false, like)
  const holds = value !== null && typeof value === 'object' && Object.keys(value).length > 0
  if (line || !holds || (!open && column + 1 + inline.length <= WIDTH)) return ` ${inline}`
  const inner = indent + style.step
  return `${style.eol}${' '.repeat(inner)}${blockText(value, style, inner)}`
}

/** An item of a block list, its dash at a column. */
export function itemText(value: Data, style: Style, indent: number): string {
  if (isDataMap(value) && Object.keys(value).length > 0 && indent + 2 + inlineText(value, style, false).length > WIDTH)
    return `- ${blockText(value, style, indent + 2)}`
  return `-${valueText(value, style, indent, indent + 1)}`
}

/** Lines of text that stand as they are behind `|`. */
const canBeLiteral = (text: string): boolean =>
  /^[^\s].*\n/.test(text) && !/\n\n$/.test(text) && !/\r/.test(text) && !UNSAFE.test(text.replaceAll('\n', ''))

function literalText(text: string, style: Style, indent: number): string {
  const pad = ' '.repeat(indent + style.step)
  const ends = text.endsWith('\n')
  const lines = (ends ? text.slice(0, -1) : text).split('\n').map((line) => (line === '' ? '' : pad + line))
  return ` |${ends ? '' : '-'}${style.eol}${lines.join(style.eol)}`
}
