import { expect, test } from 'vitest'
import { callAt, completionsAt, nameText } from './index.ts'

const fields = { user: 'string', unit_price: 'double', 'a b': 'long', order: 'string', 单价: 'double' } as const

/** Completes at `|`: the labels, and the text with the first one taken. */
function complete(marked: string): { labels: string[]; taken: string } {
  const cursor = marked.indexOf('|')
  const text = marked.replace('|', '')
  const { from, to, items } = completionsAt(text, cursor, fields)
  const [first] = items
  const taken =
    first === undefined
      ? text
      : `${text.slice(0, from)}${first.insert.slice(0, first.caret)}|${first.insert.slice(first.caret)}${text.slice(to)}`
  return { labels: items.map(({ label }) => label), taken }
}

test('fields come first, then functions', () => {
  expect(complete('u|').labels.slice(0, 3)).toEqual(['user', 'unit_price', 'upper'])
  expect(complete('|').labels.slice(0, 5)).toEqual(Object.keys(fields))
  expect(complete('price|').taken).toBe('unit_price|')
  expect(complete('单|').taken).toBe('单价|')
})

test('a function is put in with the cursor between its brackets', () => {
  expect(complete('user = low|').taken).toBe('user = lower(|)')
  expect(complete('1 = now|').taken).toBe('1 = now()|')
})

test('the word under the cursor is replaced as a whole', () => {
  expect(complete('us|xyz > 1').taken).toBe('user| > 1')
})

test('odd names are quoted', () => {
  expect(complete('`a|').taken).toBe('`a b`|')
  expect(complete('`a|` = 1').taken).toBe('`a b`| = 1')
  expect([nameText('order'), nameText('in'), nameText('a-b'), nameText('a.b')]).toEqual(['order', '`in`', '`a-b`', 'a.b'])
})

test('nothing inside a text or behind a number', () => {
  expect(complete("user = 'u|").labels).toEqual([])
  expect(complete("user = 'it''s' AND u|").labels).toContain('user')
  expect(complete('12|').labels).toEqual([])
})

test('keywords complete too', () => {
  expect(complete('user lik|').taken).toBe('user LIKE|')
})

test('the call around the cursor', () => {
  const at = (marked: string) => {
    const call = callAt(marked.replace('|', ''), marked.indexOf('|'))
    return call === null ? null : `${call.name} ${call.argument}`
  }
  expect(at('lower(|)')).toBe('lower 0')
  expect(at("replace(user, 'a', |)")).toBe('replace 2')
  expect(at("replace(user, 'a, |")).toBe('replace 1')
  expect(at('replace(lower(user), |')).toBe('replace 1')
  expect(at('lower(user) |')).toBeNull()
  expect(at('(1 + |')).toBeNull()
  expect(callAt('lower(', 6)?.signature).toMatch(/^lower\(/)
})
