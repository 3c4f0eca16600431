import { type Token, tokens } from './lexer.ts'
import { stop } from './problem.ts'
import { reserved, type Syntax } from './syntax.ts'
import { type ArithmeticOp, type CompareOp, limits } from './types.ts'

/** Binding powers, weakest first; as in Spark SQL, `||` binds like `+`. */
const power = { or: 1, and: 2, not: 3, predicate: 4, compare: 5, add: 6, multiply: 7, negate: 8 } as const

const INFIX: Readonly<Record<string, number>> = {
  OR: power.or,
  AND: power.and,
  IS: power.predicate,
  IN: power.predicate,
  LIKE: power.predicate,
  BETWEEN: power.predicate,
  NOT: power.predicate,
  '=': power.compare,
  '<>': power.compare,
  '!=': power.compare,
  '<': power.compare,
  '<=': power.compare,
  '>': power.compare,
  '>=': power.compare,
  '+': power.add,
  '-': power.add,
  '||': power.add,
  '*': power.multiply,
  '/': power.multiply,
  '%': power.multiply,
  DIV: power.multiply,
}

const EXPECTED = 'expected a value: a field, a number, a text in single quotes, a function or `(`'

// biome-ignore lint/suspicious/noExplicitAny: keeps the union of nodes apart while their common part is added
type Part<T> = T extends any ? Omit<T, 'depth'> : never

/** Parses a whole text. Throws `Stop` with the first problem. */
export function parse(text: string): Syntax {
  if (text.length > limits.text)
    stop(
      'EXPR_TOO_LARGE',
      { from: limits.text, to: text.length },
      `the expression has ${text.length} characters, the limit is ${limits.text}`,
      'compute parts of it in a node before this one',
    )
  return new Parser(text).whole()
}

