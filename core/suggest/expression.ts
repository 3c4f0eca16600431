import { signature } from '../expr/check-call.ts'
import { compileExpression, type ExprType, type Fields, functions } from '../expr/index.ts'
import { type Token, tokens } from '../expr/lexer.ts'
import { Stop } from '../expr/problem.ts'
import { reserved } from '../expr/syntax.ts'
import type { Words } from '../words.ts'

/** Something that may stand at the cursor of an expression. */
export type Completion = {
  readonly label: string
  readonly kind: 'field' | 'function' | 'keyword'
  /** The type of a field, the signature of a function. */
  readonly detail: string
  readonly doc?: Words
  readonly insert: string
  /** Where the cursor stands afterwards, from the begin of `insert`. */
  readonly caret: number
}
/** Completions replace the text between two offsets. */
export type Completions = { readonly from: number; readonly to: number; readonly items: readonly Completion[] }

const KEYWORDS = [
  'AND',
  'OR',
  'NOT',
  'IS NULL',
  'IS NOT NULL',
  'IN',
  'BETWEEN',
  'LIKE',
  'CASE WHEN',
  'THEN',
  'ELSE',
  'END',
  'CAST',
  'TRUE',
  'FALSE',
  'NULL',
]

/** What may be typed at a cursor: fields first, then functions and words of the language. None inside a text in quotes. */
export function completionsAt(text: string, cursor: number, fields: Fields): Completions {
  const none = { from: cursor, to: cursor, items: [] }
  const before = text.slice(0, cursor)
  const quotes = before.replaceAll(/`[^`]*`/g, '').split("'").length - 1
  if (quotes % 2 === 1) return none
  const quoted = before.split('`').length % 2 === 0
  const word = quoted ? /`[^`]*$/.exec(before)![0] : (/[\p{L}_][\p{L}\p{N}_.]*$/u.exec(before)?.[0] ?? '')
  if (word === '' && /\d$/.test(before)) return none
  const rest = /^[\p{L}\p{N}_.]*/u.exec(text.slice(cursor))![0]
  const wanted = word.replace('`', '').toLowerCase()
  const all = quoted ? fieldItems(fields) : [...fieldItems(fields), ...functionItems(), ...(wanted === '' ? [] : keywordItems())]
  const items = all
    .map((item, order) => ({ item, order, rank: rankOf(item.label.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < MISS)
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .map(({ item }) => item)
  const closed = quoted && text[cursor + rest.length] === '`' ? 1 : 0
  return { from: cursor - word.length, to: cursor + rest.length + closed, items }
}

const MISS = 3

/** 0 = begins with it, 1 = a part of the name begins with it, 2 = has its letters in order. */
function rankOf(label: string, wanted: string): number {
  if (label.startsWith(wanted)) return 0
  if (label.includes(`_${wanted}`)) return 1
  let at = 0
  for (const letter of label) if (letter === wanted[at]) at++
  return at === wanted.length ? 2 : MISS
}

function fieldItems(fields: Fields): Completion[] {
  return Object.entries(fields).map(([name, type]) => {
    const insert = nameText(name)
    return { label: name, kind: 'field', detail: type, insert, caret: insert.length }
  })
}

/** A field's name as an expression writes it: in back-quotes where it would be read as something else. */
export function nameText(name: string): string {
  const plain = name.split('.').every((part) => /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(part) && !reserved.has(part.toUpperCase()))
  return plain ? name : `\`${name.replaceAll('`', '``')}\``
}

function functionItems(): Completion[] {
  return functions.map((f) => {
    const insert = `${f.name}()`
    return {
      label: f.name,
      kind: 'function',
      detail: signature(f),
      doc: f.doc,
      insert,
      caret: f.arguments.length === 0 ? insert.length : insert.length - 1,
    }
  })
}

const keywordItems = (): Completion[] =>
  KEYWORDS.map((word) => ({ label: word, kind: 'keyword', detail: '', insert: word, caret: word.length }))

/** The function whose arguments the cursor stands in, and the number of the argument; null outside of calls. */
export function callAt(
  text: string,
  cursor: number,
): { readonly name: string; readonly signature: string; readonly doc: Words; readonly argument: number } | null {
  const open: { name: string | null; argument: number }[] = []
  const read = tokensOf(text.slice(0, cursor))
  for (const [i, { kind, text: symbol }] of read.entries()) {
    if (kind !== 'symbol') continue
    if (symbol === '(') open.push({ name: read[i - 1]?.kind === 'name' ? read[i - 1].text.toLowerCase() : null, argument: 0 })
    if (symbol === ')') open.pop()
    if (symbol === ',' && open.length > 0) open[open.length - 1].argument++
  }
  const call = open.at(-1)
  const found = functions.find((f) => f.name === call?.name)
  return call === undefined || found === undefined
    ? null
    : { name: found.name, signature: signature(found), doc: found.doc, argument: call.argument }
}

/** The tokens of a text up to where it cannot be read. */
function tokensOf(text: string): readonly Token[] {
  try {
    return tokens(text)
  } catch (error) {
    if (error instanceof Stop) return tokensOf(text.slice(0, error.problem.from))
    throw error
  }
}

/** A better text for an expression with a mistake, as far as its problems say one. */
export function mendedExpressions(text: string, fields: Fields, expect?: ExprType): string[] {
  const { problems } = expect === undefined ? compileExpression(text, fields) : compileExpression(text, fields, expect)
  return problems.flatMap(({ from, to, hint }) => {
    const near = /^did you mean `([^`]+)`\?$/.exec(hint ?? '') ?? /^write `([^`]+)`$/.exec(hint ?? '')
    const word = near?.[1] ?? /^write ([A-Z]+(?: [A-Z]+)*)$/.exec(hint ?? '')?.[1]
    if (word === undefined) return []
    const put = Object.hasOwn(fields, word) ? nameText(word) : word
    return [text.slice(0, from) + put + text.slice(to)]
  })
}
