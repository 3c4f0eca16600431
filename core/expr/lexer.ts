import { stop } from './problem.ts'

/** `name` = a plain identifier or keyword, `quoted` = a back-quoted identifier, `symbol` = an operator or bracket. */
export type Token = {
  readonly kind: 'number' | 'string' | 'name' | 'quoted' | 'symbol' | 'end'
  readonly text: string
  readonly from: number
  readonly to: number
}

const SPACE = /\s+/y
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy
const QUOTED = /`((?:[^`]|``)+)`/y
const STRING = /'((?:[^']|'')*)'/y
const SYMBOL = /<=>|<>|!=|<=|>=|==|\|\||&&|[-+*/%(),.=<>[\]!;:]/y

/** What people write out of habit from other languages, and what it is here. */
const FOREIGN: Readonly<Record<string, string>> = {
  '==': 'write `=`',
  '&&': 'write AND',
  '!': 'write NOT',
  '<=>': 'write IS NOT DISTINCT FROM',
  ';': 'leave it out: an expression has no end mark',
  ':': 'write CAST(x AS type) to convert',
  '[': "write get_json_object(field, '$.a[0]') to reach into JSON",
  ']': 'remove it',
}

/** Splits a text into tokens, the last of kind `end`. Text in single quotes is raw; only '' stands for a quote. */
export function tokens(text: string): Token[] {
  const found: Token[] = []
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(text)
  }
  while (at < text.length) {
    const space = match(SPACE)
    if (space !== null) {
      at += space[0].length
      continue
    }
    const token = next(text, at, match)
    found.push(token)
    at = token.to
  }
  found.push({ kind: 'end', text: '', from: text.length, to: text.length })
  return found
}

function next(text: string, at: number, match: (pattern: RegExp) => RegExpExecArray | null): Token {
  const two = text.slice(at, at + 2)
  if (two === '--' || two === '/*') {
    stop(
      'EXPR_SYNTAX',
      { from: at, to: at + 2 },
      `\`${two}\` begins a comment in SQL; an expression has none`,
      two === '--' ? 'write `- -x` to negate twice' : 'remove it',
    )
  }
  const make = (kind: Token['kind'], m: RegExpExecArray, content = m[0]): Token => ({ kind, text: content, from: at, to: at + m[0].length })
  const number = match(NUMBER)
  if (number !== null) {
    const token = make('number', number)
    const rest = /^[\p{L}_\p{N}]+/u.exec(text.slice(token.to))
    if (rest !== null) {
      stop(
        'EXPR_SYNTAX',
        { from: at, to: token.to + rest[0].length },
        `\`${number[0]}${rest[0]}\` is neither a number nor a name`,
        'write 7, 7.5 or 7e3 without a suffix; put a name that begins with a digit into back-quotes',
      )
    }
    return token
  }
  const name = match(NAME)
  if (name !== null) return make('name', name)
  const quoted = match(QUOTED)
  if (quoted !== null) return make('quoted', quoted, quoted[1].replaceAll('``', '`'))
  const string = match(STRING)
  if (string !== null) return make('string', string, string[1].replaceAll("''", "'").toWellFormed())
  const symbol = match(SYMBOL)
  if (symbol !== null) {
    const foreign = FOREIGN[symbol[0]]
    if (foreign !== undefined)
      stop('EXPR_SYNTAX', { from: at, to: at + symbol[0].length }, `\`${symbol[0]}\` is not an operator here`, foreign)
    return make('symbol', symbol)
  }
  const character = String.fromCodePoint(text.codePointAt(at)!)
  const place = { from: at, to: at + character.length }
  if (character === "'")
    return stop(
      'EXPR_SYNTAX',
      { from: at, to: text.length },
      'the text has no closing quote',
      "end it with '; a quote inside a text is written ''",
    )
  if (character === '`')
    return stop('EXPR_SYNTAX', { from: at, to: text.length }, 'the quoted name is empty or has no closing back-quote', 'end it with `')
  if (character === '"')
    return stop(
      'EXPR_SYNTAX',
      place,
      '`"` is not used here',
      "write texts in single quotes ('abc') and odd field names in back-quotes (`a b`)",
    )
  return stop('EXPR_SYNTAX', place, `unexpected character \`${character}\``)
}