class Parser {
  readonly #text: string
  readonly #tokens: Token[]
  #at = 0
  #depth = 0
  #nodes = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokens(text)
  }

  whole(): Syntax {
    if (this.#peek().kind === 'end')
      stop(
        'EXPR_SYNTAX',
        { from: 0, to: this.#text.length },
        'the expression is empty',
        'write a condition such as price > 50 or a value such as lower(name)',
      )
    const found = this.#expression(0)
    const rest = this.#peek()
    if (rest.kind !== 'end') stop('EXPR_SYNTAX', rest, `unexpected ${show(rest)} after the end of the expression`, this.#hintAfter(rest))
    return found
  }

  #hintAfter(token: Token): string | undefined {
    if (token.text === ')') return 'remove it, or add the `(` it closes'
    if (token.text === ',') return 'a list stands in brackets: x IN (1, 2)'
    const before = this.#tokens[this.#at - 1]
    if (token.kind === 'string' && before.kind === 'string') return "join texts with ||; a quote inside a text is written ''"
    return token.kind === 'name' || token.kind === 'quoted' || token.kind === 'number' || token.kind === 'string'
      ? 'is an operator missing before it?'
      : undefined
  }

  #peek(offset = 0): Token {
    return this.#tokens[Math.min(this.#at + offset, this.#tokens.length - 1)]
  }

  #next(): Token {
    return this.#tokens[Math.min(this.#at++, this.#tokens.length - 1)]
  }

  #is(word: string, offset = 0): boolean {
    return wordOf(this.#peek(offset)) === word
  }

  #accept(word: string): boolean {
    if (!this.#is(word)) return false
    this.#at++
    return true
  }

  #expect(word: string, what: string): Token {
    const token = this.#peek()
    if (!this.#is(word))
      stop('EXPR_SYNTAX', token, `expected ${word === ')' || word === '(' ? `\`${word}\`` : word} ${what}, found ${show(token)}`)
    return this.#next()
  }

  #node(part: Part<Syntax>, ...children: readonly Syntax[]): Syntax {
    if (++this.#nodes > limits.nodes)
      stop('EXPR_TOO_LARGE', part, `the expression has more than ${limits.nodes} parts`, 'compute parts of it in a node before this one')
    let depth = 0
    for (const child of children) depth = Math.max(depth, child.depth)
    if (depth >= limits.depth) this.#tooDeep(part)
    return { ...part, depth: depth + 1 } as Syntax
  }

  #tooDeep(at: { from: number; to: number }): never {
    stop(
      'EXPR_TOO_LARGE',
      at,
      `the expression is nested more than ${limits.depth} levels deep`,
      'compute parts of it in a node before this one',
    )
  }

  #expression(min: number): Syntax {
    if (++this.#depth > limits.depth) this.#tooDeep(this.#peek())
    let left = this.#prefix()
    for (;;) {
      const token = this.#peek()
      const binding = INFIX[wordOf(token)]
      if (binding === undefined || binding <= min) break
      if (wordOf(token) === 'NOT' && !['IN', 'LIKE', 'BETWEEN'].includes(wordOf(this.#peek(1)))) break
      left = this.#infix(left, binding)
    }
    this.#depth--
    return left
  }

  #infix(left: Syntax, binding: number): Syntax {
    const op = wordOf(this.#next())
    switch (op) {
      case 'AND':
      case 'OR':
        return this.#chain(left, op === 'AND' ? 'and' : 'or', binding)
      case 'NOT': {
        const inner = this.#predicate(left, wordOf(this.#next()))
        return this.#node({ kind: 'not', operand: inner, from: left.from, to: inner.to }, inner)
      }
      case 'IS':
      case 'IN':
      case 'LIKE':
      case 'BETWEEN':
        return this.#predicate(left, op)
    }
    const right = this.#expression(binding)
    const place = { from: left.from, to: right.to }
    if (op === '||') return this.#node({ kind: 'concat', left, right, ...place }, left, right)
    if (binding === power.compare)
      return this.#node({ kind: 'compare', op: (op === '!=' ? '<>' : op) as CompareOp, left, right, ...place }, left, right)
    return this.#node({ kind: 'arithmetic', op: op as ArithmeticOp, left, right, ...place }, left, right)
  }

  /** a AND b AND c is one node, so that long chains are not deep. */
  #chain(first: Syntax, kind: 'and' | 'or', binding: number): Syntax {
    const operands = [first]
    do operands.push(this.#expression(binding))
    while (this.#accept(kind === 'and' ? 'AND' : 'OR'))
    return this.#node({ kind, operands, from: first.from, to: operands[operands.length - 1].to }, ...operands)
  }

  #predicate(operand: Syntax, op: string): Syntax {
    const { from } = operand
    switch (op) {
      case 'IS': {
        const negated = this.#accept('NOT')
        if (this.#accept('DISTINCT')) {
          this.#expect('FROM', 'after IS DISTINCT')
          const right = this.#expression(power.compare)
          return this.#node({ kind: 'distinct', left: operand, right, negated, from, to: right.to }, operand, right)
        }
        const token = this.#peek()
        if (!this.#is('NULL'))
          stop('EXPR_SYNTAX', token, `expected NULL or DISTINCT FROM after IS, found ${show(token)}`, 'write x = TRUE to test a boolean')
        this.#next()
        return this.#node({ kind: 'isNull', operand, negated, from, to: token.to }, operand)
      }
      case 'IN': {
        this.#expect('(', 'after IN')
        const items = this.#list('IN')
        return this.#node({ kind: 'in', operand, items, from, to: this.#tokens[this.#at - 1].to }, operand, ...items)
      }
      case 'LIKE': {
        const token = this.#next()
        if (token.kind !== 'string')
          stop(
            'EXPR_LITERAL',
            token,
            `the pattern of LIKE must be a text in single quotes, found ${show(token)}`,
            'use contains(a, b), startswith(a, b) or endswith(a, b) to compare with a computed text',
          )
        return this.#node({ kind: 'like', operand, pattern: token.text, patternFrom: token.from, from, to: token.to }, operand)
      }
      default: {
        const low = this.#expression(power.predicate)
        this.#expect('AND', 'between the bounds of BETWEEN')
        const high = this.#expression(power.predicate)
        return this.#node({ kind: 'between', operand, low, high, from, to: high.to }, operand, low, high)
      }
    }
  }

  /** The rest of a list behind its `(`, with at least one element. */
  #list(of: string): Syntax[] {
    const items: Syntax[] = []
    do items.push(this.#expression(0))
    while (this.#accept(','))
    this.#expect(')', `to close the list of ${of}`)
    return items
  }

  #prefix(): Syntax {
    const token = this.#next()
    const { from } = token
    const place = { from, to: token.to }
    switch (token.kind) {
      case 'number':
        return this.#number(token)
      case 'string':
        return this.#node({ kind: 'literal', type: 'string', value: token.text, ...place })
      case 'quoted':
        return this.#path(token)
      case 'end':
        return stop('EXPR_SYNTAX', place, `the expression ends too early: ${EXPECTED}`)
    }
    const word = wordOf(token)
    switch (word) {
      case 'TRUE':
      case 'FALSE':
        return this.#node({ kind: 'literal', type: 'boolean', value: word === 'TRUE', ...place })
      case 'NULL':
        return this.#node({ kind: 'literal', type: 'null', value: null, ...place })
      case '-': {
        const operand = this.#expression(power.negate)
        return this.#node({ kind: 'negate', operand, from, to: operand.to }, operand)
      }
      case 'NOT': {
        const operand = this.#expression(power.not)
        return this.#node({ kind: 'not', operand, from, to: operand.to }, operand)
      }
      case '(': {
        const inner = this.#expression(0)
        const close = this.#expect(')', 'to close the bracket')
        return { ...inner, from, to: close.to }
      }
      case 'CASE':
        return this.#case(from)
      case 'CAST':
      case 'TRY_CAST':
        return this.#cast(from, word)
    }
    if (token.kind === 'symbol') return stop('EXPR_SYNTAX', token, `${EXPECTED}, found ${show(token)}`)
    if (reserved.has(word))
      return stop(
        'EXPR_SYNTAX',
        token,
        `${EXPECTED}, found the keyword ${word}`,
        `a field of this name is written in back-quotes: \`${token.text}\``,
      )
    if (this.#is('(')) return this.#call(token)
    return this.#path(token)
  }

  #number(token: Token): Syntax {
    const value = Number(token.text)
    const type = /[.eE]/.test(token.text) ? 'double' : 'long'
    if (type === 'long' && !Number.isSafeInteger(value)) {
      stop('EXPR_NUMBER', token, `${token.text} is beyond the longs (±9007199254740991)`, `write ${token.text}.0 for a double`)
    }
    if (!Number.isFinite(value)) stop('EXPR_NUMBER', token, `${token.text} is beyond the doubles (about ±1.8e308)`)
    return this.#node({ kind: 'literal', type, value, from: token.from, to: token.to })
  }

  #path(first: Token): Syntax {
    const parts = [first.text]
    let { to } = first
    while (this.#accept('.')) {
      const part = this.#next()
      if (part.kind !== 'name' && part.kind !== 'quoted')
        stop('EXPR_SYNTAX', part, `expected a field name after \`.\`, found ${show(part)}`)
      parts.push(part.text)
      to = part.to
    }
    return this.#node({ kind: 'name', name: parts.join('.'), from: first.from, to })
  }

  #call(name: Token): Syntax {
    this.#next()
    const args = this.#accept(')') ? [] : this.#list(name.text)
    return this.#node({ kind: 'call', name: name.text, args, from: name.from, to: this.#tokens[this.#at - 1].to }, ...args)
  }

  #case(from: number): Syntax {
    const branches: { when: Syntax; then: Syntax }[] = []
    const first = this.#peek()
    if (!this.#is('WHEN'))
      stop('EXPR_SYNTAX', first, `expected WHEN after CASE, found ${show(first)}`, 'write the comparison out: CASE WHEN x = 1 THEN … END')
    while (this.#accept('WHEN')) {
      const when = this.#expression(0)
      this.#expect('THEN', 'after the condition of WHEN')
      branches.push({ when, then: this.#expression(0) })
    }
    const otherwise = this.#accept('ELSE') ? this.#expression(0) : null
    const { to } = this.#expect('END', 'to close CASE')
    const children = [...branches.flatMap(({ when, then }) => [when, then]), ...(otherwise === null ? [] : [otherwise])]
    return this.#node({ kind: 'case', branches, otherwise, from, to }, ...children)
  }

  #cast(from: number, word: string): Syntax {
    this.#expect('(', `after ${word}`)
    const operand = this.#expression(0)
    this.#expect('AS', `inside ${word}(value AS type)`)
    const target = this.#next()
    if (target.kind !== 'name') stop('EXPR_SYNTAX', target, `expected a type after AS, found ${show(target)}`)
    const { to } = this.#expect(')', `to close ${word}`)
    return this.#node({ kind: 'cast', operand, target: target.text, targetFrom: target.from, from, to }, operand)
  }
}

/** The upper-case word of a plain name, the symbol itself, else ''. */
const wordOf = (token: Token): string => (token.kind === 'name' ? token.text.toUpperCase() : token.kind === 'symbol' ? token.text : '')

function show(token: Token): string {
  if (token.kind === 'end') return 'the end'
  return token.kind === 'string' ? `the text '${token.text.length > 20 ? `${token.text.slice(0, 20)}…` : token.text}'` : `\`${token.text}\``
}
