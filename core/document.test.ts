import { expect, test } from 'vitest'
import { paramNotes, parseText } from './document.ts'

test('a key that is there twice is a mistake, at its second place', () => {
  const { tree } = parseText('a: 1\nb: [{ c: 1, "c": 2 }]\na: 2\n')
  expect(tree.errors.map(({ code, pos }) => [code, pos[0]])).toEqual([
    ['DUPLICATE_KEY', 17],
    ['DUPLICATE_KEY', 27],
  ])
  expect(parseText('a: { x: 1 }\nb: { x: 1 }\n').tree.errors).toEqual([])
})

test('a text is parsed once', () => {
  const first = parseText('a: 1')
  parseText('a: 2')
  expect(parseText('a: 1')).toBe(first)
})

test('a comment beside or above a parameter is its note', () => {
  const text = `params:
  # the first
  # one
  a: 1
  b: 30s   # how long
  # where
  c: "x"
  d: 4
  e: |     # a story
    Once.
  f: [1]   # some
nodes: {}   # of no parameter
`
  expect({ ...paramNotes(text) }).toEqual({ a: 'the first one', b: 'how long', c: 'where', e: 'a story', f: 'some' })
  expect(paramNotes('params: 3')).toEqual({})
  expect(paramNotes('millrace: 1')).toEqual({})
  expect(paramNotes('just text')).toEqual({})
})
