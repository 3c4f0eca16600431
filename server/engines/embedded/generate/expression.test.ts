import { describe, expect, test } from 'vitest'
import { compileExpression, type Fields, substitute, type Typed } from '../../../../core/expr/index.ts'
import { ExpressionWriter, type FieldRef } from './expression.ts'
import { Helpers } from './helpers.ts'

const fields: Fields = { price: 'double', auction: 'long', channel: 'string', url: 'string', ok: 'boolean', doc: 'json' }
const names = Object.keys(fields)

function compiled(text: string, of: Fields = fields): Typed {
  const { expr, problems } = compileExpression(text, of)
  if (expr === null) throw new Error(problems[0].message)
  return expr
}

const columns = (name: string): FieldRef => ({ kind: 'column', index: names.indexOf(name) })

describe('the code', () => {
  test.each([
    ['price * 0.908 > 50', 'H.finite(c0n[r] * 0.908) > 50'],
    ["channel = 'b'", '(c2r[2 * r + 1] === 1 && c2b[c2r[2 * r]] === 98)'],
    ["lower(channel) LIKE '%google%'", '(c2r[2 * r + 1] < 2146959360 && H.containsFolded(c2b, c2r[2 * r], c2r[2 * r + 1], C[0]))'],
    ['NOT auction % 123 = 0', 'H.differs(H.mod(c1n[r], 123), 0)'],
    ["channel IN ('apple', 'google')", 'H.oneOf(c2b, c2r[2 * r], c2r[2 * r + 1], C[0])'],
    ['auction IN (1007, 1020, 2001)', '(c1n[r] === 1007 || c1n[r] === 1020 || c1n[r] === 2001)'],
    ['ok AND price IS NOT NULL', '(c4n[r] === 1 && c0n[r] === c0n[r])'],
    [
      "url LIKE 'http%' OR doc IS NULL",
      '((c3r[2 * r + 1] < 2146959360 && H.starts(c3b, c3r[2 * r], c3r[2 * r + 1], C[0])) || c5r[2 * r + 1] >= 2146959360)',
    ],
    ['channel = url', 'H.sameRanges(c2b, c2r[2 * r], c2r[2 * r + 1], c3b, c3r[2 * r], c3r[2 * r + 1])'],
    ["channel < 'm'", 'H.orderBytes(c2b, c2r[2 * r], c2r[2 * r + 1], C[0]) < 0'],
  ])('of %s is %s', (text, code) => {
    expect(new ExpressionWriter(columns).isTrue(compiled(text))).toBe(code)
  })

  test('names the columns it reads', () => {
    const writer = new ExpressionWriter(columns)
    writer.isTrue(compiled("price > 1 AND lower(url) = 'a'"))
    expect([...writer.columns]).toEqual([0, 3])
  })

  test('holds nothing of the text of the user', () => {
    const odd: Fields = { '"];process.exit();//': 'string', 'a\u2028`$b': 'long' }
    const writer = new ExpressionWriter((name) => ({ kind: 'column', index: Object.keys(odd).indexOf(name) }))
    const code = writer.isTrue(
      compiled(
        "`\"];process.exit();//` || '`);alert(1)//$x\u2028' LIKE '%\"];y//%' AND `a\u2028``$b` IN (1, 2) AND regexp_like('\"+z+\"', '[`\"]')",
        odd,
      ),
    )
    expect(code).toMatch(/^[\w\s.[\](),?:=!&|<>*+-]+$/)
    expect(
      code.match(/[a-zA-Z]\w*/g)!.filter((word) => !/^(H|C|r|c\d[bnr]|like|concat|string|env|number|NaN|[a-z][A-Za-z]+)$/.test(word)),
    ).toEqual([])
    expect(code).not.toMatch(/process|alert|exit/)
  })

  test('refuses a local that is no name', () => {
    const writer = new ExpressionWriter(() => ({ kind: 'number', local: 'a;b' }))
    expect(() => writer.number(compiled('price'))).toThrow('not the name of a local')
  })

  test('a reference of the wrong kind is an error of the engine', () => {
    expect(() => new ExpressionWriter(() => ({ kind: 'string', local: 's' })).number(compiled('price'))).toThrow('reference')
    expect(() => new ExpressionWriter(() => ({ kind: 'number', local: 'n' })).string(compiled('url'))).toThrow('reference')
  })

  test('range answers for plain texts only', () => {
    const writer = new ExpressionWriter((name) => (name === 'url' ? { kind: 'range', local: 'u' } : columns(name)))
    expect(writer.range(compiled('url'))).toBe('u_b, u_o, u_n')
    expect(writer.range(compiled('channel'))).toBe('c2b, c2r[2 * r], c2r[2 * r + 1]')
    expect(writer.range(compiled('CAST(doc AS string)'))).toBe('c5b, c5r[2 * r], c5r[2 * r + 1]')
    expect(writer.range(compiled('lower(url)'))).toBeNull()
  })
})

describe('the size of the code grows with the expression only', () => {
  const size = (e: Typed) => {
    const writer = new ExpressionWriter(columns)
    return e.type === 'string'
      ? writer.string(e).length
      : writer.number(e).length + (e.type === 'boolean' ? writer.isTrue(e).length + writer.isFalse(e).length : 0)
  }

  test.each([
    'ok = (price > 1)',
    'ok IS DISTINCT FROM ok',
    'ok AND (ok OR price IS NULL)',
    'ok BETWEEN ok AND TRUE',
    'NOT (ok IN (ok, FALSE))',
    'coalesce(ok, if(ok, ok, ok))',
    'CASE WHEN ok THEN ok WHEN ok <> ok THEN ok END',
  ])('%s nested in itself', (text) => {
    const once = compiled(text)
    let e = once
    for (let i = 0; i < 12; i++) {
      let first = true
      e = substitute(e, (name) => {
        if (name !== 'ok' || !first) return null
        first = false
        return once
      })
    }
    expect(size(e)).toBeLessThan(20 * size(once))
  })
})

test('the largest expressions compile', () => {
  const texts = [
    `${'price > 1 OR '.repeat(450)}ok`,
    `${'ok AND '.repeat(1_500)}ok`,
    `CASE ${'WHEN ok THEN 1 '.repeat(600)}END = 1`,
    `${'('.repeat(190)}ok${')'.repeat(190)}`,
    `${'NOT '.repeat(190)}ok`,
    `auction IN (${Array.from({ length: 1_900 }, (_, i) => i).join(',')})`,
    `coalesce(${'auction % 3, '.repeat(450)}1) = 1`,
    `${'if(ok, '.repeat(190)}ok${', ok)'.repeat(190)}`,
    `${'auction + '.repeat(190)}1 = 3`,
  ]
  for (const text of texts) {
    const writer = new ExpressionWriter(columns)
    const e = compiled(text)
    const source = `return (c0n, c1n, c4n, r) => [${writer.number(e)}, ${writer.isTrue(e)}, ${writer.isFalse(e)}]`
    const run = new Function('H', 'C', source)(new Helpers(), writer.constants)
    expect(run([2], [1], [1], 0)).toHaveLength(3)
  }
})
